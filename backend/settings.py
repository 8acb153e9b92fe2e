"""Django's settings. `environment` reads whatever differs between deployments from NOTICING_* variables."""

from pathlib import Path

from backend import environment, keys

BASE_DIR = Path(__file__).resolve().parent.parent
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

# -- deployment
DEBUG = False
DATA_DIR = environment.data_dir()
PUBLIC_URL = environment.public_url()
HTTPS = PUBLIC_URL is not None and PUBLIC_URL.startswith("https:")
ERASURES = environment.erasures(DATA_DIR)
ALLOWED_HOSTS = environment.allowed_hosts(PUBLIC_URL)
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
ORIGINS = environment.origins("ORIGINS")
PUSH_EXTRA_HOSTS = environment.push_hosts()
METRICS_TOKEN = environment.metrics_token()

# -- keys, each list newest first
SECRET_KEY, *SECRET_KEY_FALLBACKS = environment.key_list(
    "SECRET_KEY", keys.secret_key, keys.make_secret_key, DATA_DIR
)
SEALING_KEYS = environment.key_list("SEALING_KEYS", keys.sealing_key, keys.make_sealing_key, DATA_DIR)
VAPID_PRIVATE_KEYS = environment.key_list("VAPID_PRIVATE_KEYS", keys.vapid_key, keys.make_vapid_key, DATA_DIR)
BACKUP_KEYS = environment.key_list(
    "BACKUP_KEYS", keys.backup_key, keys.make_backup_key, DATA_DIR, needed=False
)
VAPID_SUBJECT = environment.vapid_subject(PUBLIC_URL)

# -- components
#: Every kind of entry (backend/entries/kinds.py).
ENTRY_KINDS = "backend.kinds.KINDS"

INSTALLED_APPS = [
    # Without autodiscovery: backend/staff registers what is shown.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "backend.accounts.device_list.DeviceListConfig",
    "backend.embedded",
    "backend.backups",
    "backend.accounts",
    "backend.audit",
    "backend.staff",
    "backend.sealing",
    "backend.entries",
    "backend.sensations",
    "backend.people",
    "backend.checkins",
    "backend.practices",
    "backend.repairs",
    "backend.journal",
    "backend.sharing",
    "backend.push",
    "backend.reminders",
    "backend.personal_data",
]
MIDDLEWARE = [
    "backend.api.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backend.api.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "backend.api.limits.BodyLimit",
    "backend.api.nul.RefuseNul",
    "backend.api.rate_limits.CacheUnavailable",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["corsheaders.middleware.CorsMiddleware"] if ORIGINS else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
# The admin is read-only, so it needs no messages.
SILENCED_SYSTEM_CHECKS = ["admin.E404", "admin.E406", "admin.E409"]

# -- database, cache, tasks
DATABASES = {"default": environment.database(DATA_DIR)}
CELERY_BROKER_URL = environment.broker_url()
# Holds the counts of rate limits. Short timeouts, so that an unresponsive Redis counts as unavailable soon.
# Many entries in memory: with Django's default of 300, made-up addresses and names could evict the counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if CELERY_BROKER_URL.startswith("redis")
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
globals().update(environment.email(PUBLIC_URL))

# -- time and language
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"

# -- accounts
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_LOGIN_METHODS = {"username"}
# An e-mail address is optional, and used only once it is verified by the link mailed to it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_CHANGE_EMAIL = True
# Refusing a taken address would reveal who has an account. Nobody signs in with an address.
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser", "app")
# The lifetimes, in seconds, of a password-reset link and of a sign-in that waits for its second step.
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_TIMEOUT = 60 * 15
# Each passkey can sign in alone. allauth's own setting for passkey sign-up requires mailed codes instead of
# links. Nothing is mailed at sign-up here, so the adapter adds that stage without the setting.
MFA_ADAPTER = "backend.accounts.passkeys.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Unverified addresses have no effect, so they don't prevent passkeys.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Beginning a sign-in creates a session, so it is rate limited like the attempt itself.
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}

# -- cookies: over plain http on loopback, browsers accept neither Secure nor a prefix
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}noticing-session"
CSRF_COOKIE_NAME = f"{_prefix}noticing-csrf"
# Limited to its share's paths, so it can't have the prefix __Host-, which requires the path `/`.
VIEWING_COOKIE_NAME = "__Secure-noticing-shared" if HTTPS else "noticing-shared"
SESSION_ENGINE = "backend.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
CSRF_FAILURE_VIEW = "backend.api.errors.csrf_failure"

# -- the browser
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
CORS_ALLOWED_ORIGINS = ORIGINS
CORS_ALLOW_HEADERS = [
    "content-type",
    "if-match",
    "if-none-match",
    "x-session-token",
    "x-session-lock",
    "accept-language",
]
CORS_EXPOSE_HEADERS = ["etag", "retry-after", "date", "entries"]

# -- the built front end, at the root; the API docs' own files under /static/
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ROOT = FRONTEND_DIST
WHITENOISE_INDEX_FILE = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 0
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"

# -- limits (security.md, "Bodies")
BODY_LIMIT = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
APPEND_SLASH = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.accounts.authentication.AppSession",
        "backend.accounts.authentication.CookieSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.accounts.authentication.Consented"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.json.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["backend.api.json.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "backend.api.errors.handle",
    # The key for errors of a whole object. No body can contain it, since NUL is refused.
    "NON_FIELD_ERRORS_KEY": "\0",
    # No metadata for OPTIONS: the OpenAPI document has it.
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Noticing",
    "VERSION": "0.1.0",
    "DESCRIPTION": "Check-ins kept on a phone, synced, and read by a therapist within set limits.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.api.openapi.finish",
        "backend.entries.document.describe_kinds",
    ],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ActionEnum": "backend.reminders.models.ACTIONS",
        "ChannelEnum": "backend.reminders.models.CHANNELS",
        "RepairStateEnum": "backend.repairs.models.STATES",
        "LineEnum": "backend.content.catalogue.RECEIVED",
        "SentByEnum": "backend.reminders.schema.SENT_BY",
    },
}

# -- logs hold ids and codes only: no body, no query string, no address
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "backend.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "noticing": {"level": "INFO"},
        # Messages about refused hosts and missing pages contain the request's path, which we don't log.
        "django.security": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
    },
}
