"""Settings: base for all, training for `make demo`, test, production."""
