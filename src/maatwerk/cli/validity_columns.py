"""What the columns of a file of scores and outcomes are: told by the arguments, else recognised by their titles and cells."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.output import Stop, _

if TYPE_CHECKING:
    from maatwerk.kernel.tables import Row, Table

MISSING = {
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "-",
    "--",
    ".",
    "?",
    "#n/a",
    "missing",
    "unknown",
    "onbekend",
    "nvt",
}
YES = {"1", "yes", "true", "y", "ja", "j", "t", "waar", "hired", "selected", "aangenomen", "active", "stayed", "retained",
       "success", "pass", "passed", "geslaagd", "actief", "employed"}  # fmt: skip
NO = {"0", "no", "false", "n", "nee", "f", "onwaar", "rejected", "afgewezen", "terminated", "left", "resigned", "quit",
      "failure", "fail", "failed", "gezakt", "vertrokken", "inactive", "inactief"}  # fmt: skip

#: Words by which a title is recognised, the plainest first: a title that holds none of them is a score where it holds numbers.
#: Ratings of work come before facts of staying: where a file has both, --outcome chooses.
OUTCOMES = (
    r"\b(overall |supervisor |manager |job |work |current )*perform(ance|er)\b( rating| score| index| appraisal)?",
    r"\b(prestatie\w*|functioner\w*|beoordeling\w*)\b",
    r"\b(appraisal|supervisor rating|manager rating|job rating|rating|criterion|outcome|uitkomst|succes\w*)\b",
    r"\b(quota|target|probation|proeftijd)\b",
    r"\b(kpi|sales|omzet|productivity|productiviteit|output)\b",
    r"\b(retained|retention|stayed|still (here|employed|working|there)|still there|nog in dienst|in dienst)\b",
    r"\b(attrition|turnover|verloop|separated|terminated|resigned|vertrokken|uit dienst|left|event)\b",
    r"\b(tenure|months employed|length of service|dienstverband|maanden in dienst|stag)\b",
)
SCORES = (
    r"\b(score|scores|test|toets|exam|assessment|scale|schaal|theta|percentile|sten|stanine|iq|sjt|gma|questionnaire|vragenlijst|"
    r"interview|cognitive|cognitief|ability|reasoning|aptitude|knowledge|kennis|biodata|work sample|integrity|integriteit|"
    r"personality|conscientiousness|consci\w*|zorgvuldig\w*|extra?version|extraversie|agreeableness|openness|neuroticism|anxiety|"
    r"emotional stability|novator|selfcontrol|independ|stress\w*|service orient\w*)\b",
)
GROUPS = (
    r"\b(sex|gender|geslacht|ethnicity|ethnic|race|etniciteit|age|leeftijd|birth year|geboortejaar|year of birth|nationality|"
    r"nationaliteit|disability|handicap|religion|protected|group|groep)\b",
)
IDS = r"\b(id|nr|no|number|nummer|key|code|name|naam|email|mail|phone|index|personeelsnummer|unnamed.*)\b"
HIRED = r"\b(hired|is hired|selected|aangenomen|accepted|offer accepted|hire)\b"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
MOSTLY = 0.9  # of the cells that say something: so many are numbers, or the column is not one of numbers
BIRTH = r"\b(birth year|year of birth|geboortejaar|birthyear)\b"
AGE = r"\b(age|leeftijd)\b"
MOST_LEVELS = 10  # of a group written as a number
AGE_SPLIT = 40  # 29 USC 631(a): people of 40 and older are protected
FEWEST_LEVELS = 3  # different numbers: fewer is a fact with two sides, not a score
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of a column of numbers that are no number; they count as missing."""

    column: str
    cells: int
    line: int
    example: str


@dataclass(slots=True)
class File:
    """A file with its columns sorted by what they are. Columns hold one value per row; None is missing."""

    name: str
    rows: int
    twice: int = 0
    outcome: str = ""
    outcome_means: str = ""
    hired: str = ""
    person: str = ""
    scores: dict[str, list[float | None]] = field(default_factory=dict)
    groups: dict[str, list[str | None]] = field(default_factory=dict)
    values: list[float | None] = field(default_factory=list)
    is_hired: list[bool | None] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the arguments say of the columns; empty where the file may speak for itself."""

    outcome: str = ""
    scores: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    hired: str = ""
    person: str = ""


def read_file(path: Path, asked: Asked) -> File:
    """Read a file and find out what its columns are.

    Raises
    ------
    Stop
        A named column is not there, there is no outcome, or there is no score.
    """
    from maatwerk.kernel.tables import read_table

    table = read_table(path)
    wanted = (asked.outcome, asked.hired, asked.person, *asked.scores, *asked.groups)
    chosen = {name: _named(table, name) for name in wanted if name}
    found = File(name=table.name, rows=0)
    rows = _rows(table, found, chosen.get(asked.person, ""))
    columns = {title: [row.cells[at] if at < len(row.cells) else "" for row in rows]
               for at, title in enumerate(table.header) if title}  # fmt: skip
    lines = [row.line for row in rows]
    reader = _Reader(found, columns, lines, comma=table.decimal == "comma")
    reader.assign(asked, chosen)
    return found


def _named(table: "Table", name: str) -> str:
    """Return the column that is called so, whatever the case."""
    same = [title for title in table.header if title == name] or [
        title for title in table.header if plain(title) == plain(name)
    ]
    if not same:
        raise Stop(
            _("%(file)s has no column “%(column)s”. It has: %(names)s."),
            code="no_column",
            file=table.name,
            column=name,
            names=", ".join(table.header[:SHOWN]),
        )
    return same[0]


def _rows(table: "Table", found: File, person: str) -> "list[Row]":
    """Return the rows, each person once: the first counts."""
    rows = list(table.rows())
    found.rows = len(rows)
    found.person = person
    if not person:
        return rows
    at, seen, kept = table.header.index(person), set(), []
    for row in rows:
        key = row.cells[at] if at < len(row.cells) else ""
        if key and key in seen:
            found.twice += 1
            continue
        seen.add(key)
        kept.append(row)
    return kept


def plain(title: str) -> str:
    """Return a title as words: “PerformanceRating”, “performance_rating” and “Performance rating” are one."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", title)
    return " ".join(re.sub(r"[^\w%]+|_", " ", apart).lower().split())


def is_leaving(title: str) -> bool:
    """Whether a title speaks of leaving or of time at work."""
    return any(re.search(pattern, plain(title)) for pattern in OUTCOMES[-3:])


def _like(title: str, patterns: Iterable[str]) -> int | None:
    """Return which pattern a title holds first, counted from 0; None where it holds none."""
    words = plain(title)
    return next((at for at, pattern in enumerate(patterns) if re.search(pattern, words)), None)


class _Reader:
    """Sorts the columns of one file."""

    def __init__(
        self, found: File, columns: dict[str, list[str]], lines: Sequence[int], *, comma: bool
    ) -> None:
        self.found, self.columns, self.lines, self.comma = found, columns, lines, comma
        self.numbers = {title: self._numbers(cells) for title, cells in columns.items()}

    def assign(self, asked: Asked, chosen: dict[str, str]) -> None:
        """Fill in what each column is: named ones first, then outcome, hired and groups, then scores."""
        found, taken = self.found, set(chosen.values())
        found.hired = chosen.get(asked.hired, "") or self._recognised(HIRED, taken, self._yes_or_no)
        taken.add(found.hired)
        found.outcome = chosen.get(asked.outcome, "") or self._outcome(taken)
        taken.add(found.outcome)
        groups = [chosen[name] for name in asked.groups] or [
            title
            for title in self.columns
            if title not in taken and _like(title, GROUPS) is not None and self._is_group(title)
        ]
        taken |= set(groups)
        scores = [chosen[name] for name in asked.scores] or self._scores(taken)
        self._fill(groups, scores)
        used = {found.outcome, found.hired, found.person, *groups, *scores}
        found.ignored = [title for title in self.columns if title not in used]

    def _fill(self, groups: Sequence[str], scores: Sequence[str]) -> None:
        found = self.found
        if not scores:
            raise Stop(
                _("%(file)s: no column looks like a score. Name it: --score COL. It has: %(names)s."),
                code="no_score",
                file=found.name,
                names=", ".join(list(self.columns)[:SHOWN]),
            )
        found.scores = {title: self._read(title) for title in scores}
        found.values = self._outcome_values(found.outcome)
        found.groups = {title: self._group(title) for title in groups}
        found.is_hired = [self._said(cell) for cell in self.columns[found.hired]] if found.hired else []

    def _recognised(self, pattern: str, taken: set[str], fits: Callable[[str], bool]) -> str:
        titles = (title for title in self.columns if title not in taken and re.search(pattern, plain(title)))
        return next((title for title in titles if fits(title)), "")

    def _outcome(self, taken: set[str]) -> str:
        """Return the column whose title is most plainly an outcome, and holds numbers or yes and no."""
        ranked = [
            (rank, at, title)
            for at, title in enumerate(self.columns)
            if title not in taken
            and (rank := _like(title, OUTCOMES)) is not None
            and (self._is_numeric(title) or self._yes_or_no(title))
            and self._varies(title)
        ]
        if not ranked:
            raise Stop(
                _(
                    "%(file)s: no column looks like an outcome (a rating of work, still employed or not). "
                    "Name it: --outcome COL. It has: %(names)s."
                ),
                code="no_outcome",
                file=self.found.name,
                names=", ".join(list(self.columns)[:SHOWN]),
            )
        return min(ranked)[2]

    def _scores(self, taken: set[str]) -> list[str]:
        """Return the columns called scores; where none is, every other column of numbers that is no number of a person."""
        numeric = [
            title
            for title in self.columns
            if title not in taken
            and self._is_numeric(title)
            and _like(title, GROUPS) is None
            and _like(title, OUTCOMES) is None
            and not re.search(HIRED, plain(title))
        ]
        called = [title for title in numeric if _like(title, SCORES) is not None]
        return called or [
            title
            for title in numeric
            if not re.search(IDS, plain(title))
            and not self._counts_up(title)
            and self._levels(title) >= FEWEST_LEVELS
        ]

    def _levels(self, title: str) -> int:
        return len({one for one in self.numbers[title] if one is not None})

    def _varies(self, title: str) -> bool:
        return len({cell.lower() for cell in self.columns[title] if cell.lower() not in MISSING}) > 1

    def _counts_up(self, title: str) -> bool:
        """Whether a column numbers its rows."""
        said = [one for one in self.numbers[title] if one is not None]
        return len(said) > FEWEST_LEVELS and all(later - one == 1 for one, later in pairwise(said))

    def _is_numeric(self, title: str) -> bool:
        said = [cell for cell in self.columns[title] if cell.lower() not in MISSING]
        good = sum(one is not None for one in self.numbers[title])
        return bool(said) and good >= MOSTLY * len(said)

    def _yes_or_no(self, title: str) -> bool:
        said = {cell.lower() for cell in self.columns[title]} - MISSING
        return bool(said) and said <= YES | NO

    def _is_group(self, title: str) -> bool:
        levels = Counter(cell for cell in self.columns[title] if cell.lower() not in MISSING)
        if self._is_numeric(title):
            return bool(re.search(f"{AGE}|{BIRTH}", plain(title))) or 1 < len(levels) <= MOST_LEVELS
        return 1 < len(levels) <= SHOWN

    def _numbers(self, cells: Sequence[str]) -> list[float | None]:
        return [number(cell, comma=self.comma) for cell in cells]

    def _read(self, title: str) -> list[float | None]:
        """Return a column of numbers; what is neither a number nor missing is said and counts as missing."""
        cells, numbers = self.columns[title], self.numbers[title]
        wrong = [
            at
            for at, (cell, one) in enumerate(zip(cells, numbers, strict=True))
            if one is None and cell.lower() not in MISSING
        ]
        if len(wrong) == len(cells):
            raise Stop(
                _("%(file)s, column “%(column)s”: there is no number in it; “%(cell)s” is the first cell."),
                code="no_numbers",
                file=self.found.name,
                column=title,
                cell=cells[0],
            )
        if wrong:
            at = wrong[0]
            self.found.unread.append(Unread(title, len(wrong), self.lines[at], cells[at]))
        return numbers

    def _outcome_values(self, title: str) -> list[float | None]:
        """Return the outcome as numbers; words for yes and no become 1 and 0."""
        if not self._is_numeric(title) and self._yes_or_no(title):
            self.found.outcome_means = "yes_no"
            said = [self._said(cell) for cell in self.columns[title]]
            return [None if one is None else float(one) for one in said]
        return self._read(title)

    @staticmethod
    def _said(cell: str) -> bool | None:
        return True if cell.lower() in YES else False if cell.lower() in NO else None

    def _group(self, title: str) -> list[str | None]:
        """Return the group of each row; ages become two groups."""
        words = plain(title)
        if self._is_numeric(title) and re.search(f"{AGE}|{BIRTH}", words):
            born = dt.date.today().year if re.search(BIRTH, words) else None
            ages = [None if one is None else born - one if born else one for one in self.numbers[title]]
            return [
                None if one is None else f"{AGE_SPLIT}+" if one >= AGE_SPLIT else f"<{AGE_SPLIT}"
                for one in ages
            ]
        return [None if cell.lower() in MISSING else cell for cell in self.columns[title]]


def number(cell: str, *, comma: bool = False) -> float | None:
    """Read a number as people write it: 7.5 and 7,5, 1.234,5 and 1,234.5, 80%; None where it is none.

    A single sign before three digits is a decimal sign in a file that writes `comma`s so, and elsewhere a point is one.

    >>> number("1.234,5"), number("7,5"), number("80%"), number("n/a")
    (1234.5, 7.5, 80.0, None)
    """
    text = cell.replace("\u00a0", "").replace(" ", "").removesuffix("%").replace("\u2212", "-")
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", text) or (
        not comma and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text)
    ):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None
