"""Endpoints of the shared ground, and what all endpoints have in common."""
