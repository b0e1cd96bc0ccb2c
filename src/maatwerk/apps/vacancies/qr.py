"""A QR code as SVG, drawn from the squares that a library computes."""

from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_QUIET = 4  # squares of white around it (ISO/IEC 18004, section 9.1)


@cache
def qr_svg(text: str, label: str = "") -> SafeString:
    """Return an SVG of one path; dark on white whatever the page's colours, since cameras read it."""
    import qrcode

    library: Any = qrcode  # says nothing of its types
    code = library.QRCode(error_correction=library.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    side = len(rows) + 2 * _QUIET
    squares = "".join(
        f"M{x + _QUIET},{y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return mark_safe(  # noqa: S308 - numbers of ours; the label is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side * 4}" height="{side * 4}"'
        f' role="img" aria-label="{escape(label)}"><rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{squares}" fill="#000"/></svg>'
    )
