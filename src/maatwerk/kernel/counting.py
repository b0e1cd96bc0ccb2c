"""Counts that stop where a reader does: nobody reads on past a thousand, and what may stop is quick however much there is."""

from typing import Any

from django.db.models import QuerySet

MOST_COUNTED = 1_000


def count_up_to(found: QuerySet[Any, Any], most: int = MOST_COUNTED) -> int:
    """Count rows; `most` and one where there are more. Give the order of an index that finds them, where there is one."""
    return found[: most + 1].count()
