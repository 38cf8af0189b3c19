"""Training mode: the whole product for `make demo`, with the clock bar and one-click sign-in."""

from appraisal.config import env
from appraisal.config.logging import configure
from appraisal.config.settings.base import *  # noqa: F403  (Django's way to share settings)
from appraisal.config.settings.base import KAOWU as KAOWU
from appraisal.config.settings.base import SMS as BASE_SMS

SECRET_KEY = env.required("SECRET_KEY", "signs sessions; `make demo` makes one")
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.database(env.required("DATABASE_URL", "the PostgreSQL database"))}
TRAINING_MODE = True
SMS = {**BASE_SMS, "GATEWAY": env.text("SMS_GATEWAY", "phones")}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60
KAOWU["BILL_BY_SAMPLE_STANDARDS"] = True  # marked 样例 on every page
KAOWU["WEBHOOK_ALLOW_PLAIN"] = True  # receivers on this very machine
configure(level=env.text("LOG_LEVEL", "WARNING"), json_lines=False)
