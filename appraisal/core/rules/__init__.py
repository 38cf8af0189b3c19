"""Pure rules shared by all packages: standard library only, no clock, no input or output."""
