"""The portal as in production as far as speed is concerned, on the database that the runner made."""

from appraisal.config import env
from appraisal.config.settings.test import *  # noqa: F403  (Django's way to share settings)

DATABASES = {"default": env.database(env.required("DATABASE_URL", "the database of the benchmarks"))}
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
