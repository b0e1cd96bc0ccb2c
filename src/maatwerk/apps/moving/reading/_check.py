"""All rows of all files laid against a reading: what would come in, and what is wrong with the rest."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from maatwerk.apps.applications.public import holds_citizen_number
from maatwerk.apps.moving.reading import _sentences  # noqa: F401 - the sentences of its problems
from maatwerk.apps.moving.reading._applications import ApplicationReader
from maatwerk.apps.moving.reading._cells import (
    CellError,
    mail_of,
    moment_of,
    number_of,
    phone_of,
    reads_both_ways,
    said,
    text_of,
    writes_month_first,
)
from maatwerk.apps.moving.reading._headers import DATES, border_of, stage_like, vacancy_state
from maatwerk.apps.moving.reading._look import Looked, kind_of, refuse_too_long
from maatwerk.apps.moving.reading._plan import BrokenRow, PersonIn, Plan, Reading, VacancyIn, WordSeen
from maatwerk.kernel.tables import Place, Row, Table, TableError, problem

Values = Mapping[str, str]
_ORDER = ("vacancies", "candidates", "applications")


@dataclass(slots=True)
class _File:
    """One file with the places of the columns that come in."""

    table: Table
    places: dict[str, int]
    kind: str


def check(looked: Looked, reading: Reading, *, now: dt.datetime, zone: ZoneInfo) -> Plan:
    """Read every row and return the plan; nothing is stored.

    Parameters
    ----------
    looked
        The files and their columns.
    reading
        What each column means and each word stands for; columns of the border stay outside whatever it says.
    now, zone
        No day may lie after `now`; a time without a zone is one of `zone`.
    """
    plan = Plan()
    files = _bound(looked, reading, plan)
    if plan.fatal:
        return plan
    checker = _Checker(plan, reading, now, zone)
    for file in sorted(files, key=lambda one: _ORDER.index(one.kind)):
        try:
            checker.read(file)
        except TableError as error:
            plan.fatal += error.problems
    checker.finish()
    return plan


def _bound(looked: Looked, reading: Reading, plan: Plan) -> list[_File]:
    files = []
    for at, (table, (_name, columns)) in enumerate(zip(looked.tables, looked.files, strict=True)):
        meant = reading.columns[at] if at < len(reading.columns) else {}
        places: dict[str, int] = {}
        for place, column in enumerate(columns):
            field = "" if column.border or border_of(column.header) else meant.get(column.header, "")
            if field and field in places:
                first = table.header[places[field]]
                plan.fatal.append(
                    problem(
                        "moving_meaning_twice",
                        Place(table.name, table.header_line, column.header),
                        field=field, first=first, second=column.header,
                    )
                )  # fmt: skip
            elif field:
                places[field] = place
        kind = kind_of(tuple(places))
        if not kind:
            plan.fatal.append(problem("moving_unknown_file", Place(table.name, table.header_line)))
        files.append(_File(table, places, kind))
    return files


class _Checker:
    """Reads the files one after another into a plan."""

    def __init__(self, plan: Plan, reading: Reading, now: dt.datetime, zone: ZoneInfo) -> None:
        self.plan = plan
        self.reading = reading
        self.now, self.zone = now, zone
        self.words: Counter[str] = Counter()
        self.written: dict[str, str] = {}  # words as they stand in the file first
        self.lines: dict[tuple[str, str], int] = {}  # where a vacancy or candidate has its own row
        self.undecided: set[str] = set()  # vacancies that do not say whether they are open
        self.orders: Counter[bool | None] = Counter()  # days written month first, or not, or either way
        self.applications = ApplicationReader(plan, reading, now)

    def read(self, file: _File) -> None:
        """Read one file."""
        take = {"vacancies": self._vacancy, "candidates": self._candidate, "applications": self._application}
        count = 0
        for row in file.table.rows():
            count += 1
            refuse_too_long(file.table, count)
            self._row(file, row, take[file.kind])
        self.plan.rows += count

    def _row(self, file: _File, row: Row, take: Callable[[_File, int, Values], None]) -> None:
        header, cells = file.table.header, [said(cell) for cell in row.cells]
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        if len(cells) != len(header):
            found = problem(
                "row_ragged", Place(file.table.name, row.line), got=len(cells), expected=len(header)
            )
            self._break(file, row.line, {}, found)
            return
        values = {field: cells[at] for field, at in file.places.items()}
        try:
            take(file, row.line, values)
        except _FieldError as error:
            at = file.places.get(error.field)
            place = Place(file.table.name, row.line, header[at] if at is not None else None)
            self._break(file, row.line, values, problem(error.code, place, **error.values))
        except CellError as error:
            self._break(
                file, row.line, values, problem(error.code, Place(file.table.name, row.line), **error.values)
            )

    def _break(self, file: _File, line: int, values: Values, found: object) -> None:
        cells = tuple((file.table.header[file.places[field]], text) for field, text in values.items())
        self.plan.broken.append(BrokenRow(file.table.name, line, cells, found))  # type: ignore[arg-type]

    def _vacancy(self, _file: _File, line: int, values: Values) -> None:
        number = _field("job_id", values, number_of)
        title = self._text("job", values)
        if not title:
            raise _FieldError("job", CellError("moving_no_job"))
        key = number or title.casefold()
        self._once("job_id", key, line)
        self._add_vacancy(key, number, title, values)

    def _add_vacancy(self, key: str, number: str, title: str, values: Values) -> None:
        state = vacancy_state(values.get("job_status", ""))
        opened = self._moment("opened_at", values)
        closed = self._moment("closed_at", values)
        if not state and closed is None:
            self.undecided.add(key)
        self.plan.vacancies[key] = VacancyIn(
            key=key,
            number=number,
            title=title,
            family=self._text("job_family", values) or self.reading.family or title,
            place=self._text("place", values),
            description=self._text("description", values),
            is_open=state == "open" or (not state and closed is None),
            opened_at=opened,
            closed_at=closed,
        )

    def _candidate(self, _file: _File, line: int, values: Values) -> None:
        number = _field("candidate_id", values, number_of)
        if not number:
            raise _FieldError("candidate_id", CellError("moving_no_key"))
        person = self._person(number, number, values)
        self._once("candidate_id", number, line)
        self.plan.people[number] = person

    def _once(self, field: str, key: str, line: int) -> None:
        before = self.lines.setdefault((field, key), line)
        if before != line:
            raise _FieldError(field, CellError("moving_number_twice", number=key, line=before))

    def _person(self, key: str, number: str, values: Values) -> PersonIn:
        parts = (self._text(field, values) for field in ("first_name", "infix", "last_name"))
        name = self._text("name", values) or " ".join(filter(None, parts))
        if not name:
            raise _FieldError("name", CellError("moving_no_name"))
        return PersonIn(
            key=key,
            number=number,
            name=name[:200],
            email=_field("email", values, mail_of),
            phone=_field("phone", values, phone_of),
        )

    def _application(self, file: _File, line: int, values: Values) -> None:
        number = _field("application_id", values, number_of)
        person = self._whose(file, line, values)
        vacancy = self._which(values)
        moments = {field: self._moment(field, values) for field in DATES}
        words = {field: self._text(field, values) for field in ("stage", "status", "reason", "source")}
        for word in {words["stage"], words["status"]} - {""}:
            self.words[word.casefold()] += 1
            self.written.setdefault(word.casefold(), word)
        self.applications.take(
            where=(file.table.name, line), number=number, person=person.key, vacancy=vacancy, moments=moments, words=words
        )  # fmt: skip
        self.plan.people.setdefault(person.key, person)

    def _whose(self, file: _File, line: int, values: Values) -> PersonIn:
        """Return the person of an application: by their number there, else a new one. A mail address proves nobody."""
        number = _field("candidate_id", values, number_of)
        known = self.plan.people.get(number) if number else None
        told = any(values.get(field) for field in ("name", "first_name", "last_name"))
        if known is None and not told:
            if number and not any(field in values for field in ("name", "first_name", "last_name")):
                raise _FieldError("candidate_id", CellError("moving_person_unknown", number=number))
            raise _FieldError("name", CellError("moving_no_name"))
        if not told:
            assert known is not None
            return known
        person = self._person(number or f"{file.table.name}:{line}", number, values)
        if known is None:
            return person
        if (known.name, known.email) != (person.name, person.email):
            at = Place(file.table.name, line)
            self.plan.remarks.append(problem("moving_person_differs", at, number=number))
        return known

    def _which(self, values: Values) -> str:
        """Return the key of an application's vacancy, made of the row where no file of vacancies told of it."""
        number, title = _field("job_id", values, number_of), self._text("job", values)
        key = number or title.casefold()
        if not key:
            raise _FieldError("job", CellError("moving_no_job"))
        if key in self.plan.vacancies:
            return key
        if not title:
            raise _FieldError("job_id", CellError("moving_job_unknown", number=number))
        self._add_vacancy(key, number, title, values)
        return key

    def _text(self, field: str, values: Values) -> str:
        text = _field(field, values, lambda cell: text_of(field, cell))
        if text and holds_citizen_number(text):
            self.plan.citizen_numbers += 1
            return ""
        return text

    def _moment(self, field: str, values: Values) -> dt.datetime | None:
        cell = values.get(field, "")
        if reads_both_ways(cell) or writes_month_first(cell) is not None:
            self.orders[writes_month_first(cell)] += 1
        try:
            return moment_of(cell, month_first=self.reading.month_first, zone=self.zone, now=self.now)
        except CellError as error:
            raise _FieldError(field, error) from error

    def finish(self) -> None:
        """Settle what only all rows together can tell."""
        plan = self.plan
        plan.words = [
            WordSeen(self.written[word], count, self.reading.words.get(word, stage_like(word)))
            for word, count in self.words.most_common()
        ]
        self._settle_vacancies()
        if plan.citizen_numbers:
            plan.remarks.append(problem("moving_citizen_number", count=plan.citizen_numbers))
        either = self.orders[None]
        if either and bool(self.orders[True]) == bool(self.orders[False]):
            code = "moving_month_first" if self.reading.month_first else "moving_day_first"
            plan.remarks.append(problem(code, count=either))
        if self.applications.undated:
            plan.remarks.append(problem("moving_no_applied_at", count=self.applications.undated))
        if not plan.applications and not plan.fatal:
            plan.fatal.append(problem("moving_no_applications"))

    def _settle_vacancies(self) -> None:
        plan = self.plan
        wanted = {one.vacancy for one in plan.applications} | {
            key for what, key in self.lines if what == "job_id"
        }
        plan.vacancies = {key: one for key, one in plan.vacancies.items() if key in wanted}
        self.undecided &= wanted
        under_way = {one.vacancy for one in plan.applications if one.closed_at is None}
        filled = {one.vacancy for one in plan.applications if one.stage == "hired"}
        first: dict[str, dt.datetime] = {}
        last: dict[str, dt.datetime] = {}
        for one in plan.applications:
            first[one.vacancy] = min(first.get(one.vacancy, one.applied_at), one.applied_at)
            last[one.vacancy] = max(last.get(one.vacancy, one.stage_since), one.stage_since)
        for key, vacancy in plan.vacancies.items():
            is_open = key in under_way if key in self.undecided else vacancy.is_open
            opened = vacancy.opened_at or first.get(key, self.now)
            closed = None if is_open else max(vacancy.closed_at or last.get(key, self.now), opened)
            plan.vacancies[key] = replace(
                vacancy, is_open=is_open, is_filled=key in filled, opened_at=opened, closed_at=closed
            )
        if self.undecided:
            plan.remarks.append(problem("moving_no_vacancy_state", count=len(self.undecided)))


class _FieldError(Exception):
    """What is wrong with the cell of one field."""

    def __init__(self, field: str, error: CellError) -> None:
        self.field, self.code, self.values = field, error.code, error.values
        super().__init__(error.code)


def _field(field: str, values: Values, parse: Callable[[str], str]) -> str:
    try:
        return parse(values.get(field, ""))
    except CellError as error:
        raise _FieldError(field, error) from error
