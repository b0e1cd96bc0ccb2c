"""Who may touch which table: declared per table, applied to PostgreSQL, refused by default."""

from maatwerk.kernel.walls.declare import (
    ANYBODY,
    IMPORTED,
    MEMBERS,
    ORGANISATION,
    OWN_PERSON,
    OWNER_ONLY,
    PUBLISHED,
    SHARED,
    Rows,
    Wall,
    imported_with,
)
from maatwerk.kernel.walls.registry import declared

__all__ = [
    "ANYBODY",
    "IMPORTED",
    "MEMBERS",
    "ORGANISATION",
    "OWNER_ONLY",
    "OWN_PERSON",
    "PUBLISHED",
    "SHARED",
    "Rows",
    "Wall",
    "declared",
    "imported_with",
]
