"""Gateways that carry text messages, behind one small interface."""
