"""Sentences and letters of money."""
