"""Counts that stop where a reader does: nobody reads on past a thousand, and what may stop is quick however much there is."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST_COUNTED = 1_000


def count_up_to(found: QuerySet[Any, Any], most: int = MOST_COUNTED) -> int:
    """Count rows; `most` and one where there are more. Give the order of an index that finds them, where there is one."""
    return found[: most + 1].count()


class PaginatorUpTo(Paginator):  # type: ignore[type-arg]  # it is not generic when it runs
    """Pages of the first thousand rows: who reads further asks for less, and nobody counts what is never shown."""

    object_list: QuerySet[Any, Any]

    @cached_property
    def counted(self) -> int:
        """How many there are, and one above a thousand where there are more: what the page tells."""
        return count_up_to(self.object_list.order_by())

    @cached_property
    def count(self) -> int:
        """How many can be read here."""
        return min(self.counted, MOST_COUNTED)
