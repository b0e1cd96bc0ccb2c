"""SVG as strings: every text escaped, no styles, no scripts, colours from the page."""

import hashlib
import re
from dataclasses import dataclass
from html import escape

# Colours by role. The page sets the custom properties, light and dark; the fallbacks suit white paper.
ACCENT = "var(--chart-1, #1f5f8b)"
CONTRAST = "var(--chart-2, #b8541a)"
THIRD = "var(--chart-3, #3b7a57)"
FOURTH = "var(--chart-4, #7b4b94)"
NEUTRAL = "var(--chart-neutral, #79828c)"
PAPER = "var(--chart-paper, #ffffff)"
INK = "currentColor"
SERIES = (ACCENT, CONTRAST, THIRD, FOURTH)
FAINT, MUTED = 0.16, 0.72  # opacity of grid lines, and of text that stands back

_VARIABLE = re.compile(r"var\(--[\w-]+, (#[0-9a-f]{6})\)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # characters XML 1.0 forbids


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the same facts as a table, for those who cannot or need not see it.

    Attributes
    ----------
    svg : one `<svg role="img">` element with a title and a description, to be put into a page as it is
    title, description : the words in it
    columns, table : header and rows of the data table, formatted for reading
    """

    svg: str
    title: str
    description: str
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]

    def standalone(self, ink: str = "#1b1f24") -> str:
        """Return the SVG with fixed colours, for a file, a PDF, or a viewer that knows no custom properties."""
        fixed = _VARIABLE.sub(r"\1", self.svg).replace(INK, ink)
        return fixed.replace('font-family="inherit"', 'font-family="Helvetica, Arial, sans-serif"')


def plain(text: object) -> str:
    """Escape text for an XML document, without the characters that XML cannot hold."""
    return escape(_CONTROL.sub("", str(text)), quote=True)


def number(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def tag(name: str, *children: str, **attributes: object) -> str:
    """Write an element; `children` are finished SVG, attribute names use _ for -, None leaves one out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else plain(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def line(start: tuple[float, float], end: tuple[float, float], **attributes: object) -> str:
    """Draw a straight line in ink unless told otherwise."""
    return tag(
        "line",
        x1=float(start[0]),
        y1=float(start[1]),
        x2=float(end[0]),
        y2=float(end[1]),
        **{"stroke": INK, **attributes},
    )


def label(text: object, at: tuple[float, float], **attributes: object) -> str:
    """Write text at a baseline point; `fill` is ink unless told otherwise."""
    return tag("text", plain(text), x=float(at[0]), y=float(at[1]), **{"fill": INK, **attributes})


def callout(text: object, at: tuple[float, float], **attributes: object) -> str:
    """Write text over data, with a rim in the colour of the background so that it stays legible."""
    rim = {"stroke": PAPER, "stroke_width": 3.5, "stroke_linejoin": "round", "paint_order": "stroke"}
    return label(text, at, **{"font_size": 12.5, "font_weight": 600, **rim, **attributes})


def path(points: list[tuple[float, float]], *, close: bool = False, **attributes: object) -> str:
    """Draw straight lines through points."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return tag("path", d=f"M{steps}{'Z' if close else ''}", **{"fill": "none", **attributes})


def document(kind: str, size: tuple[float, float], words: tuple[str, str], body: list[str]) -> str:
    """Wrap drawn parts into one accessible `<svg>`; its ids follow from its content, so they are stable."""
    title, description = words
    content = "".join(body)
    mark = hashlib.sha256(
        "\0".join([kind, title, description, content]).encode("utf-8", "replace")
    ).hexdigest()[:10]
    width, height = size
    return tag(
        "svg",
        tag("title", plain(title), id=f"t{mark}"),
        tag("desc", plain(description), id=f"d{mark}"),
        content,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart chart--{kind}",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=float(width),
        height=float(height),
        role="img",
        aria_labelledby=f"t{mark} d{mark}",
        font_family="inherit",
        font_size=13,
    )
