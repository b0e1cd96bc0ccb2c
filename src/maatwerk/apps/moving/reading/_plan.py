"""What came out of reading: the rows that would come in, and everything that is to be said of the others."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from maatwerk.kernel.tables import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a person wants files to be read: what each column means, what each word stands for, how dates are written.

    `columns` holds, per file, the meaning of each header ("" is: do not take over); `words` a stage for each word, in
    small letters; `month_first` says that 3/4/2024 is in March; `family` is the kind of work of vacancies that tell none.
    """

    columns: tuple[Mapping[str, str], ...]
    words: Mapping[str, str]
    month_first: bool = False
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyIn:
    """A vacancy as the file tells it. `key` tells vacancies of these files apart; `number` is its number there, if any."""

    key: str
    number: str
    title: str
    family: str
    place: str = ""
    description: str = ""
    is_open: bool = True
    is_filled: bool = False
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIn:
    """A person as the file tells it; `number` is theirs in the other system, empty where it gave none."""

    key: str
    number: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FactIn:
    """Something that happened elsewhere: what, when as far as it was told, and in which words."""

    kind: str
    at: dt.datetime | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationIn:
    """An application as the file tells it, at the stage that the words stand for here."""

    number: str
    vacancy: str
    person: str
    stage: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None
    source: str
    facts: tuple[FactIn, ...]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot come in: where it stands, what it held of what would have come in, and what is wrong."""

    file: str
    line: int
    cells: tuple[tuple[str, str], ...]
    problem: Problem


@dataclass(frozen=True, slots=True)
class WordSeen:
    """A word for a stage, how often it stands there, and what it stands for here ("" is not settled yet)."""

    word: str
    count: int
    stage: str


@dataclass(slots=True, kw_only=True)
class Plan:
    """What would come in. `left_out` counts, by kind, columns whose content stays outside."""

    rows: int = 0
    vacancies: dict[str, VacancyIn] = field(default_factory=dict)
    people: dict[str, PersonIn] = field(default_factory=dict)
    applications: list[ApplicationIn] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    fatal: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    words: list[WordSeen] = field(default_factory=list)
    citizen_numbers: int = 0
