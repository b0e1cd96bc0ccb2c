"""Everything of an organisation as one ZIP: the same data give the same bytes, and a list says what is in it."""

import csv
import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import models

from maatwerk.apps.moving.leaving.tables import SEALED, WITHOUT, left_out_by_table, taken
from maatwerk.apps.moving.leaving.templates import FLAT
from maatwerk.apps.people.public import KeyDestroyed, unseal_each
from maatwerk.kernel.bulk import batched
from maatwerk.kernel.spreadsheets import safe_cell

FORM = 1
MANIFEST = "manifest.json"
_ROWS = 2_000
#: ZIP knows no time before this; one and the same for all, so that equal content makes equal bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
Told = Callable[[int, int], None]
Record = dict[str, Any]


def write_everything(target: Path, *, tell: Told = lambda done, total: None) -> str:
    """Write all tables that go along of the organisation acted for, whole or not at all; return the SHA-256 of the list.

    Run it as an administrator: rows that their walls hide even from those are not in it.
    """
    half = target.with_name(f"{target.name}.half")
    half.parent.mkdir(parents=True, exist_ok=True)
    half.touch(mode=0o600)
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write(archive, tell)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return hashlib.sha256(manifest).hexdigest()


def _write(archive: zipfile.ZipFile, tell: Told) -> bytes:
    members = []
    wanted = taken()
    for number, (model, columns) in enumerate(wanted):
        name = str(model._meta.label)
        with _Pair(archive, f"tables/{name}", columns) as pair:
            for record in records(model, columns):
                pair.add(record)
        members += pair.members
        tell(number + 1, len(wanted) + len(FLAT))
    for number, (name, header, rows) in enumerate(FLAT):
        members.append(_flat(archive, f"for-other-systems/{name}.csv", header, rows()))
        tell(len(wanted) + number + 1, len(wanted) + len(FLAT))
    listed = {"form": FORM, "files": members, "left_out": left_out_by_table()}
    manifest = json.dumps(listed, indent=1, sort_keys=True).encode()
    with archive.open(_entry(MANIFEST), "w") as file:
        file.write(manifest)
    return manifest


def records(model: type[models.Model], columns: Sequence[str]) -> Iterator[Record]:
    """Yield the rows of one table by key, what was sealed under a person's key opened; after erasure it is empty."""
    label = str(model._meta.label)
    sealed = SEALED.get(label, {})
    binary = {f.attname for f in model._meta.concrete_fields if isinstance(f, models.BinaryField)}
    owners = sorted(set(sealed.values()) - set(columns))
    found = model._default_manager.exclude(**WITHOUT.get(label, {"pk__in": []})).order_by("pk")
    rows = found.values(*columns, *owners).iterator(chunk_size=_ROWS)
    for batch in batched(rows, _ROWS):
        for record in batch:
            for column in binary & set(columns):
                record[column] = _opened(record, column, sealed.get(column))
            for owner in owners:
                del record[owner]
            yield record


def _opened(record: Record, column: str, owner: str | None) -> Any:
    person: uuid.UUID | None = record[owner] if owner else None
    if record[column] is None or person is None:
        return None
    try:
        return unseal_each(person, [bytes(record[column])])[0]
    except KeyDestroyed:
        return None


class _Pair:
    """A table as CSV and as JSON, written side by side: the one for spreadsheets, the other exact."""

    def __init__(self, archive: zipfile.ZipFile, name: str, columns: Sequence[str]) -> None:
        self.archive, self.name, self.columns = archive, name, columns
        self.members: list[dict[str, object]] = []
        self._csv, self._json = io.StringIO(newline=""), io.StringIO()
        self._lines = csv.writer(self._csv)
        self._count = 0

    def __enter__(self) -> "_Pair":
        self._lines.writerow(self.columns)
        self._json.write("[")
        return self

    def add(self, record: Record) -> None:
        """Add one row."""
        self._lines.writerow(safe_cell(_plain(record[column])) for column in self.columns)
        exact = {column: _exact(record[column]) for column in self.columns}
        self._json.write(",\n" if self._count else "\n")
        self._json.write(json.dumps(exact, ensure_ascii=False, sort_keys=True))
        self._count += 1

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is not None:
            return
        self._json.write("\n]\n")
        for ending, content in (("csv", self._csv), ("json", self._json)):
            text = content.getvalue().encode("utf-8")
            self.members.append(_member(self.archive, f"{self.name}.{ending}", text, self._count))


def _flat(
    archive: zipfile.ZipFile, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> dict[str, object]:
    content = io.StringIO(newline="")
    lines = csv.writer(content)
    lines.writerow(columns)
    count = 0
    for row in rows:
        lines.writerow(safe_cell(_plain(cell)) for cell in row)
        count += 1
    return _member(archive, name, content.getvalue().encode("utf-8-sig"), count)


def _member(archive: zipfile.ZipFile, name: str, content: bytes, rows: int) -> dict[str, object]:
    with archive.open(_entry(name), "w") as file:
        file.write(content)
    return {
        "name": name,
        "rows": rows,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _plain(value: object) -> object:
    """Return a value as a cell."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_exact)
    exact = _exact(value)
    return {True: "true", False: "false"}[exact] if isinstance(exact, bool) else exact


def _exact(value: object) -> Any:
    """Return a value as JSON writes it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
