"""Endpoints of money: to read only."""
