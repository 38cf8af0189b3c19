"""What every environment shares, in the order of Django's documentation.

Numbers that no document decrees stand in `settings.kaowu`, with their default and where the default comes from.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from appraisal.config import env
from appraisal.config.settings.api import *  # noqa: F403  (the settings of the API, a part of its own)
from appraisal.config.settings.kaowu import KAOWU as KAOWU

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = env.folder("VAR", BASE_DIR / "var")

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "appraisal.config.urls"
WSGI_APPLICATION = "appraisal.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "import_export",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "appraisal.core",
    "plans",
    "examiners",
    "fees",
    "appraisal.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "appraisal.core.middleware.RequestMiddleware",
    "appraisal.core.middleware.AccountGate",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "appraisal.config.context.portal",
            ],
            "builtins": ["appraisal.core.templatetags.portal", "appraisal.core.templatetags.personal"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "appraisal.core.backends.PortalBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "appraisal.core.views.sign_in.locked"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says until when: further tries do not move it
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
# The idle time-out is KAOWU["IDLE_MINUTES"], kept by RequestMiddleware. The cookie outlives a weekend, so that the next
# page can say why one has to sign in again.
SESSION_COOKIE_AGE = 72 * 3600
SESSION_SAVE_EVERY_REQUEST = False  # RequestMiddleware renews it at most once a minute
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "appraisal.config.views.errors.csrf_failure"
OTP_TOTP_ISSUER = "考务"

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORMAT_MODULE_PATH = ["appraisal.config.formats"]

# --- static files and stored documents ----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "var" / "static")
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (prefix, path)
        for prefix, path in (
            ("vendor/tabler", NODE_MODULES / "@tabler" / "core" / "dist"),
            ("vendor/icons", NODE_MODULES / "@tabler" / "icons-webfont" / "dist"),
            ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
            ("vendor/echarts", NODE_MODULES / "echarts" / "dist"),
        )
        if path.is_dir()
    ),
]
DOCUMENT_ROOT = env.folder("DOCUMENT_ROOT", VAR_DIR / "documents")  # encrypted, outside the web root
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Far beyond KAOWU["PHOTOS_AT_ONCE"], so that the page can say how many are too many.
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
FORM_RENDERER = "appraisal.core.forms.PortalRenderer"

# --- worker -------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 1}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# --- security -----------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}

# --- personal data ------------------------------------------------------------------------------
# "name:base64 of 32 bytes", newest first; older keys only read. See docs/decisions on rotation.
PERSONAL_DATA_KEYS: list[str] = env.words("PERSONAL_DATA_KEYS")
PERSONAL_DATA_INDEX_KEY = env.text("PERSONAL_DATA_INDEX_KEY")

# --- Kaowu's own --------------------------------------------------------------------------------
TRAINING_MODE = False  # clock bar, one-click sign-in; production refuses to start with it

# Text messages: the gateway (kannel, aliyun; phones in training mode; local remembers, for tests) and its account.
SMS: dict[str, Any] = {
    "GATEWAY": env.text("SMS_GATEWAY", "local"),
    # Where the gateway reaches the portal, and the secret in the address of its calls.
    "CALLBACK_URL": env.text("SMS_CALLBACK_URL", "http://127.0.0.1:8000"),
    "CALLBACK_TOKEN": env.text("SMS_CALLBACK_TOKEN"),
    "KANNEL": {
        "SEND_URL": env.text("KANNEL_SEND_URL", "http://127.0.0.1:13013/cgi-bin/sendsms"),
        "STATUS_URL": env.text("KANNEL_STATUS_URL"),
        "USERNAME": env.text("KANNEL_USERNAME", "kaowu"),
        "PASSWORD": env.text("KANNEL_PASSWORD"),
        "SENDER": env.text("KANNEL_SENDER", "10690000"),  # the number that the operator gave the portal
    },
    "ALIYUN": {
        "ENDPOINT": env.text("ALIYUN_ENDPOINT", "dysmsapi.aliyuncs.com"),
        "PROTOCOL": env.text("ALIYUN_PROTOCOL", "HTTPS"),
        "ACCESS_KEY_ID": env.text("ALIYUN_ACCESS_KEY_ID"),
        "ACCESS_KEY_SECRET": env.text("ALIYUN_ACCESS_KEY_SECRET"),
        # Aliyun sends registered templates only: "INVITATION=SMS_1001,CONFIRMATION=SMS_1002,…".
        "TEMPLATES": dict(pair.split("=", 1) for pair in env.words("ALIYUN_TEMPLATES")),
    },
}
# Who reads a text that came in, after it is stored: dotted name of `(inbound_id=…, now=…) -> None`; empty: nobody yet.
SMS_INBOUND_READER = "examiners.services.replies.receive_reply"
# How the portal is reached from outside, e.g. "https://kaowu.example": the QR codes of papers lead there. Empty: as the
# person who prints has reached it.
PUBLIC_ORIGIN = env.text("PUBLIC_ORIGIN").rstrip("/")
# Who is in the team of each practical of a plan, for the sheets that it signs: dotted name of
# `(plan) -> {sitting key: [TeamMember]}`; empty: the sheets have blank lines.
SITTING_TEAMS = "examiners.queries.plan_teams.teams_of_plan"

# Parts of a plan's page that packages bring, in order: dotted names of `(actor, plan, now) -> Panel | None`.
PLAN_PANELS: list[str] = [
    "examiners.views.requests.panel_of",
    "plans.views.room_panel.rooms_panel",
    "examiners.views.dispatch_panel.panel_of",
    "examiners.views.duty_summary.duty_panel",
    "plans.views.change_panel.panel",
    "plans.views.score_panel.score_panel",
    "fees.views.panel.money_panel",
]

# What packages above plans know of sittings that move, by a change 一（二） or a resumption 二（二）.
# Impacts, dotted names of `(plan, moves) -> list[ImpactLine]`, are shown before; effects, dotted names of
# `(plan, moves, actor, now) -> list[ImpactLine]`, happen in the transaction that moves them.
KAOWU_CHANGE_IMPACTS: list[str] = [
    "examiners.services.change_effects.impacts_of",
    "fees.services.change_effects.impacts_of",
]
KAOWU_CHANGE_EFFECTS: list[str] = [
    "examiners.services.change_effects.after_change",
    "fees.services.change_effects.after_change",
]
# What they do when a plan is cancelled, in its transaction: dotted names of `(plan, actor, reason, now) -> None`.
KAOWU_PLAN_ENDINGS: list[str] = [
    "examiners.services.plan_endings.after_cancellation",
    "fees.services.bills.after_cancellation",
]

LOGGING_CONFIG = None  # set up by appraisal.config.logging
