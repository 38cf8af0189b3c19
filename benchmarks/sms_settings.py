"""The portal of the benchmark of text messages: its own routes beside the portal's, Kannel's account at a stub."""

from appraisal.config import env
from benchmarks.settings import *  # noqa: F403  (Django's way to share settings)
from benchmarks.settings import KAOWU as BASE_KAOWU

ROOT_URLCONF = "benchmarks.sms_bare"
CONN_MAX_AGE = 60
KAOWU = {**BASE_KAOWU, "WAVE_FACTOR": env.number("BENCH_WAVE", 2)}
