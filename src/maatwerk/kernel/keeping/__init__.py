"""What is kept of people: why, on what ground, until when, and how it is erased; declared table by table."""

from maatwerk.kernel.keeping.declare import (
    EVERYTHING,
    PERSON,
    About,
    Kept,
    Until,
    Why,
    of_person,
)
from maatwerk.kernel.keeping.registry import by_table, declared
from maatwerk.kernel.keeping.statements import hand_statements, policy_statements

__all__ = [
    "EVERYTHING",
    "PERSON",
    "About",
    "Kept",
    "Until",
    "Why",
    "by_table",
    "declared",
    "hand_statements",
    "of_person",
    "policy_statements",
]
