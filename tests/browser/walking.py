"""What the browser tests share: opening pages as somebody, and noticing what the browser complains of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

SignIn = Callable[..., Page]


def visit(page: Page, path: str) -> int:
    """Open an address and return the status of the answer."""
    answer = page.goto(path)
    assert answer is not None, path
    return answer.status


@contextmanager
def no_errors(page: Page) -> Iterator[None]:
    """Fail when the browser's console reports an error or a script breaks; a form that is refused (422) is no error."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield
    assert [sentence for sentence in said if "status of 422" not in sentence] == []
