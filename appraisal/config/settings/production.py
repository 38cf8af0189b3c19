"""Production: refuses to start when a secret is missing or a training aid is on."""

from django.core.exceptions import ImproperlyConfigured

from appraisal.config import env
from appraisal.config.logging import configure
from appraisal.config.settings.base import *  # noqa: F403  (Django's way to share settings)
from appraisal.config.settings.base import KAOWU as BASE_KAOWU

SECRET_KEY = env.required("SECRET_KEY", "signs sessions and links, at least 50 random characters")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
ALLOWED_HOSTS = env.required("ALLOWED_HOSTS", "host names the portal answers to, separated by commas").split(",")
DATABASES = {"default": env.database(env.required("DATABASE_URL", "the PostgreSQL database, application role"))}
env.required("REDIS_URL", "the broker of the worker")
env.required("PERSONAL_DATA_KEYS", "name:base64 of 32 bytes, newest first, encrypts personal data")
env.required("PERSONAL_DATA_INDEX_KEY", "base64 of 32 bytes, makes encrypted fields searchable")
if env.flag("TRAINING_MODE"):
    raise ImproperlyConfigured("TRAINING_MODE moves the clock and signs in by one click; production refuses it.")

TRAINING_MODE = False
KAOWU = {**BASE_KAOWU, "TOTP_REQUIRED_FOR_CITY": env.flag("TOTP_REQUIRED_FOR_CITY", True)}
CSRF_TRUSTED_ORIGINS = [f"https://{host.strip()}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
AXES_IPWARE_PROXY_COUNT = env.number("PROXY_COUNT", 1)
configure(level=env.text("LOG_LEVEL", "INFO"), json_lines=True)
