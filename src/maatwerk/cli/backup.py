"""`maatwerk backup` and `maatwerk restore`: the site in one file, its keys in another, and back on an empty machine."""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli import runtime
from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import Stop, _, say_json, tell
from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.cluster import Cluster

if TYPE_CHECKING:
    from maatwerk.kernel.backup.site import Made, Site


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `backup` and `restore`."""
    backup = commands.add_parser("backup", help=_("write the database and all files to one archive"))
    backup.add_argument("archive", type=Path, metavar="ARCHIVE")
    restore = commands.add_parser("restore", help=_("bring an archive back on an empty machine"))
    restore.add_argument("archive", type=Path, metavar="ARCHIVE")
    for parser, run in ((backup, run_backup), (restore, run_restore)):
        parser.add_argument(
            "--keys", type=Path, metavar="ARCHIVE", help=_("the keys and the log's anchors, kept apart")
        )
        parser.add_argument(
            "--superuser-url",
            default=os.environ.get("MAATWERK_SUPERUSER_DATABASE_URL", ""),
            metavar="URL",
            help=_("of a superuser, where the server is your own (or MAATWERK_SUPERUSER_DATABASE_URL)"),
        )
        add_output_flags(parser)
        parser.set_defaults(run=run)


def run_backup(arguments: argparse.Namespace) -> int:
    """Back up what is there while people go on working."""
    from maatwerk.kernel.backup.site import back_up

    began = time.monotonic()
    _free(arguments.archive, arguments.keys)
    with _in_words(), _site(arguments) as site:
        made = back_up(site, arguments.archive, keys=arguments.keys)
        seconds = time.monotonic() - began
        _tell_made(arguments, made, seconds)
    return 0


def _tell_made(arguments: argparse.Namespace, made: "Made", seconds: float) -> None:
    if arguments.json:
        facts = {"sha256": made.sha256, "rows": made.rows, "tables": made.tables, "files": made.files}
        say_json({"status": "done", "bytes": made.bytes, "seconds": round(seconds, 1)} | facts)
        return
    with _spoken(arguments):
        tell(
            _("Backed up %(rows)d rows of %(tables)d tables and %(files)d files in %(seconds).1f s: %(megabytes).1f MB."),
            rows=made.rows, tables=made.tables, files=made.files, seconds=seconds, megabytes=made.bytes / 1e6,
        )  # fmt: skip
        tell(_("SHA-256 of its manifest: %(sha256)s"), sha256=made.sha256)
        if arguments.keys:
            tell(_("Keep the archive of keys apart from it: together they open everything."))
        else:
            tell(
                _(
                    "The keys are not in it. Without them nothing that is sealed can be read: --keys writes them."
                )
            )


def run_restore(arguments: argparse.Namespace) -> int:
    """Bring a site back where there is none, and hold it against what was backed up."""
    from maatwerk.kernel.backup.site import do_again, read, restore_database, restore_files, restore_keys

    began = time.monotonic()
    with _in_words():
        runtime.make_folder(runtime.data_folder())
        with read(arguments.archive, "site") as archive, _empty_site(arguments) as site:
            known = archive.facts["key"]
            if arguments.keys:
                restore_keys(site, arguments.keys)
            if known and site.key_mark() not in ("", known):
                raise Stop(_("The master key here is not the one of this backup."), code="other_key")
            runtime.set_up_django()  # not before the keys: it makes those that are not there
            rows = restore_database(site, archive)
            files = restore_files(site, archive)
            lacks_key = bool(known) and not site.key_mark()
            (site.folder / "schema").unlink(missing_ok=True)
            with runtime.database():  # this version's schema and walls, onto what came back
                do_again()
        seconds = time.monotonic() - began
        _tell_restored(arguments, rows=rows, files=files, seconds=seconds, lacks_key=lacks_key)
    return 0


def _tell_restored(
    arguments: argparse.Namespace, *, rows: int, files: int, seconds: float, lacks_key: bool
) -> None:
    if arguments.json:
        say_json(
            {
                "status": "done",
                "rows": rows,
                "files": files,
                "seconds": round(seconds, 1),
                "lacks_key": lacks_key,
            }
        )
        return
    with _spoken(arguments):
        tell(
            _("Restored %(rows)d rows and %(files)d files in %(seconds).1f s; every table holds what it held."),
            rows=rows, files=files, seconds=seconds,
        )  # fmt: skip
        if lacks_key:
            tell(_("The master key is not here: put it in its place, or what is sealed cannot be read."))
        tell(
            _(
                "Now verify the event log: maatwerk log verify --every. It names the seals made after the backup."
            )
        )


@contextmanager
def _spoken(arguments: argparse.Namespace) -> Iterator[None]:
    from django.utils import translation

    with translation.override(arguments.language):
        yield


def _free(*targets: Path | None) -> None:
    """Refuse to write over what is there: a backup is never lost to the next one."""
    for target in targets:
        if target is not None and target.exists():
            raise Stop(_("%(file)s is there already. Choose another name."), code="exists", file=target)
        if target is not None and not target.absolute().parent.is_dir():
            raise Stop(_("There is no folder %(folder)s."), code="no_folder", folder=target.absolute().parent)


@contextmanager
def _site(arguments: argparse.Namespace) -> Iterator["Site"]:
    """A running site, ready to be read by a superuser."""
    with runtime.database():
        yield _described(_superuser_url(arguments))


@contextmanager
def _empty_site(arguments: argparse.Namespace) -> Iterator["Site"]:
    """An empty database with its logins, ready to be filled by a superuser."""
    folder = runtime.data_folder()
    given = os.environ.get("DATABASE_URL")
    server = None if given else Cluster(folder)
    if server and server.is_made and not arguments.superuser_url:
        raise Stop(
            _("There is a database in %(folder)s already. Restore into another folder (MAATWERK_DATA)."),
            code="not_empty",
            folder=folder,
        )
    with server.running() if server else nullcontext():
        roles.prepare(given or (server.superuser_url() if server else ""), folder)
        yield _described(_superuser_url(arguments))


def _superuser_url(arguments: argparse.Namespace) -> str:
    if arguments.superuser_url:
        return roles.with_database(arguments.superuser_url, roles.DATABASE)
    if os.environ.get("DATABASE_URL") or os.environ.get(roles.credential_variable("app")):
        raise Stop(
            _("Only a superuser can read every row. Name one: --superuser-url postgresql://…"),
            code="superuser_needed",
        )
    return Cluster(runtime.data_folder()).superuser_url(roles.DATABASE)


def _described(url: str) -> "Site":
    from maatwerk.kernel.backup.site import Site
    from maatwerk.kernel.postgres import binaries

    folder = runtime.data_folder()
    return Site(
        folder=folder,
        master_key=_place("MAATWERK_MASTER_KEY_FILE", folder / "master-key"),
        anchors=_place("MAATWERK_ANCHORS", folder / "anchors"),
        database_url=url,
        binaries=binaries.embedded(),
    )


def _place(variable: str, usual: Path) -> Path:
    """Return where something is, as the settings will say once they can be read."""
    return Path(os.environ.get(variable) or usual).expanduser().absolute()


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in sentences what an archive or a place is not."""
    from maatwerk.kernel.backup.archive import BrokenArchive
    from maatwerk.kernel.backup.site import NotEmpty, OtherContent
    from maatwerk.kernel.postgres.binaries import PostgresError

    try:
        yield
    except BrokenArchive as error:
        raise Stop(
            _("%(part)s in the archive cannot be trusted: %(why)s. Nothing was restored."),
            code="broken_archive", part=error.part, why=error.why,
        ) from error  # fmt: skip
    except NotEmpty as error:
        raise Stop(
            _("There is something already where it should come: %(what)s. Restore on an empty machine."),
            code="not_empty", what=error.what,
        ) from error  # fmt: skip
    except OtherContent as error:
        raise Stop(
            _("These tables do not hold what was backed up: %(tables)s. Do not use what was restored."),
            code="other_content", tables=", ".join(error.tables),
        ) from error  # fmt: skip
    except PostgresError as error:
        raise Stop(_("PostgreSQL refused: %(detail)s"), code="postgresql", detail=error.said) from error
    except FileNotFoundError as error:
        raise Stop(_("There is no file %(file)s."), code="no_file", file=error.filename) from error
