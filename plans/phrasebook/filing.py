"""Sentences of filing."""
