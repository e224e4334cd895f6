"""Django's settings, made from the frozen configuration of the node."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bayanihan.kernel.api import Misconfigured
from bayanihan.site.configuration import ConfigurationFault, configuration, database, demo_password

_CONFIGURATION = configuration()
_PACKAGE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """Empty without a key file: Django then refuses at first use of a signature."""
    try:
        return _CONFIGURATION.secret("django").hex()
    except Misconfigured as error:
        if error.code is ConfigurationFault.NO_KEY_FILE:
            return ""
        raise


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = list(_CONFIGURATION.hosts)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "bayanihan.membership",
    "bayanihan.records",
    "bayanihan.exchange",
    "bayanihan.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bayanihan.web.middleware.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bayanihan.web.bearing.BearerMiddleware",
    "bayanihan.web.signing_in.SignedInMiddleware",
    "bayanihan.web.auditing.AuditMiddleware",
    "bayanihan.web.middleware.RequirementMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bayanihan.site.urls"
WSGI_APPLICATION = "bayanihan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
DATABASES = {"default": database(_CONFIGURATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "membership.Person"
AUTHENTICATION_BACKENDS = ["bayanihan.web.signing_in.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"

# Database sessions: revocable one by one, and they survive a restart.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _CONFIGURATION.secure
CSRF_COOKIE_SECURE = _CONFIGURATION.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bayanihan.web.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

STATIC_URL = "/static/"
# Served files are collected at start: hashed by content, compressed, cached for ever.
# Elsewhere (tests, commands) they come straight from the package.
_IS_SERVING = os.environ.get("BAYANIHAN_PROCESS") == "serve"
STATIC_ROOT = _CONFIGURATION.data / "static" if _IS_SERVING else None
WHITENOISE_USE_FINDERS = not _IS_SERVING
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if _IS_SERVING
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fil", _("Filipino"))]
LOCALE_PATHS = [_PACKAGE / "web" / "locale"]

# Uploads beyond this are written to disk by Django, never held in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "bayanihan.site.log_lines.WithoutSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# Secrets of the rooms, derived when first used: a room never sees the master key.
STATEMENT_WRAPPING_KEY = functools.partial(_CONFIGURATION.secret, "statement-keys")
VALUE_HASH_KEY = functools.partial(_CONFIGURATION.secret, "value-hash")
BACKUP_KEY = functools.partial(_CONFIGURATION.secret, "backup")
NODE_NAME = os.environ.get("BAYANIHAN_NODE", "this node")
DATA_DIRECTORY = _CONFIGURATION.data
IS_DEMO = _CONFIGURATION.demo
# Shown at the sign-in page of a demonstration node, and used nowhere else.
DEMO_PASSWORD = demo_password() if IS_DEMO else ""
