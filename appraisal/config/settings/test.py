"""Tests: quick hashing, fixed keys, the real database and broker."""

from appraisal.config import env
from appraisal.config.logging import configure
from appraisal.config.settings.base import *  # noqa: F403  (Django's way to share settings)
from appraisal.config.settings.base import KAOWU as KAOWU
from appraisal.config.settings.base import SMS as BASE_SMS
from appraisal.config.settings.base import VAR_DIR

SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.database(env.required("DATABASE_URL", "the PostgreSQL server of the tests"), max_age=0)}
TRAINING_MODE = env.flag("TRAINING_MODE", False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DOCUMENT_ROOT = env.folder("DOCUMENT_ROOT", VAR_DIR / "test-documents")
SMS = {**BASE_SMS, "CALLBACK_TOKEN": env.text("SMS_CALLBACK_TOKEN", "test-only")}
PERSONAL_DATA_KEYS = ["t1:" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
PERSONAL_DATA_INDEX_KEY = "aW5kZXgta2V5LWluZGV4LWtleS1pbmRleC1rZXktMDE="
KAOWU["WEBHOOK_ALLOW_PLAIN"] = True  # receivers on this very machine
configure(level="WARNING", json_lines=False)
