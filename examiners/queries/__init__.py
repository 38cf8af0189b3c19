"""Reads of examiners."""
