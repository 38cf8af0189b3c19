"""Forms of money: what was typed, as types."""
