"""Composition root: settings, routes, Celery, the work list; may import every package."""

from appraisal.config.celery import app as celery_app

__all__ = ["celery_app"]
