"""Sentences by capability."""
