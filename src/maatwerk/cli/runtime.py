"""What every command needs before it starts: the database running, its roles made, its schema and walls current."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from maatwerk.cli.output import Stop, _
from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.cluster import Cluster

PACKAGE = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the folder of data: `MAATWERK_DATA`, or `.maat` where we are."""
    return Path(os.environ.get("MAATWERK_DATA") or ".maat").expanduser().absolute()


Told = Callable[[str], None]
_open = False


def _quiet(_sentence: str) -> None:
    """Say nothing: most commands speak of their own work only."""


@contextmanager
def database(tell: Told = _quiet) -> Iterator[None]:
    """Keep a ready database for the length of a `with` block, with Django set up on it; may be nested.

    Without `DATABASE_URL` this is the embedded server, which starts by itself and stops with its last user.
    `tell` hears, as sentences marked for the catalogue, what takes long: most of it happens before Django is there.
    """
    global _open
    if _open:
        yield
        return
    _open = True
    try:
        with _said_plainly(), _ready_database(tell):
            yield
    finally:
        _open = False


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what a new user meets first, a database or a folder that is not there, into a sentence."""
    import psycopg

    try:
        yield
    except psycopg.ProgrammingError as error:
        if "connection info string" not in str(error) and "URI" not in str(error):
            raise
        raise Stop(
            _("DATABASE_URL must look like postgresql://name:password@host:5432/postgres."),
            code="database_url",
        ) from error
    except Exception as error:
        cause = error.__cause__ or error
        if not isinstance(cause, psycopg.OperationalError) or cause.sqlstate:
            raise
        detail = " ".join(str(cause).split())
        raise Stop(
            _("The database does not answer: %(detail)s"), code="database_unreachable", detail=detail
        ) from error


@contextmanager
def _ready_database(tell: Told) -> Iterator[None]:
    folder = data_folder()
    given = any(os.environ.get(roles.credential_variable(role)) for role in roles.ROLES)
    if given or os.environ.get("DATABASE_URL"):
        _make_ready(folder, os.environ.get("DATABASE_URL"), tell)
        yield
        return
    make_folder(folder)
    server = Cluster(folder)
    if not server.is_made:
        tell(_("Making the embedded database (once; a minute on a slow machine)"))
    with server.running() as cluster:
        _make_ready(folder, cluster.superuser_url(), tell)
        yield


def make_folder(folder: Path) -> None:
    """Make the folder of data, or say why that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            _(
                "The folder of data, %(folder)s, cannot be made: %(detail)s. Name another one in MAATWERK_DATA."
            ),
            code="no_data_folder",
            folder=folder,
            detail=error.strerror or str(error),
        ) from error


def set_up_django() -> None:
    """Load Django once; slow enough to keep away from `--help`."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maatwerk.config.settings")
    django.setup()


def _make_ready(folder: Path, admin_url: str | None, tell: Told) -> None:
    """Make roles, schema and walls current, unless exactly this version already did.

    `admin_url` is None on a machine that was handed only the logins it may use: then nothing is changed.
    """
    if admin_url is None:
        set_up_django()
        return
    make_folder(folder)
    stamp = folder / "schema"
    wanted = schema_mark()
    with (folder / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            set_up_django()
            return
        tell(_("  making its logins"))
        roles.prepare(admin_url, folder)
        set_up_django()
        migrate(tell)
        stamp.write_text(wanted)


def migrate(tell: Told = _quiet) -> None:
    """Bring the schema, the walls and the rule table to this version, as the owner."""
    from django.core.management import call_command

    from maatwerk.kernel import rules
    from maatwerk.kernel.walls.apply import apply_walls

    tell(_("  making its tables"))
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    tell(_("  building the walls between its logins"))
    apply_walls()
    rules.load()


def schema_mark() -> str:
    """Return a hash over everything that shapes the database."""
    mark = hashlib.sha256()
    for pattern in (
        "**/migrations/*.py",
        "**/walls.py",
        "**/keeping.py",
        "kernel/keeping/*.py",
        "kernel/walls/*.py",
        "kernel/rules.toml",
        "kernel/postgres/roles.py",
    ):
        for path in sorted(PACKAGE.glob(pattern)):
            mark.update(path.read_bytes())
    return mark.hexdigest()
