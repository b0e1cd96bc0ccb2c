"""The check: everything that is wrong at once, and employments only when nothing is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from maatwerk.apps.journeys.history._bind import Binder, Bound
from maatwerk.apps.journeys.history._files import Files, open_files
from maatwerk.apps.journeys.history._findings import Findings
from maatwerk.apps.journeys.history._mapping import DAYS_PER_MONTH, Mapping
from maatwerk.apps.journeys.history._merge import Counts, Entry, Merger
from maatwerk.apps.journeys.history._persons import SamePersons
from maatwerk.apps.journeys.history._problems import HistoryError, Place, Problem, problem
from maatwerk.apps.journeys.history._records import (
    FileReport,
    HistoryReport,
    HistoryRow,
    PersonRow,
)
from maatwerk.apps.journeys.history._rows import RowReader
from maatwerk.apps.journeys.history._sorter import Sorter
from maatwerk.apps.journeys.history._spread import SUSPECT, Spread

#: A history of at least this many employments in which nobody stayed a month has probably the wrong unit.
_ENOUGH = 30
#: More people with several employments than this share are rather several rows per employment.
_MANY = 0.2


@dataclass(kw_only=True)
class CheckedHistory:
    """A history that has been looked at: its report, and its employments if there was no error.

    It keeps what it read in temporary files; close it, or use it in a `with` statement.
    """

    mapping: Mapping
    report: HistoryReport
    _spool: Sorter = field(default_factory=Sorter, repr=False)
    _merger: Merger | None = field(default=None, repr=False)

    def rows(self) -> Iterator[HistoryRow]:
        """Yield every employment, one person after another, in an order that does not depend on the file's.

        Yields nothing when the report has errors: nothing is ever half imported. May be called again.
        """
        if self.report.ok and self._merger is not None:
            yield from self._merger.employments(self._spool)

    def close(self) -> None:
        """Remove the temporary files."""
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(kw_only=True)
class CheckedPeople:
    """People without outcomes, in the order of the file; empty when the report has errors."""

    mapping: Mapping
    report: HistoryReport
    people: tuple[PersonRow, ...] = ()


def check_history(files: Files, mapping: Mapping) -> CheckedHistory:
    """Read one or several files as one history.

    Parameters
    ----------
    files
        A path, several, or several by the names of the mapping's `[file.…]` sections; a `Table` where the
        name to show differs from the path's.
    mapping
        What the columns mean.

    Returns
    -------
    CheckedHistory
        With a report in any case: a file that cannot be read is an error in it, not an exception.
    """
    check = _Check(mapping, outcomes=True)
    check.read(files)
    report = check.report(_consume(check))
    return CheckedHistory(mapping=mapping, report=report, _spool=check.spool, _merger=check.merger)


def check_people(files: Files, mapping: Mapping) -> CheckedPeople:
    """Read people about whom advice is asked: the same evidence columns, no outcome needed.

    Outcome, source and protected columns may be absent and the outcome is not looked at. Persons are
    recognised by the key column where there is one, otherwise every row is a person.
    """
    check = _Check(mapping, outcomes=False)
    check.read(files)
    people: list[PersonRow] = []
    if check.merger is not None:
        people = list(check.merger.people(check.spool))
        check.take_findings()
    people.sort(key=lambda person: [(line.file, line.line) for line in person.lines])
    report = check.report(check.merger.counts if check.merger else Counts())
    check.spool.close()
    return CheckedPeople(mapping=mapping, report=report, people=tuple(people) if report.ok else ())


def _consume(check: "_Check") -> Counts:
    """Merge once for what it finds and counts."""
    if check.merger is None:
        return Counts()
    spread = Spread()
    for row in check.merger.employments(check.spool):
        spread.add(row)
    check.take_findings()
    counts = check.merger.counts
    if check.findings.error_count == 0:
        check.judge(counts, spread)
    return counts


class _Check:
    """The state of one check."""

    def __init__(self, mapping: Mapping, *, outcomes: bool) -> None:
        self.mapping = mapping
        self.outcomes = outcomes
        self.findings = Findings()
        self.spool = Sorter()
        self.merger: Merger | None = None
        self.files: list[FileReport] = []
        self.notes: list[Problem] = []
        self.grouped_by: tuple[tuple[str, ...], ...] = ()

    def read(self, files: Files) -> None:
        """Open, lay the mapping over the headers, and read every row into the spool."""
        try:
            tables = open_files(files, self.mapping, outcomes=self.outcomes)
        except HistoryError as error:
            self._errors(error.problems)
            return
        binder = Binder(self.mapping, tables, outcomes=self.outcomes)
        bound = binder.bind()
        self._errors(binder.problems)
        if binder.unusable:
            return
        names = [table.name for _, table in tables]
        self.merger = Merger(self.mapping, names=names, roles=[spec.name for spec, _ in tables])
        try:
            self._read_rows(bound)
        except HistoryError as error:
            self._errors(error.problems)

    def _read_rows(self, bound: list[Bound]) -> None:
        same = SamePersons() if any(one.same_when for one in bound) else None
        unkeyed = Sorter()
        for number, one in enumerate(bound):
            reader = RowReader(one, self.mapping.outcome, self.findings)
            try:
                for line, key, identities, facts in reader:
                    if same is None:
                        self.spool.add(Entry(key, number, line, identities, facts).packed())
                    else:
                        row = same.add(identities)
                        unkeyed.add(Entry(row, number, line, identities, facts).packed())
            finally:
                reader.judge()
                self._report_file(one, reader.rows_read)
        if same is not None:
            same.unite()
            for entry in unkeyed:
                self.spool.add((same.person_of(entry[0]), *entry[1:]))
        unkeyed.close()

    def _report_file(self, bound: Bound, rows_read: int) -> None:
        table = bound.table
        self.files.append(
            FileReport(
                name=table.name,
                fingerprint=table.fingerprint,
                encoding=table.encoding,
                delimiter=table.delimiter,
                decimal=table.decimal,
                rows_read=rows_read,
            )
        )
        if table.titles:
            self.notes.append(problem("header_found", Place(table.name), line=table.header_line))
        if table.encoding in ("windows-1252", "latin-1") and not self.mapping.encoding:
            self.notes.append(problem("decoded_as", Place(table.name), encoding=table.encoding))
        if table.decimal == "comma" and not self.mapping.decimal:
            self.notes.append(problem("decimal_comma_used", Place(table.name)))
        header = table.header
        lists = [bound.key] if bound.key else list(bound.same_when)
        named = tuple(tuple(header[at] for at in places) for places in lists)
        self.grouped_by = tuple(dict.fromkeys((*self.grouped_by, *named)))
        if bound.same_when:
            columns = "; ".join(", ".join(names) for names in named)
            self.notes.append(problem("same_when_used", Place(table.name), columns=columns))

    def take_findings(self) -> None:
        """Add what merging found."""
        if self.merger is not None:
            self.findings.extend(self.merger.findings)

    def judge(self, counts: Counts, spread: Spread) -> None:
        """Look at the history as a whole."""
        findings, outcome = self.findings, self.mapping.outcome
        if not counts.engagements:
            findings.error(problem("no_engagements"))
            return
        if counts.separated == 0:
            findings.warn(problem("nobody_left"))
        elif counts.separated == counts.engagements:
            findings.warn(problem("all_left"))
        if counts.engagements >= _ENOUGH and counts.longest < 1:
            longest = round(counts.longest * DAYS_PER_MONTH, 1)
            findings.warn(problem("tenures_short", longest=longest, unit=outcome.unit))
        if not outcome.by_dates and counts.repeated_persons > counts.persons * _MANY:
            shown: dict[str, object] = {"count": counts.repeated_persons, "people": counts.persons}
            findings.warn(problem("many_employments", **shown))
        if self.mapping.sampling == "by_outcome":
            self.notes.append(problem("sampling_by_outcome"))
        for spec in self.mapping.evidence:
            values = len(spread.seen.get(spec.construct, ()))
            if values < 2:
                code = "evidence_constant" if values else "evidence_all_missing"
                findings.warn(problem(code, Place(column=spec.column), name=spec.construct))
            elif (found := spread.correlation(spec.construct)) > SUSPECT:
                said: dict[str, object] = {"name": spec.construct, "correlation": round(found, 2)}
                findings.warn(problem("evidence_follows_tenure", Place(column=spec.column), **said))

    def report(self, counts: Counts) -> HistoryReport:
        """What was read and found."""
        findings = self.findings
        return HistoryReport(
            files=tuple(self.files),
            sampling=self.mapping.sampling,
            grouped_by=self.grouped_by,
            rows_read=sum(file.rows_read for file in self.files),
            persons=counts.persons,
            engagements=counts.engagements,
            separated=counts.separated,
            exact_duplicates=counts.exact_duplicates,
            repeated_administrations=counts.repeated_administrations,
            repeated_persons=counts.repeated_persons,
            persons_without_engagement=counts.persons_without_engagement,
            dropped=findings.dropped,
            notes=tuple(self.notes),
            warnings=tuple(findings.warnings),
            warning_count=findings.warning_count,
            errors=tuple(findings.errors),
            error_count=findings.error_count,
            counts_by_code=tuple(sorted(findings.by_code.items())),
        )

    def _errors(self, problems: "list[Problem] | tuple[Problem, ...]") -> None:
        for found in problems:
            self.findings.error(found)
