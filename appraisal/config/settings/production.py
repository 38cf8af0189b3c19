"""Production: refuses to start when a secret is missing or a training aid is on."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from appraisal.config import env
from appraisal.config.logging import configure
from appraisal.config.settings.base import *  # noqa: F403  (Django's way to share settings)
from appraisal.config.settings.base import KAOWU as BASE_KAOWU
from appraisal.config.settings.base import SMS

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

GATEWAY_ACCOUNT = {
    "kannel": ("KANNEL_SEND_URL", "KANNEL_STATUS_URL", "KANNEL_PASSWORD", "SMS_CALLBACK_URL"),
    "aliyun": ("ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET"),
}
if SMS["GATEWAY"] not in GATEWAY_ACCOUNT:
    raise ImproperlyConfigured("SMS_GATEWAY must be kannel or aliyun: the phones in the browser are a training aid.")
if len(env.required("SMS_CALLBACK_TOKEN", "the secret in the address of the SMS gateway's calls")) < 32:
    raise ImproperlyConfigured("SMS_CALLBACK_TOKEN must have at least 32 characters.")
for variable in GATEWAY_ACCOUNT[SMS["GATEWAY"]]:
    env.required(variable, f"how the portal and the SMS gateway {SMS['GATEWAY']} reach each other")

TRAINING_MODE = False
KAOWU = {**BASE_KAOWU, "TOTP_REQUIRED_FOR_CITY": env.flag("TOTP_REQUIRED_FOR_CITY", True)}
CSRF_TRUSTED_ORIGINS = [f"https://{host.strip()}" for host in ALLOWED_HOSTS]
ALLOWED_HOSTS += [str(urlsplit(SMS["CALLBACK_URL"]).hostname)]  # what Kannel calls the portal by
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^sms/kannel/"]  # Kannel calls inside the machine, past the proxy
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
