"""Pages that draw on every package: home, status, errors, training."""
