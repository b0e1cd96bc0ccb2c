"""A whole site in two archives: its database and files in one; its keys and the anchors of its log in the other.

Whoever has both can open everything, so they are kept apart. The keys are small and never change; the anchors grow.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from maatwerk.kernel.backup.archive import Archive, BrokenArchive, opened, write_archive
from maatwerk.kernel.backup.dump import TableSum, dump, is_in_use, restore, table_sums
from maatwerk.kernel.postgres.binaries import Binaries

DUMP = "database.dump"
#: In the folder of data, and no part of a backup: made anew, belonging to one server, or kept apart.
LEFT_OUT = {
    "postgres", "credentials", "cache", "in-use", "starting", "migrating", "schema", "superuser", "gate",
    "master-key", "secret-key", "anchors",
}  # fmt: skip

#: Called after a restore, in the order of registration: what must be done again, such as erasures since the backup.
AfterRestore = Callable[[], None]
_afterwards: list[AfterRestore] = []


class NotEmpty(RuntimeError):
    """There is something where the restored site should come; `what` names it."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


class OtherContent(RuntimeError):
    """A table does not hold what it held; `tables` names them."""

    def __init__(self, tables: list[str]) -> None:
        self.tables = tables
        super().__init__(", ".join(tables))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a site is: its folder of data, its keys and anchors, and a superuser's way into its database."""

    folder: Path
    master_key: Path
    anchors: Path
    database_url: str
    binaries: Binaries

    def files(self) -> dict[str, Path]:
        """Return the files to back up, by their place below the folder of data."""
        found = {}
        for place in sorted(self.folder.iterdir()):
            if place.name in LEFT_OUT or place in (self.master_key, self.anchors):
                continue
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file() and not path.is_symlink():
                    found[f"files/{path.relative_to(self.folder).as_posix()}"] = path
        return found

    def key_places(self) -> dict[str, Path]:
        """Return where each key belongs, by its name in the archive of keys."""
        return {"keys/master-key": self.master_key, "keys/secret-key": self.folder / "secret-key"}

    def keys(self) -> dict[str, Path]:
        """Return the keys and anchors, by their names in the archive of keys."""
        places = self.key_places()
        if self.anchors.is_dir():
            places |= {f"anchors/{path.name}": path for path in self.anchors.glob("*.jsonl")}
        return {name: path for name, path in places.items() if path.is_file()}

    def key_mark(self) -> str:
        """Return what tells one master key from another without telling the key."""
        if not self.master_key.is_file():
            return ""
        return hashlib.sha256(b"maatwerk:master-key:" + self.master_key.read_bytes()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: the hash of its manifest, its rows, tables and files, its size in bytes."""

    sha256: str
    rows: int
    tables: int
    files: int
    bytes: int


def back_up(site: Site, target: Path, *, keys: Path | None = None) -> Made:
    """Write a site to `target` and, where asked, its keys and anchors to `keys`; each whole or not at all."""
    with tempfile.TemporaryDirectory(prefix="maatwerk-backup-", dir=target.parent) as folder:
        file = Path(folder) / DUMP
        sums = dump(site.database_url, file, binaries=site.binaries)
        # after the database: a file that it names is there, unless it was taken away in between
        files = site.files()
        sha256 = write_archive(target, files | {DUMP: file}, _facts(site, sums))
    if keys is not None:
        write_archive(keys, site.keys(), {"what": "keys", "key": site.key_mark(), "made_at": _now()})
    rows = sum(one.rows for one in sums.values())
    return Made(sha256, rows, len(sums), len(files), target.stat().st_size)


def _facts(site: Site, sums: dict[str, TableSum]) -> dict[str, object]:
    return {
        "what": "site",
        "made_at": _now(),
        "postgresql": site.binaries.major,
        "key": site.key_mark(),
        "tables": {name: asdict(one) for name, one in sums.items()},
    }


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@contextmanager
def read(source: Path, what: str) -> Iterator[Archive]:
    """Open an archive of a kind and hold it against its manifest before anything is done with it."""
    with opened(source) as archive:
        if archive.facts.get("what") != what:
            raise BrokenArchive(source.name, f"holds {archive.facts.get('what')}, not {what}")
        archive.verify()
        yield archive


def restore_keys(site: Site, source: Path) -> None:
    """Put keys and anchors back; what is there already must be the same.

    Anchors, and the file of who was erased, lie on a disk of their own if the site is run well, and then outlive it: one that
    goes on from what was backed up stays as it is, with what was erased since.
    """
    with read(source, "keys") as archive:
        places = site.key_places()
        for member in archive.members:
            target = places.get(member.name) or site.anchors / Path(member.name).name
            if not target.exists():
                archive.unpack(member.name, target)
                continue
            grows = member.name not in places
            there = target.read_bytes()[: member.size] if grows else target.read_bytes()
            if hashlib.sha256(there).hexdigest() != member.sha256:
                raise NotEmpty(str(target))


def restore_files(site: Site, archive: Archive) -> int:
    """Put the files back below the folder of data and return how many."""
    names = [one.name for one in archive.members if one.name.startswith("files/")]
    for name in names:
        target = site.folder / name.removeprefix("files/")
        if target.exists():
            raise NotEmpty(str(target))
    for name in names:
        archive.unpack(name, site.folder / name.removeprefix("files/"))
    return len(names)


def restore_database(site: Site, archive: Archive) -> int:
    """Read the database back into an empty one, hold every table against the manifest, return the number of rows."""
    with psycopg.connect(site.database_url) as connection:
        if is_in_use(connection):
            raise NotEmpty("database")
    with tempfile.TemporaryDirectory(prefix="maatwerk-restore-", dir=site.folder) as folder:
        file = Path(folder) / DUMP
        archive.unpack(DUMP, file)
        restore(site.database_url, file, binaries=site.binaries)
    wanted = {name: TableSum(**one) for name, one in archive.facts["tables"].items()}
    with psycopg.connect(site.database_url) as connection:
        found = table_sums(connection)
    if found != wanted:
        raise OtherContent(
            sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))
        )
    return sum(one.rows for one in found.values())


def after_restore(work: AfterRestore) -> None:
    """Have something done again after every restore (from an app's `ready`); it must be safe to repeat."""
    _afterwards.append(work)


def do_again() -> None:
    """Do what must be done again after a restore."""
    for work in _afterwards:
        work()
