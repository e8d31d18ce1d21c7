"""Django's settings, all of them. What may differ between machines comes from the environment.

docs/operate/database.md lists every variable read here.
"""

import base64
import hashlib
import os
from pathlib import Path

import pgtrigger
from csp.constants import NONE, SELF

from .home import find_home
from .postgres.urls import addresses
from .secrets import secret

PACKAGE = Path(__file__).resolve().parent.parent
HOME = find_home()
POSTGRES = addresses(home=HOME)


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "sim", "yes"}


def _list(name: str, *, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _master_key(text: str) -> bytes:
    """32 bytes: as they are when the text is base64 of exactly 32, else the text's SHA-256."""
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        key = b""
    return key if len(key) == 32 else hashlib.sha256(text.encode()).digest()


# --- Keys ---------------------------------------------------------------------------------------
SECRET_KEY = os.environ.get("ACERTO_SECRET_KEY") or secret(home=HOME, name="django", size_bytes=48)
ACERTO_MASTER_KEY = _master_key(
    os.environ.get("ACERTO_MASTER_KEY") or secret(home=HOME, name="master_key")
)

# --- Where it is served -------------------------------------------------------------------------
DEBUG = _flag("ACERTO_DEBUG", default=False)
ALLOWED_HOSTS = _list("ACERTO_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("ACERTO_ORIGINS", default="")
ACERTO_PUBLIC_URL = os.environ.get("ACERTO_PUBLIC_URL", "http://127.0.0.1:8000")
HTTPS = _flag("ACERTO_HTTPS", default=ACERTO_PUBLIC_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "acerto.doors.kit.forgery.refused"
SECURE_SSL_REDIRECT = False  # the proxy in front does that
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
ROOT_URLCONF = "acerto.config.urls"
WSGI_APPLICATION = "acerto.config.wsgi.application"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- What is installed --------------------------------------------------------------------------
ROOMS = [
    "tenancy", "audit", "indices", "ledger", "parties", "receivables", "contact", "payments", "intake",
    "dunning",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    *[f"acerto.domain.{room}" for room in ROOMS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "acerto.doors.kit.guards.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "acerto.doors.kit.guards.TextMiddleware",
    "acerto.doors.kit.guards.MailTroubleMiddleware",
    "acerto.doors.kit.middleware.SeatMiddleware",  # the last: it calls the view itself
]

# --- Database -----------------------------------------------------------------------------------
DATABASES = POSTGRES.django()
PGHISTORY_LEVEL = pgtrigger.Statement  # one insert of history for each statement, not each row
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",  # shared: rate limits need that
        "LOCATION": "django_cache",
    }
}

# --- Log-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "acerto.doors.kit.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited, they do not sign up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to whom nobody let in
ACCOUNT_FORMS = {"reset_password": "acerto.doors.kit.accounts.ResetPasswordForm"}
# Wrong passwords are counted by acerto.doors.kit.tries; a whole office may log in from one address.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "120/m/ip"}
MFA_ADAPTER = "acerto.doors.kit.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the company gave the address
MFA_TOTP_ISSUER = "Acerto"

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", "Português")]  # whatever the browser asks for
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "America/Sao_Paulo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Pages --------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(PACKAGE.glob("doors/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"acerto": "acerto.doors.kit.templatetags.acerto"},
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
STATICFILES_DIRS = sorted(PACKAGE.glob("doors/*/static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- E-mail -------------------------------------------------------------------------------------
ACERTO_SMTP_HOST = os.environ.get("ACERTO_SMTP_HOST", "")  # "": the mailbox of our own
ACERTO_MAILBOX = HOME.root / "mailbox"
ACERTO_EMAIL_PER_SECOND = float(os.environ.get("ACERTO_EMAIL_PER_SECOND", "0"))  # 0: no limit
EMAIL_HOST = ACERTO_SMTP_HOST or "localhost"
EMAIL_PORT = int(os.environ.get("ACERTO_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ACERTO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ACERTO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("ACERTO_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "acerto.config.account_mail.AccountMail"
DEFAULT_FROM_EMAIL = os.environ.get("ACERTO_FROM_EMAIL", "acerto@localhost")

# --- What runs read, and decisions of old months ---------------------------------------------------
ACERTO_KEPT = Path(os.environ.get("ACERTO_KEPT") or HOME.root / "kept")

# --- Official series ----------------------------------------------------------------------------
ACERTO_SGS_URL = os.environ.get("ACERTO_SGS_URL", "https://api.bcb.gov.br")

# --- Logs: to stderr, without anybody's data ----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"masked": {"()": "acerto.config.logs.MaskPersonalData"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["masked"],
        }  # fmt: skip
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("ACERTO_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
