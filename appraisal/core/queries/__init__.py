"""Reads shared by all packages."""
