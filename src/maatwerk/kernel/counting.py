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

    stops = True
    object_list: QuerySet[Any, Any]

    @cached_property
    def count(self) -> int:
        """How many there are, and one above a thousand where there are more."""
        return count_up_to(self.object_list)

    @cached_property
    def num_pages(self) -> int:
        """How many pages the first thousand fill."""
        return max(1, -(-min(self.count, MOST_COUNTED) // self.per_page))
