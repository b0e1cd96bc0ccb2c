"""What can be wrong with a file: a code, named values, and a sentence in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from maatwerk.kernel.dates import short_day
from maatwerk.kernel.tables._sentences import SENTENCES, WORDS

#: Cells are quoted in sentences up to this many characters.
QUOTED = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it stands, and what to do about it.

    `code` is a key of `SENTENCES`; `values` are what its sentence needs. The sentence is made when it is
    read, so a page and a terminal show the same problem each in its own language.
    """

    code: str
    file: str = ""
    line: int | None = None
    column: str | None = None
    values: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the active language."""
        # the promise itself is filled, not its text: one with a plural looks at the number first
        filled: str = SENTENCES[self.code] % {name: _spoken(value) for name, value in self.values}
        return filled

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        named = {"file": self.file, "line": self.line, "column": self.column}
        if self.file and self.line and self.column:
            return _("%(file)s, line %(line)d, column “%(column)s”") % named
        if self.file and self.line:
            return _("%(file)s, line %(line)d") % named
        if self.file and self.column:
            return _("%(file)s, column “%(column)s”") % named
        return self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence

    def as_dict(self) -> dict[str, object]:
        """The problem for JSON; `sentence` is in the active language."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "values": {
                name: value.isoformat() if isinstance(value, date) else value for name, value in self.values
            },
            "sentence": self.sentence,
        }


class Place(NamedTuple):
    """Where something stands, as far as that is known."""

    file: str = ""
    line: int | None = None
    column: str | None = None


def problem(code: str, place: Place = Place(), /, **values: object) -> Problem:  # noqa: B008 - immutable
    """Make a problem; long texts among the values are shortened."""
    return Problem(code, *place, tuple((name, _short(value)) for name, value in values.items()))


def _spoken(value: object) -> object:
    """A value as the active language writes it: words of the mapping, decimal signs, dates."""
    if isinstance(value, str):
        return str(WORDS[value]) if value in WORDS else value
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))
    return short_day(value) if isinstance(value, date) else value


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > QUOTED * 8:
        return value[: QUOTED * 8] + "…"
    return value


def quoted(cell: str) -> str:
    """A cell as it may stand in a sentence: on one line, printable, not too long."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in cell)
    return shown if len(shown) <= QUOTED else shown[:QUOTED] + "…"


class TableError(ValueError):
    """A file that cannot be used at all; `problems` say why, all of them at once."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*problems)

    def __str__(self) -> str:
        return "\n".join(str(found) for found in self.problems)
