"""Endpoints of plans."""
