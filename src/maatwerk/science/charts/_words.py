"""Numbers and the few fixed words of charts in English and Dutch, and how wide text is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maatwerk.science.charts._svg import Chart, document
from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Language

EM = 13.0
BOLD = 1.14  # how much wider the weight of a callout is

WORDS: dict[str, dict[Language, str]] = {
    "time": {"en": "Time", "nl": "Tijd"},
    "estimate": {"en": "Estimate", "nl": "Schatting"},
    "low": {"en": "Low", "nl": "Ondergrens"},
    "high": {"en": "High", "nl": "Bovengrens"},
    "n": {"en": "Number", "nl": "Aantal"},
    "from": {"en": "From", "nl": "Van"},
    "to": {"en": "To", "nl": "Tot"},
    "series": {"en": "Series", "nl": "Reeks"},
    "row": {"en": "Name", "nl": "Naam"},
    "note": {"en": "Note", "nl": "Opmerking"},
    "panel": {"en": "Panel", "nl": "Paneel"},
    "ideal": {"en": "ideal", "nl": "ideaal"},
}


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a chart, translated already.

    `title` and `description` are read out; `x` and `y` stand at the axes; `language` sets the decimal sign
    and the table's header.
    """

    title: str
    description: str = ""
    x: str = ""
    y: str = ""
    language: Language = "en"

    def word(self, key: str) -> str:
        """One of the fixed words."""
        return WORDS[key][self.language]

    def number(self, value: float | None, digits: int = 2) -> str:
        """A number for reading: true minus sign, decimal comma in Dutch, a dash where there is none."""
        if value is None or math.isnan(value):
            return "–"
        if math.isinf(value):
            return "∞" if value > 0 else "−∞"
        written = f"{value:.{digits}f}"
        if float(written) == 0:
            written = written.lstrip("-")
        written = written.replace("-", "−")
        return written.replace(".", ",") if self.language == "nl" else written

    def percent(self, value: float | None, digits: int = 0) -> str:
        """A proportion as a percentage."""
        written = self.number(None if value is None else 100 * value, digits)
        return written if written == "–" else f"{written}%"


def width_of(text: str, size: float = EM) -> float:
    """Estimate how wide text will be: narrow, usual and wide letters of a broad sans serif."""
    narrow, wide = set("iljtfrI.,:;|'’!()[] "), set("mwMWGOQDHN%–—@")
    units = sum(0.37 if char in narrow else 0.88 if char in wide else 0.62 for char in text)
    return units * size


def wrap(text: str, room: float, *, most: int = 2) -> list[str]:
    """Break text into at most `most` lines that fit; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_shorten(part, room) for part in lines]


def _shorten(text: str, room: float) -> str:
    if width_of(text) <= room:
        return text
    while text and width_of(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def finite(argument: str, values: Sequence[float]) -> list[float]:
    """Return values as floats, refusing an empty list and anything not finite."""
    made = [float(value) for value in values]
    if not made or not all(map(math.isfinite, made)):
        raise ScienceError(argument, "one or more finite numbers", made[:5])
    return made


def same_length(argument: str, values: Sequence[float], count: int) -> list[float]:
    """As `finite`, for a list that must be as long as another."""
    made = finite(argument, values)
    if len(made) != count:
        raise ScienceError(argument, f"{count} numbers", len(made))
    return made


def finish(
    kind: str,
    size: tuple[float, float],
    text: Text,
    body: list[str],
    *,
    header: Sequence[str],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    """Put the drawn parts and the table together."""
    svg = document(kind, size, (text.title, text.description), body)
    return Chart(svg, text.title, text.description, tuple(header), tuple(rows))
