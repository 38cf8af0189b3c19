"""Endpoints of examiners: requests, dispatch, duty."""
