"""Pages of very many rows: the first thousand are offered, no more are counted, and the page says that there are more."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from maatwerk.kernel.counting import MOST_COUNTED, PaginatorUpTo


class Rows:
    """So many rows, which refuse to be counted further than a reader goes."""

    def __init__(self, length: int) -> None:
        self.length = length

    def order_by(self) -> "Rows":
        return self

    def __getitem__(self, part: slice) -> "Rows":
        return Rows(max(0, min(self.length, part.stop) - (part.start or 0)))

    def count(self) -> int:
        assert self.length <= MOST_COUNTED + 1, "counted what nobody reads"
        return self.length


@pytest.mark.parametrize(
    ("rows", "pages", "told"),
    [
        (0, 1, ""),
        (30, 1, ""),
        (31, 2, "31 to 31 of 31"),
        (1_000, 34, "991 to 1,000 of 1,000"),
        (240_000, 34, "991 to 1,000 of 1,000+"),
    ],
)
def test_a_reader_is_led_through_the_first_thousand(rows, pages, told):
    page = PaginatorUpTo(Rows(rows), 30).get_page(40)  # beyond the end is the last
    assert (page.number, page.paginator.num_pages, page.has_next()) == (pages, pages, False)
    with override("en"):
        assert told in render_to_string("ui/_pages.html", {"page": page})
