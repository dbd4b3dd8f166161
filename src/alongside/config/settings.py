"""Django settings, read from the environment.

$ALONGSIDE_HOME the data folder, $DATABASE_URL, $BASE_URL as browsers see it, $ALLOWED_HOSTS when more names
are to be answered than the one in $BASE_URL, $TRUSTED_PROXIES how many stand in front.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from alongside.config.database import database_from_url
from alongside.config.environment import fitting
from alongside.config.home import ensure_home, read_or_make_secret

SOURCE = Path(__file__).resolve().parent.parent
with fitting("ALONGSIDE_HOME"):
    HOME = ensure_home(Path(os.environ.get("ALONGSIDE_HOME", "~/.local/share/alongside")).expanduser())
    SECRET_KEY = read_or_make_secret(HOME / "secret.key")
DEBUG = False

# Every link that leaves the program begins with BASE_URL, never with the Host header of a request.
BASE_URL = os.environ.get("BASE_URL", "http://localhost:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
_HOST = urlsplit(BASE_URL).hostname or "localhost"
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or (
    _LOOPBACK if _HOST in ("localhost", "127.0.0.1", "::1") else [_HOST]
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]

with fitting("DATABASE_URL"):
    DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", ""), home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Files, so that every web process counts the same failed sign-ins; the folder is private to its user.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(HOME / "cache"),
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "alongside.accounts",
    "alongside.jobs",
    "alongside.live",
    "alongside.originals",
    "alongside.backups",
    "alongside.reach",
    "alongside.clients",
    "alongside.agreements",
    "alongside.connections",
    "alongside.search",
    "alongside.timeline",
    "alongside.intake",
    "alongside.outbox",
    "alongside.sharing",
    "alongside.journal",
    "alongside.support",
    "alongside.rooms",
    "alongside.lounge",
    "alongside.hours",
    "alongside.picture",
    "alongside.diary",
    "alongside.rhythm",
    "alongside.voices",
    "alongside.waiting",
    "alongside.promises",
    "alongside.digest",
    "alongside.calls",
    "alongside.handover",
    "alongside.visits",
    "alongside.reviews",
    "alongside.pages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alongside.pages.base.headers.policy",
    "alongside.pages.base.headers.no_prefetch",
    "alongside.pages.rooms.showing.closed_senses",
    "alongside.pages.base.errors.in_words",
    "alongside.pages.base.typed.Storable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # A view is closed unless it says that it is open.
    "alongside.pages.base.closed.Closed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "alongside.config.urls"
WSGI_APPLICATION = "alongside.config.wsgi.application"

# Our pages render by Jinja2; allauth's templates, and those which extend them, by Django's own.
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SOURCE / "pages" / "templates", *sorted((SOURCE / "pages").glob("*/templates"))],
        "OPTIONS": {
            "environment": "alongside.pages.jinja.environment",
            "context_processors": ["alongside.pages.base.context.desk"],
        },
    },
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alongside.pages.base.context.desk",
            ]
        },
    },
]

STATIC_URL = "/static/"
_STATIC = SOURCE / "static"
STATICFILES_DIRS = [_STATIC] if _STATIC.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# esbuild writes NAME-HASH.EXT with a hash of eight capitals and digits: such a file never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[A-Z0-9]{8}\.\w+(\.map)?$"

# Signing in
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["alongside.accounts.backend.MemberBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "alongside.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alongside"
# Addresses are vouched for by the owner who invites; nothing is mailed to prove them.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A browser counts http://localhost as a secure origin, the library does not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
with fitting("TRUSTED_PROXIES"):
    ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

# Rows rather than signed cookies, so that a session can be ended from elsewhere; read from the shared cache.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A guest's right to one video room, from the link's exchange until the call ends.
GUEST_COOKIE_NAME = "__Host-guest" if IS_HTTPS else "guest"
# A peer's place in the lounges of this desk, until somebody puts them out.
LOUNGE_COOKIE_NAME = "__Host-lounge" if IS_HTTPS else "lounge"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "alongside.pages.base.errors.csrf_refused"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What every answer carries
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Request bodies: the front has spooled them to disk; a field of a form stays small.
FRONT_MAX_BODY_BYTES = 4 * 1024**3
FRONT_BODY_DEADLINE_SECONDS = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
with fitting("ALONGSIDE_HOME"):
    FILE_UPLOAD_TEMP_DIR = ensure_home(HOME / "uploads")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Whose DNS is asked for the mail servers of a domain; "" is the machine's own.
DNS_SERVER = os.environ.get("DNS_SERVER", "")

# As whom Alongside signs in to mailboxes at Google and Microsoft, where not said on the settings page.
SIGN_IN_CLIENTS = {
    "google": (os.environ.get("GOOGLE_CLIENT_ID", ""), os.environ.get("GOOGLE_CLIENT_SECRET", "")),
    "microsoft": (os.environ.get("MICROSOFT_CLIENT_ID", ""), os.environ.get("MICROSOFT_CLIENT_SECRET", "")),
}
# Other endpoints than the providers' own, as {"google": {"authorize": "https://…", "token": "https://…"}}.
with fitting("SIGN_IN_ENDPOINTS"):
    SIGN_IN_ENDPOINTS: dict[str, dict[str, str]] = json.loads(os.environ.get("SIGN_IN_ENDPOINTS", "{}"))

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "connect", "send", "import", "speech", "backup", "model", "draft"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "alongside.config.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A refused request is not an event for the log: its path may carry a secret or a search.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
