"""A handful of icons, drawn for this project on a grid of 20 by 20 with a line of 1.6."""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: Final[dict[str, str]] = {
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.6M10 6.2v.1"/>',
    "good": '<circle cx="10" cy="10" r="7.5"/><path d="m6.6 10.3 2.4 2.4 4.5-5"/>',
    "warning": '<path d="M10 2.9 18 16.8H2z"/><path d="M10 8.2v4M10 14.4v.1"/>',
    "refusal": '<path d="M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9zM10 6.2v4.6M10 13.6v.1"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "person": '<circle cx="10" cy="6.8" r="3.3"/><path d="M3.6 17.2c.7-3.4 3.2-5 6.4-5s5.7 1.6 6.4 5"/>',
    "next": '<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>',
    "previous": '<path d="M12.5 4.5 7 10l5.5 5.5"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "download": '<path d="M10 3v9.5m-4-3.8 4 4 4-4M3.5 16.5h13"/>',
}


def icon(name: str) -> SafeString:
    """Return the icon; it stands beside words and is hidden from assistive technology.

    Raises
    ------
    KeyError
        There is no icon of that name.
    """
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(PATHS[name]),  # noqa: S308 -- a constant of this module
    )
