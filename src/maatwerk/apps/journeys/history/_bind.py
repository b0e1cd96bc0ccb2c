"""A mapping laid over the headers of real files: which column of which file plays which role."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from maatwerk.apps.journeys.history._cells import (
    CellError,
    Parser,
    Reader,
    birth_year_parser,
    date_parser,
    flag_parser,
    level_parser,
    number_parser,
    parse_number,
    refuse_formula,
)
from maatwerk.apps.journeys.history._mapping import (
    CategorySpec,
    EvidenceSpec,
    FileSpec,
    Mapping,
    ProtectedSpec,
    RatingSpec,
)
from maatwerk.apps.journeys.history._problems import Place, Problem, problem, quoted
from maatwerk.apps.journeys.history._table import Table


@dataclass(kw_only=True)
class Bound:
    """One file with the readers of its columns. `has_outcome` marks the file that holds the employments."""

    spec: FileSpec
    table: Table
    has_outcome: bool
    key: tuple[int, ...] = ()
    same_when: tuple[tuple[int, ...], ...] = ()
    keep: list[tuple[int, str, frozenset[str]]] = field(default_factory=list)
    outcome: dict[str, Reader] = field(default_factory=dict)
    evidence: list[tuple[int, Reader]] = field(default_factory=list)
    protected: list[tuple[int, Reader]] = field(default_factory=list)
    source: Reader | None = None
    rating: Reader | None = None
    reason: Reader | None = None


class Binder:
    """Lays a mapping over tables; `problems` collects every column that is absent, unnamed or ambiguous.

    `unusable` says that a column is absent without which rows cannot be read at all.
    """

    def __init__(self, mapping: Mapping, tables: Sequence[tuple[FileSpec, Table]], *, outcomes: bool) -> None:
        self.mapping = mapping
        self.outcomes = outcomes
        self.problems: list[Problem] = []
        self.unusable = False
        self.bound = [
            Bound(spec=spec, table=table, has_outcome=self._holds_outcome(spec)) for spec, table in tables
        ]
        self._named: set[str] = set()

    def bind(self) -> list[Bound]:
        """Find every column; look at `problems` afterwards."""
        for bound in self.bound:
            self._bind_person(bound)
            self._bind_keep(bound)
        self._bind_outcome()
        for at, spec in enumerate(self.mapping.evidence):
            for bound, reader in self._reader(spec, required=spec.required):
                bound.evidence.append((at, reader))
        for at, attribute in enumerate(self.mapping.protected):
            for bound, reader in self._reader(attribute):
                bound.protected.append((at, reader))
        self._bind_categories()
        self._report_unnamed()
        return self.bound

    def _holds_outcome(self, spec: FileSpec) -> bool:
        return self.outcomes and spec.name == (
            self.mapping.outcome.file if self.mapping.is_linked else spec.name
        )

    def _bind_person(self, bound: Bound) -> None:
        header = bound.table.header
        key = bound.spec.key or self.mapping.person_key
        lists = self.mapping.same_when if not self.mapping.is_linked else ()
        self._named.update(key, *lists)
        if key and (all(name in header for name in key) or not (lists or not self.outcomes)):
            bound.key = self._indices(bound, key)
        elif self.outcomes:
            bound.same_when = tuple(self._indices(bound, names) for names in lists)

    def _bind_keep(self, bound: Bound) -> None:
        for name, kept in bound.spec.keep:
            self._named.add(name)
            (at,) = self._indices(bound, (name,))
            bound.keep.append((at, name, frozenset(kept)))

    def _indices(self, bound: Bound, names: tuple[str, ...]) -> tuple[int, ...]:
        """Places of columns without which no row can be read."""
        found = tuple(self._index(bound, name) for name in names)
        self.unusable = self.unusable or -1 in found
        return found

    def _index(self, bound: Bound, name: str) -> int:
        """A column's place, or -1 with a problem noted."""
        if name in bound.table.header:
            return bound.table.header.index(name)
        near = get_close_matches(name.lower(), [title.lower() for title in bound.table.header], n=1)
        close = next((title for title in bound.table.header if near and title.lower() == near[0]), "")
        self._note_absent(bound.table, name, close)
        return -1

    def _note_absent(self, table: Table, name: str, close: str) -> None:
        code = "column_absent_near" if close else "column_absent"
        shown = ", ".join(f"“{quoted(title)}”" for title in table.header[:12])
        found = problem(code, Place(table.name, 1), name=name, near=close, columns=shown)
        if found not in self.problems:
            self.problems.append(found)

    def _find(self, name: str, file: str, *, optional: bool) -> Bound | None:
        """The file that a column stands in."""
        self._named.add(name)
        candidates = [bound for bound in self.bound if not file or bound.spec.name == file]
        holders = [bound for bound in candidates if name in bound.table.header]
        if len(holders) > 1:
            self.problems.append(problem("column_ambiguous", name=name))
        elif not holders and not optional and candidates:
            self._index(candidates[-1], name)
        return holders[0] if holders else None

    def _reader(
        self,
        spec: EvidenceSpec | ProtectedSpec | RatingSpec | CategorySpec,
        *,
        required: bool = False,
    ) -> Iterator[tuple[Bound, Reader]]:
        optional = getattr(spec, "optional", False)
        # people who are asked about have no outcome yet, and need not tell who they are
        optional = optional or (not self.outcomes and not isinstance(spec, EvidenceSpec))
        if bound := self._find(spec.column, spec.file, optional=optional):
            cells = tuple(level.cell for level in getattr(spec, "levels", None) or ())
            parse = _parser(spec, bound.table)
            yield bound, self._make(bound, spec.column, parse, required=required, named=cells)

    def _make(
        self, bound: Bound, column: str, parse: Parser, *, required: bool, named: tuple[str, ...] = ()
    ) -> Reader:
        """A reader; a cell that the mapping names as a value is not missing, whatever it looks like."""
        missing = self.mapping.missing - {cell.casefold() for cell in named}
        at = bound.table.header.index(column)
        return Reader(column, index=at, parse=parse, missing=missing, required=required)

    def _bind_outcome(self) -> None:
        outcome = self.mapping.outcome
        if not self.outcomes:
            self._named.update(outcome.columns)
            return
        observed = outcome.observed_on if isinstance(outcome.observed_on, str) else ""
        dates = date_parser(outcome.date_formats, excel_dates=outcome.excel_dates)
        flags = flag_parser(outcome.left, outcome.still)
        named = (*outcome.left, *outcome.still)
        roles: list[tuple[str, str, Parser | None, bool]] = [
            ("tenure", outcome.tenure, None, not outcome.drop_missing),
            ("left", outcome.left_column, flags, True),
            ("entry", outcome.entry, None, False),
            ("hired_on", outcome.hired_on, dates, not outcome.drop_missing),
            ("ended_on", outcome.ended_on, dates, False),
            ("observed_on", observed, dates, True),
            ("entry_on", outcome.entry_on, dates, False),
        ]
        for role, column, parse, required in roles:
            if not column:
                continue
            bound = self._find(column, outcome.file, optional=False)
            if bound is None:
                self.unusable = True
            else:
                parser = parse or _plain_number(bound.table)
                cells = named if role == "left" else ()
                bound.outcome[role] = self._make(bound, column, parser, required=required, named=cells)

    def _bind_categories(self) -> None:
        if self.mapping.source:
            for bound, reader in self._reader(self.mapping.source):
                bound.source = reader
        if self.mapping.rating:
            for bound, reader in self._reader(self.mapping.rating):
                bound.rating = reader
        if self.mapping.reason:
            for bound, reader in self._reader(self.mapping.reason):
                bound.reason = reader

    def _report_unnamed(self) -> None:
        """Every column of every file must have been thought about."""
        known = self._named | set(self.mapping.ignore)
        unnamed = [(bound, name) for bound in self.bound for name in bound.table.header if name not in known]
        names = [*self.mapping.ignore, *dict.fromkeys(name for _, name in unnamed)]
        line = "[ignore] columns = [" + ", ".join(f'"{name}"' for name in names) + "]"
        for bound, name in unnamed:
            self.problems.append(
                problem("column_unnamed", Place(bound.table.name, 1, name), name=name, line_to_add=line)
            )


def _parser(spec: EvidenceSpec | ProtectedSpec | RatingSpec | CategorySpec, table: Table) -> Parser:
    if isinstance(spec, RatingSpec):
        as_evidence = EvidenceSpec(
            column=spec.column,
            construct="rating",
            label=spec.label,
            kind="job_fact",
            minimum=spec.minimum,
            maximum=spec.maximum,
            direction="lower_is_more" if spec.lower_is_better else "higher_is_more",
        )
        return number_parser(as_evidence, table.decimal)
    if isinstance(spec, CategorySpec):
        return level_parser(spec.levels)
    if isinstance(spec, ProtectedSpec) and spec.date_formats:
        return birth_year_parser(spec)
    return number_parser(spec, table.decimal) if spec.levels is None else level_parser(spec.levels)


def _plain_number(table: Table) -> Parser:
    return lambda cell: parse_number(cell, table.decimal)


def key_of(cells: list[str], places: tuple[int, ...]) -> str:
    """A person's key as the file writes it; several columns are joined by a bar.

    Raises
    ------
    CellError
        A part is empty or starts like a formula.
    """
    parts = [cells[at] for at in places]
    for part in parts:
        refuse_formula(part)
    if not all(parts):
        raise CellError("missing_value")
    return "|".join(parts)
