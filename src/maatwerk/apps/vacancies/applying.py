"""Where one applies: an app above that takes applications says so here; until then people write to the contact address."""

from collections.abc import Callable

from maatwerk.apps.vacancies.postings import PostingRow

#: Given a posting and the code of the link by which somebody came, returns the path of the page to apply on.
ApplyPage = Callable[[PostingRow, str], str]
_pages: list[ApplyPage] = []


def apply_here(page: ApplyPage) -> None:
    """Name the page to apply on from now on."""
    _pages[:] = [page]


def apply_path(row: PostingRow, code: str = "") -> str:
    """Return the path of the page to apply on; empty while nobody takes applications here."""
    return _pages[0](row, code) if _pages else ""
