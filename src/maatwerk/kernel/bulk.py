"""Many rows at once: one INSERT … SELECT FROM unnest(…) per batch, about ten times as fast as one object each.

(COPY is no way out: PostgreSQL refuses it on tables with row-level security.)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from django.db import connections, models

BATCH = 5_000
T = TypeVar("T")


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], *, using: str = "default"
) -> int:
    """Insert `rows`, whose values stand in the order of `fields` (names of the model's fields), and return how many."""
    connection = connections[using]
    columns = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in columns)
    arrays = ", ".join(f"%s::{_array_type(column.db_type(connection))}" for column in columns)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - all quoted names
    written = 0
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH):
            prepared = (
                [column.get_db_prep_save(value, connection) for value in values]
                for column, values in zip(columns, zip(*batch, strict=True), strict=True)
            )
            cursor.execute(statement, list(prepared))
            written += len(batch)
    return written


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most `size` items (itertools has this from Python 3.12 on)."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def _array_type(column_type: str | None) -> str:
    """Return the array type of a column; texts go as text, and the column itself checks their length."""
    name = re.sub(r"\(.*\)", "", column_type or "text").strip()
    return ("text" if name in {"varchar", "character varying"} else name) + "[]"
