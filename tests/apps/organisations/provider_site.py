"""A provider to sign in at: django-allauth's own OpenID Connect provider, as a site of its own in a process of its own.

Its `main` takes a folder and the ways back from the command line, prints its address once it listens, and ends with its
standard input.

Accounts (password "correct-horse"): `ada` and `eve` at bakery.example, `mallory` with an address nobody verified, and
`strong`, of whom it says that a second step was taken.
"""

import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PASSWORD = "correct-horse"
CLIENT, SECRET = "maatwerk", "a secret: with a colon & more"


def key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def configure(folder: Path) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="of the provider",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "account", "allauth_idp_oidc")),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        IDP_OIDC_PRIVATE_KEY=key(),
        IDP_OIDC_ADAPTER=f"{__name__}.Adapter",
        LOGIN_URL="account_login",
        SESSION_COOKIE_NAME="provider",  # cookies know no ports: ours lies at the same host
        CSRF_COOKIE_NAME="provider-csrf",
        USE_TZ=True,
    )
    django.setup()


def fill(ways_back: list[str]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    for name in ("ada", "eve", "mallory", "strong"):
        user = User.objects.create_user(name, f"{name}@bakery.example", PASSWORD, first_name=name.title())
        EmailAddress.objects.create(user=user, email=user.email, verified=name != "mallory", primary=True)
    client = Client(
        id=CLIENT,
        name="Maatwerk",
        scopes="openid\nemail\nprofile",
        redirect_uris="\n".join(ways_back),
        skip_consent=True,
    )
    client.set_secret(SECRET)
    client.save()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_values: object) -> None:
        """Say nothing of each request."""


def main() -> None:
    from django.core.wsgi import get_wsgi_application

    configure(Path(sys.argv[1]))
    fill(sys.argv[2:])
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


def __getattr__(name: str) -> Any:
    """Make what needs Django's apps once they are there."""
    if name == "Adapter":
        from allauth.idp.oidc.adapter import DefaultOIDCAdapter

        class Adapter(DefaultOIDCAdapter):
            """Says of one account that several steps were taken, as providers with a second step do (RFC 8176)."""

            def populate_id_token(self, id_token, client, scopes, **kwargs):
                if str(id_token.get("email", "")).startswith("strong@"):
                    id_token["amr"] = ["pwd", "mfa"]

        return Adapter
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("", include("allauth.idp.urls")), path("account/", include("allauth.account.urls"))]
    raise AttributeError(name)
