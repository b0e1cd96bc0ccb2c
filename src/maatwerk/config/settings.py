"""The one settings file. Every value has a working default; `docs/reference/settings.md` lists them.

Nothing here reaches for the database: it is started, where it is embedded, by the command that needs it.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from maatwerk.config import environment as env
from maatwerk.kernel.postgres.roles import Role, credential

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.folder("MAATWERK_DATA", Path.cwd() / ".maat")
DEBUG = env.flag("MAATWERK_DEBUG", default=False)
PROCESS = env.one_of("MAATWERK_PROCESS", "app", ("app", "scoring"))


def _secret_key() -> str:
    """Return the signing key: given, or made once and kept in the data folder."""
    if given := env.text("MAATWERK_SECRET_KEY"):
        return given
    file = DATA / "secret-key"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _database(role: Role) -> dict[str, Any]:
    """Return Django's description of one login; without a credential any use of it fails with a clear name."""
    url = urlsplit(credential(DATA, role) or f"postgresql://no-credential-for-{role}@/none?host=/nonexistent")
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.removeprefix("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.items("MAATWERK_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("MAATWERK_ORIGINS", "")
ROOT_URLCONF = "maatwerk.config.urls"
WSGI_APPLICATION = "maatwerk.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: `default` is the login of this process: a scoring worker has no other, whatever its code asks for.
DATABASES = {
    "default": _database("scoring" if PROCESS == "scoring" else "app"),
    "scoring": _database("scoring"),
}
#: The same login again: progress of long work is told from outside its transaction.
DATABASES["beside"] = dict(DATABASES["default"])
if PROCESS == "app":
    DATABASES |= {"audit": _database("audit"), "owner": _database("owner")}

LAYERS = [
    "organisations",
    "people",
    "skills",
    "evidence",
    "opportunities",
    "outcomes",
    "advice",
    "messages",
    "cases",
    "assessments",
    "vacancies",
    "applications",
    "interviews",
    "moving",
    "audits",
    "figures",
    "validity",
    "register",
    "privacy",
    "journeys",
]
#: Ours come first: the pages of the sign-in library then take the look of `maatwerk.ui`.
INSTALLED_APPS = [
    "maatwerk.kernel",
    "maatwerk.ui",
    *(f"maatwerk.apps.{name}" for name in LAYERS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "maatwerk.apps.organisations.middleware.TenancyMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maatwerk.apps.organisations.context.shell",
            ],
        },
    }
]

# sign-in
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "maatwerk.apps.organisations.passwords.KnownWordsValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.one_of(
    "MAATWERK_EMAIL_VERIFICATION", "mandatory", ("mandatory", "optional", "none")
)
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_ADAPTER = "maatwerk.apps.organisations.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "maatwerk.apps.organisations.forms.LoginForm",
    "signup": "maatwerk.apps.organisations.forms.SignupForm",
    "change_password": "maatwerk.apps.organisations.forms.ChangePasswordForm",
    "reset_password_from_key": "maatwerk.apps.organisations.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "maatwerk.apps.organisations.account_steps.StepsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "maatwerk.apps.organisations.forms.AddPasskeyForm",
    "edit_webauthn": "maatwerk.apps.organisations.forms.RenamePasskeyForm",
}
#: A passkey belongs to a site with TLS, or to http://localhost; anywhere else browsers offer none.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "maatwerk.apps.organisations.session_store"
#: However often somebody comes: after so long they sign in anew.
SESSION_LONGEST_HOURS = env.number("MAATWERK_SESSION_LONGEST_HOURS", 168, low=1, high=720)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.number("MAATWERK_SESSION_HOURS", 12, low=1, high=336) * 3600
SESSION_COOKIE_SAMESITE = "Lax"
#: Proxies before this site: what they say of whom a request comes from, and how it came in, is believed; what others say is not.
PROXIES = env.networks("MAATWERK_PROXIES")
SECURE_BEHIND_TLS = env.flag("MAATWERK_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_BEHIND_TLS
if SECURE_BEHIND_TLS:
    # a browser takes cookies of this name from this very host alone, over TLS: no host beside or below it can set them
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# languages and time
LANGUAGE_CODE = env.one_of("MAATWERK_LANGUAGE", "nl", ("nl", "en"))
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("MAATWERK_TIME_ZONE", "Europe/Amsterdam")

# files
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # served from the package itself, so nothing is collected
UPLOADS = DATA / "uploads"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LARGEST_UPLOAD_BYTES = env.number("MAATWERK_LARGEST_UPLOAD_MB", 256, low=1, high=4096) * 1_000_000

# mail: to a server where one is named, else into a folder that the demo shows
EMAIL_HOST = env.text("MAATWERK_SMTP_HOST")
EMAIL_PORT = env.number("MAATWERK_SMTP_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("MAATWERK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("MAATWERK_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("MAATWERK_SMTP_STARTTLS", default=False)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAATWERK_MAIL_FROM", "Maatwerk <maatwerk@localhost>")
#: Answers come in at ``reply+…@`` this domain; without one, mails ask to answer on the page.
MAIL_DOMAIN = env.text("MAATWERK_MAIL_DOMAIN").strip().lower()
#: An ad platform that runs paid campaigns; without one, campaigns are placed by hand.
ADS_URL = env.text("MAATWERK_ADS_URL")
ADS_TOKEN = env.text("MAATWERK_ADS_TOKEN")
SITE_URL = env.text("MAATWERK_SITE_URL", "http://127.0.0.1:8000")

#: Shared by all processes of a machine: limits on sign-in attempts count across them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
}
#: Wraps the key of every person; kept apart from the database and from its backups.
MASTER_KEY_FILE = env.folder("MAATWERK_MASTER_KEY_FILE", DATA / "master-key")
#: Where each seal of the event log is written outside the database.
ANCHORS = env.folder("MAATWERK_ANCHORS", DATA / "anchors")
#: Where the anchors go once more: a bucket with an object lock, as https://host/bucket/prefix; without one, nowhere.
ANCHOR_STORE = env.web_address("MAATWERK_ANCHOR_STORE")
ANCHOR_STORE_KEY = env.text("MAATWERK_ANCHOR_STORE_KEY")
ANCHOR_STORE_SECRET = env.text("MAATWERK_ANCHOR_STORE_SECRET")
ANCHOR_STORE_REGION = env.text("MAATWERK_ANCHOR_STORE_REGION", "us-east-1")
ANCHOR_STORE_YEARS = env.number("MAATWERK_ANCHOR_STORE_YEARS", 7, low=1, high=100)
#: Lets webhooks and partners be called inside our own network and without TLS: for trying out, never on the internet.
ALLOW_PRIVATE_CALLBACKS = env.flag("MAATWERK_PRIVATE_CALLBACKS", default=False)
#: Hosts that may be called: names, `.example.org` for all below it, `*` for every host outside our own networks. What is named
#: may lie inside them.
OUTGOING = env.items("MAATWERK_OUTGOING", "*")
#: ClamAV's daemon (`host:port` or `unix:/path`) looks at documents that people send; without it nobody does, and pages say so.
CLAMD = env.text("MAATWERK_CLAMD")
STYLEGUIDE = env.flag("MAATWERK_STYLEGUIDE", default=DEBUG)
#: Set by `./maat demo`: the pages before the sign-in also say that nobody here exists, and where mail can be read.
DEMO = env.flag("MAATWERK_DEMO", default=False)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "maatwerk.config.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("MAATWERK_LOG_LEVEL", "WARNING")},
    # Django warns of every answer from 400 on; a refusal (403, 404, 409, 422) is ordinary, what breaks (500) stays
    "loggers": {"django.request": {"level": "ERROR"}},
}
