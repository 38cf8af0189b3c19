"""What every environment shares, in the order of Django's documentation.

Numbers that no document decrees stand in `KAOWU` with their default and where the default comes from.
"""

from datetime import timedelta
from pathlib import Path

from appraisal.config import env
from appraisal.core.rules import api_components

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

# --- API ----------------------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "core.ApiToken"
MIGRATION_MODULES: dict[str, str | None] = {"knox": None}  # its own table of tokens is not used
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None, "TOKEN_PREFIX": "kaowu_"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "appraisal.core.api.authentication.TokenOfOrganisation",
        "appraisal.core.api.authentication.SessionOfPortal",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["appraisal.core.api.authentication.HasActor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["appraisal.core.api.throttling.PerCaller"],
    "DEFAULT_SCHEMA_CLASS": "appraisal.core.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "appraisal.core.api.errors.exception_handler",
    "DATETIME_FORMAT": "iso-8601",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "考务接口",
    "DESCRIPTION": "各单位自己的系统用它做本单位在网页上能做的一切：同样的规则、同样的答复、同样的范围。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "APPEND_COMPONENTS": api_components.COMPONENTS,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

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
KAOWU = {
    # Deadlines. The exam day is not counted (Civil Code art. 201 read backwards; design §3).
    "COUNT_EXAM_DAY": False,
    "DEADLINE_CUTOFF": env.text("DEADLINE_CUTOFF", "24:00"),  # or the close of business, e.g. "17:30"
    "REMINDER_WORKING_DAYS": (3, 1),
    # What the slides do not decree (design §11): the city's answer, the roster, the payment.
    "OBLIGATION_WORKING_DAYS": {"ANSWER": 5, "ENROL": 15, "PAY": 12},
    # A holiday notice never leaves people fewer working days than this for an earlier last day.
    "CALENDAR_NOTICE_GRACE_WORKING_DAYS": 3,
    "PROVISIONAL_YEARS": 3,  # years after the last known notice that are filled with statutory days
    "RETURNED_PLAN_GRACE_WORKING_DAYS": 2,  # a returned plan filed again within keeps its filing time
    "PLAN_MONTHS_AHEAD": 24,  # an exam date after that month is taken for a slip in the year
    # Filing. No slide says which levels these kinds are for: 技师考评 is for 技师 and 高级技师 by its name, 预备技师
    # leads to 技师 and is examined in theory and practical only (its review follows after two years in the post).
    "PLAN_LEVELS": {"INDUSTRY_TECHNICIAN": (2, 1), "PREPARATORY_TECHNICIAN": (2,)},
    "PLANS_WITHOUT_REVIEW": ("PREPARATORY_TECHNICIAN",),
    # Rosters.
    "ROSTER_MAX_BYTES": 20 * 1024 * 1024,
    "ROSTER_MAX_UNPACKED_BYTES": 200 * 1024 * 1024,
    "ROSTER_MAX_ROWS": 60_000,
    "ROSTER_CHECK_ATTEMPTS": 3,  # a file whose check keeps dying is refused, not tried for ever
    "PASSED_SUBJECT_VALID_DAYS": 365,
    "PASS_SCORE": 60,  # every subject on 100 points, 60 passes: other provinces' rule, Beijing's was not found
    # Documents.
    "DOCUMENT_MAX_BYTES": 20 * 1024 * 1024,
    # First review, re-review, public notice. None of these numbers was found in a document.
    "ELIGIBILITY_ON_EXAM_DATE": False,  # judged on the day of applying; True: on the first exam date
    "PUBLIC_NOTICE_WORKING_DAYS": 7,
    "OBJECTIONS_PER_HOUR": 5,  # from one address
    "REVIEW_SLOTS_DAYS_AHEAD": 180,  # how far ahead a district may publish slots of its re-review
    "EVIDENCE_MAX_BYTES": 10 * 1024 * 1024,
    "EVALUATION_BATCH": 2_000,  # candidates re-evaluated and stored in one transaction
    # Changes of time and place, double-hundred ledger. The slides say that these cost points, not how many, and not how
    # long one may appeal: none of the numbers was found in a document. The city's own table (双百分分值表) wins.
    "DEDUCTION_POINTS": {"CHANGE": "1", "LATE_CHANGE": "3", "MISSING_NOTICE": "2", "OVERDUE_HAND_IN": "2"},
    "APPEAL_WORKING_DAYS": 5,
    # Duty. A sitting is one day: morning and afternoon. No official figure was found for a third half-day.
    "DUTY_MOST_HALF_DAYS": 2,
    # Requests for examiners and the choice among them. Three per practical stands in an examination bank of another
    # province; no number was found for Beijing. The run at one site is a rule of the 考评人员管理工作规程.
    "EXAMINERS_PER_SITTING": 3,
    "CANDIDATES_PER_EXAMINER": 15,
    "MOST_EXAMINERS_PER_SITTING": 60,
    "LONGEST_RUN_AT_SITE": 3,
    "CARD_REMINDER_DAYS": (60, 30),  # before an examiner's card ends
    "EXAMINER_LINK_HOURS": 72,  # how long the link in an SMS opens an examiner's own pages
    # How numbers of the Bank of Beijing begin, from lists of card issuers, not from the bank: a card that begins
    # otherwise is asked about on the page, not refused.
    "BANK_OF_BEIJING_PREFIXES": ("602969", "621030", "621420", "621468", "622163", "622853", "623111", "623561"),
    # Papers. No document with Beijing's ticket numbers was found; see plans/rules/ticket_numbers.py.
    "TICKET_PATTERN": "{year:2}{district:2}{plan:6}{serial:4}{check}",
    # Money. No document says which day's standard a bill goes by; ours is the day on which it is made.
    "FEES_BY_EXAM_DATE": False,
    "BILL_BY_SAMPLE_STANDARDS": False,  # nobody pays by another city's sample prices, except in training mode
    "STATEMENT_MAX_BYTES": 10 * 1024 * 1024,
    "STATEMENT_MAX_ROWS": 60_000,
    # Dispatch. 30 minutes is the slides' flow chart; the rest nobody decreed (design §11).
    "REPLY_MINUTES": 30,
    "WAVE_FACTOR": 1.0,  # asked at a time, per open seat
    "DUTY_WINDOW_DAYS": 90,  # duties that count for whose turn it is
    "DISPATCH_AUTO_START": True,  # when the requests of the day are complete: their last day has passed
    "WRONG_TEXT_HOURS": 24,  # the same wrong text is answered once within
    "WRONG_TEXTS_ANSWERED": 10,  # wrong texts of one phone answered within these hours: machines answer each other
    "REPLY_SWEEP_SECONDS": 20,  # a text unread for so long is read by the sweep
    "PRINT_BATCH": 120,  # papers set at a time: bounds the memory of a long print, and what a dead worker loses
    "PRINT_ATTEMPTS": 3,  # a print whose worker keeps dying is given up
    "PRINT_KEPT_HOURS": 24,  # a finished print holds personal data, encrypted; it can be made again at any time
    # Sweep.
    "SWEEP_BATCH": 1000,  # due keys read at a time
    "GUIDANCE_SECTION_CODE": "CITY-GUIDANCE",  # 鉴定指导科: answers plans, gets what the sweep escalates
    "FINANCE_SECTION_CODE": "CITY-FINANCE",  # 财务科
    "WORKER_SILENT_SECONDS": 120,
    # Text messages. The name before the text, in 【】, is the slides'. In the hours (design §11) people are
    # written to, and their time to answer runs.
    "SMS_SIGNATURE": env.text("SMS_SIGNATURE", "北京市人力社保局"),
    "SMS_HOURS": ("08:00", "20:00"),
    "SMS_TIMEOUT_SECONDS": 10,  # for one call of the gateway
    "SMS_STUCK_SECONDS": 60,  # longer than the time-out: then nobody is sending the message any more
    "SMS_GIVE_UP_HOURS": 24,  # a message that a gateway refuses for so long has failed
    # Personal data. Shorter than this is no reason.
    "REVEAL_REASON_LENGTH": 4,
    # Machines. None of these numbers was found in a document; logs of calls are kept at least half a year by law
    # (Cybersecurity Law art. 21).
    "API_CALLS_PER_MINUTE": 600,  # of one token, or of one person in the browser
    "API_TOKEN_DAYS": 365,  # the longest that a token may live
    "API_CALL_LOG_DAYS": 183,
    "API_KEPT_ANSWER_HOURS": 48,  # how long an Idempotency-Key is remembered
    "API_FILE_LINK_SECONDS": 300,
    "WEBHOOK_TIMEOUT_SECONDS": 10,
    "WEBHOOK_ALLOW_PLAIN": False,  # http and addresses inside: training and tests only
    # Sign-in. 30 minutes, 5 failures and 30 minutes of lockout are customary; no regulation names them.
    "IDLE_MINUTES": 30,
    "TOTP_REQUIRED_FOR_CITY": env.flag("TOTP_REQUIRED_FOR_CITY", False),
}

# Text messages: the gateway (kannel, aliyun; phones in training mode; local remembers, for tests) and its account.
SMS = {
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

# Parts of a plan's page that packages bring, in order: dotted names of `(actor, plan, now) -> Panel | None`.
PLAN_PANELS: list[str] = []

# What packages above plans know of a change of time or place 一（二）. Impacts, dotted names of
# `(plan, moves) -> list[ImpactLine]`, are shown before it is asked for; effects, dotted names of
# `(change, moves, actor, now) -> list[ImpactLine]`, happen in the transaction of its approval.
KAOWU_CHANGE_IMPACTS: list[str] = []
KAOWU_CHANGE_EFFECTS: list[str] = []

LOGGING_CONFIG = None  # set up by appraisal.config.logging
