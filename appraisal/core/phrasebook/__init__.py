"""Sentences of the shared ground's refusals, code → (what is wrong, what to do now), read in by `phrases.py`."""
