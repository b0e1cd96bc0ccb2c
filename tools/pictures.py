"""The pictures in `docs/images/`, taken from a demo just loaded.

    PORT=8462 ./maat demo                                         in one terminal, after ./maat reset
    .venv/bin/python tools/pictures.py http://127.0.0.1:8462      in another

Opening advice is recorded, so take them before anything else is done in that demo.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MAATWERK_DATA") or ROOT / ".maat")
IMAGES = ROOT / "docs" / "images"
WIDTH, PHONE = 1180, 390


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks (nobody of the organisation where `role` is empty), in which language, at what, how large."""

    name: str
    role: str
    language: str
    height: int
    open: Callable[[Page], None]
    width: int = WIDTH


def shortlist(page: Page) -> None:
    """Open the vacancy that stands first."""
    page.goto("/o/callcentre-demo/vacancies/")
    page.locator("tbody th a").first.click()


def advice(page: Page) -> None:
    """Open the advice on who stands first in the first group."""
    shortlist(page)
    page.locator(".shortlist tbody th[scope=row] a").first.click()
    if page.locator("#advice form button").count():
        page.locator("#advice form button").click()
    page.locator("section.advice").wait_for()


def version(page: Page) -> None:
    """Open the version that waits for a decision."""
    page.goto("/o/callcentre-demo/models/")
    page.locator("tbody th a").first.click()
    page.locator("tbody th a").first.click()
    page.locator("#step").wait_for()


def board(page: Page) -> None:
    """Open the board of the vacancy that stands first."""
    shortlist(page)
    page.locator("a[href$='pipeline/']").first.click()
    page.wait_for_load_state()


def impact(page: Page) -> None:
    """Open the rates by group."""
    page.goto("/o/callcentre-demo/impact/")


def own_page(page: Page) -> None:
    """Open, by their own link, the application of somebody who was turned down."""
    page.goto((DATA / "candidate.link").read_text().strip())
    page.locator("main article a, main .card a").first.click()
    page.wait_for_load_state()


PICTURES = (
    Picture("shortlist-en", "recruiter", "en", 1180, shortlist),
    Picture("advice-en", "recruiter", "en", 1480, advice),
    Picture("advice-nl", "recruiter", "nl", 1480, advice),
    Picture("version-en", "psychologist", "en", 1500, version),
    Picture("board-en", "recruiter", "en", 820, board),
    Picture("impact-en", "auditor", "en", 1180, impact),
    Picture("own-page-nl", "", "nl", 1100, own_page, PHONE),
)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Sign in where somebody of the organisation looks, open the page, take the picture."""
    context = browser.new_context(
        base_url=address, viewport={"width": picture.width, "height": picture.height}, color_scheme="light"
    )
    page = context.new_page()
    if picture.role:
        sign_in(page, picture.role)
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": address}])
    picture.open(page)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()


def sign_in(page: Page, role: str) -> None:
    """Sign in as the demo's colleague with this role."""
    sys.path.insert(0, str(ROOT / "src"))
    from maatwerk.cli.demo_data import PASSWORD

    page.goto("/account/login/")
    page.fill("input[name=login]", f"{role}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def main(address: str) -> None:
    """Take all of them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for picture in PICTURES:
            take(browser, address, picture)
            print(IMAGES.relative_to(ROOT) / f"{picture.name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
