"""Our deployment's settings, with the plain design's parts in place of ours."""

from backend.settings import *  # noqa: F403
from backend.settings import DATABASES, INSTALLED_APPS, REST_FRAMEWORK

# Nobody signs in here, so of allauth only the table of devices is there, which other models of ours know.
INSTALLED_APPS = [*(app for app in INSTALLED_APPS if not app.startswith("allauth")), "tests.load.plain"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "tests.load.plain.urls"
# What `startproject` gives, but for messages.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # On PostgreSQL the pool keeps connections.
    DATABASES["default"]["CONN_MAX_AGE"] = None
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tests.load.plain.access.CookieSession"],
    "DEFAULT_PERMISSION_CLASSES": ["tests.load.plain.access.Consented"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": REST_FRAMEWORK["EXCEPTION_HANDLER"],
    "NON_FIELD_ERRORS_KEY": REST_FRAMEWORK["NON_FIELD_ERRORS_KEY"],
}
