"""What is computed from a file: tables overall and by part, Local Law 144, the trend, and what must be said with it."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from maatwerk.cli.impact._groups import named
from maatwerk.cli.impact._people import NOT_SELECTED, SELECTED, UNDER_WAY, WITHDREW, Levels, People, Person
from maatwerk.cli.impact._settle import Settled
from maatwerk.kernel.rules import stated
from maatwerk.kernel.tables import Problem, problem

if TYPE_CHECKING:
    from maatwerk.science.fairness import ImpactTable, ImpactWatch, LocalLawAudit, PublishedCheck, Tally

TIED = 0.45  # fewer than this above the median: many scores equal it
#: What Local Law 144 asks for, by the names of attributes here.
LAW = ("sex", "race")
STAGE_ORDER = ("applied", "screened", "assessed", "interview", "offer", "hired")
ADDED = frozenset(
    {"channel", "family", "version", "instrument", "year", "place"}
)  # parts of one and the same whole
Part = tuple[tuple[str, str], ...]
Crossed = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A group with a rate and no numbers of people."""

    group: str
    rate: float
    ratio: float | None
    printed: float | None


@dataclass(slots=True, kw_only=True)
class Section:
    """The tables of one part of the work (nothing: everybody) and one outcome: selected, or scored above the median."""

    part: Part = ()
    outcome: str = "selected"
    median: float | None = None
    tables: "dict[Crossed, ImpactTable]" = field(default_factory=dict)
    rates: dict[Crossed, list[RateRow]] = field(default_factory=dict)
    unknown_more: dict[Crossed, int] = field(default_factory=dict)
    checks: "dict[Crossed, PublishedCheck]" = field(default_factory=dict)
    law: "LocalLawAudit | None" = None
    flagged_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One group beside everybody else, month after month."""

    attribute: str
    group: str
    months: tuple[str, ...]
    watch: "ImpactWatch"
    alarm_in: str | None


@dataclass(slots=True, kw_only=True)
class Report:
    """What a file comes to."""

    kind: str
    file: str
    columns: dict[str, str]
    unused: tuple[str, ...] = ()
    sections: list[Section] = field(default_factory=list)
    trends: list[Trend] = field(default_factory=list)
    contradictions: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def note(self, code: str, **values: object) -> None:
        """Add something to say, once."""
        made = problem(code, **values)
        if made not in self.notes:
            self.notes.append(made)


def not_asked(jurisdiction: str, today: dt.date) -> frozenset[str]:
    """Return the attributes that an employer there may not ask of applicants."""
    found = stated("impact.not_asked", jurisdiction=jurisdiction, on=today) if jurisdiction else []
    return frozenset(found or [])


def report_counts(
    settled: Iterable[Settled],
    report: Report,
    *,
    smallest_cell: int,
    forbidden: frozenset[str],
    by: Sequence[str] = (),
) -> None:
    """Make the sections of a file of counts: one per part of the file, and one of all parts together."""
    parts: dict[Part, list[Settled]] = defaultdict(list)
    for one in settled:
        if blocked := forbidden & set(one.key.attributes):
            report.notes.append(_forbidden_note(report, blocked))
            continue
        parts[one.key.part].append(one)
    for part, tables in parts.items():
        section = _section(part, tables, smallest_cell=smallest_cell)
        if section is not None:
            report.sections.append(section)
            report.contradictions += [found for one in tables for found in one.contradictions]
    if len(parts) > 1:
        _add_up(parts, report, smallest_cell=smallest_cell, by=by)


def _forbidden_note(report: Report, blocked: Iterable[str]) -> Problem:
    return problem(
        "impact_not_asked",
        jurisdiction=report.columns.get("jurisdiction", ""),
        attribute=", ".join(sorted(blocked)),
    )


def _section(part: Part, tables: Sequence[Settled], *, smallest_cell: int) -> Section | None:
    section = Section(part=part)
    given = {one.key.attributes for one in tables}
    for one in sorted(tables, key=lambda one: len(one.key.attributes)):
        name = one.key.attributes
        if one.check is not None:
            section.checks[name] = one.check
        if one.unknown_more:
            section.unknown_more[name] = one.unknown_more
        if one.cells:
            made = _tables_of(one, smallest_cell)
            section.tables |= {key: table for key, table in made.items() if key == name or key not in given}
        elif one.rates:
            section.rates[name] = _rate_rows(one)
    if not section.tables and not section.rates:
        return None
    section.law = _law_of_tables(tables)
    return section


def _tables_of(one: Settled, smallest_cell: int) -> "dict[Crossed, ImpactTable]":
    from maatwerk.science.fairness import Tally, impact_tables_from_counts

    counts = Tally.from_counts(one.key.attributes, one.cells)
    crossings = [one.key.attributes] if len(one.key.attributes) > 1 else []
    return impact_tables_from_counts(counts, crossings=crossings, smallest_cell=smallest_cell)


def _rate_rows(one: Settled) -> list[RateRow]:
    highest = max(rate for rate, _ratio in one.rates.values())
    return [
        RateRow(
            " × ".join(level or "" for level in levels), rate, rate / highest if highest else None, printed
        )
        for levels, (rate, printed) in one.rates.items()
    ]


def _law_of_tables(tables: Sequence[Settled]) -> "LocalLawAudit | None":
    """Make the law's tables of those that are about sex, race/ethnicity or both."""
    from dataclasses import replace

    from maatwerk.science.fairness import Tally, local_law_144_from_counts

    found: LocalLawAudit | None = None
    for one in tables:
        if not one.cells or not set(one.key.attributes) <= set(LAW):
            continue
        made = local_law_144_from_counts(
            Tally.from_counts(one.key.attributes, one.cells), smallest_share=_smallest_share()
        )
        kept = {
            name: table for name, table in made.tables.items() if name == one.key.attributes or found is None
        }
        found = (
            made
            if found is None
            else replace(
                found,
                tables={**kept, **found.tables, one.key.attributes: made.tables[one.key.attributes]},
            )
        )
    return found


def _smallest_share() -> float:
    return float(stated("ll144.smallest_share", jurisdiction="*", on=dt.date.today()) or 0.02)


def _add_up(
    parts: dict[Part, list[Settled]], report: Report, *, smallest_cell: int, by: Sequence[str]
) -> None:
    """Add the parts up where they divide the same people, and come from first to last where they are stages."""
    names = {tuple(name for name, _level in part) for part in parts}
    if len(names) != 1 or not next(iter(names)):
        return
    (name,) = names
    if name == ("stage",):
        _first_to_last(parts, report, smallest_cell=smallest_cell)
        return
    if not set(name) <= ADDED | set(by):
        report.note("impact_parts_apart", column=" × ".join(name))
        return
    sums: dict[Crossed, dict[Levels, tuple[int, int]]] = defaultdict(dict)
    for one in (one for tables in parts.values() for one in tables):
        for levels, (x, n) in one.cells.items():
            before = sums[one.key.attributes].get(levels, (0, 0))
            sums[one.key.attributes][levels] = (before[0] + x, before[1] + n)
    whole = [Settled(key=next(iter(parts.values()))[0].key._replace(part=(), attributes=key), cells=cells)
             for key, cells in sums.items() if cells]  # fmt: skip
    section = _section((), whole, smallest_cell=smallest_cell)
    if section is not None:
        section.flagged_parts = flagged_parts(report.sections)
        report.sections.insert(0, section)
        report.note("impact_parts_pooled")


def _first_to_last(parts: dict[Part, list[Settled]], report: Report, *, smallest_cell: int) -> None:
    """Say what the stages come to together: who entered the first, and who was selected at the last."""
    ordered = list(parts.items())
    for (_before, earlier), (part, later) in itertools.pairwise(ordered):
        first = {one.key.attributes: one.cells for one in earlier}
        for one in later:
            for levels, (_x, n) in one.cells.items():
                if n > first.get(one.key.attributes, {}).get(levels, (n, n))[0]:
                    report.note("impact_stages_differ", stage=part[0][1])
                    return
    last = {one.key.attributes: one for one in ordered[-1][1]}
    whole = []
    for one in ordered[0][1]:
        end = last.get(one.key.attributes)
        if end is not None:
            cells = {levels: (end.cells.get(levels, (0, 0))[0], n) for levels, (_x, n) in one.cells.items()}
            whole.append(Settled(key=one.key._replace(part=()), cells=cells))
    section = _section((), whole, smallest_cell=smallest_cell) if whole else None
    if section is not None:
        section.flagged_parts = flagged_parts(report.sections)
        report.sections.insert(0, section)


def is_flagged(table: "ImpactTable") -> bool:
    """Whether a group of the table lies below four fifths."""
    return any(row.impact is not None and row.impact.below_four_fifths for row in table.rows)


def flagged_parts(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return the parts in which a group lies below four fifths: where to look when the total shows it."""
    return tuple(
        " · ".join(level for _name, level in section.part)
        for section in sections
        if section.part and any(is_flagged(table) for table in section.tables.values())
    )


def report_people(people: People, report: Report, *, smallest_cell: int, forbidden: frozenset[str]) -> None:
    """Make the sections of a file of records: overall, by stage, by score, by part, and the trend."""
    kept = [at for at, name in enumerate(people.attributes) if name not in forbidden]
    if blocked := forbidden & set(people.attributes):
        report.notes.append(_forbidden_note(report, blocked))
    names = tuple(people.attributes[at] for at in kept)
    if not names:
        return
    rows = [(tuple(person.levels[at] for at in kept), person) for person in people.rows]
    decided = [(levels, person) for levels, person in rows if person.outcome in {SELECTED, NOT_SELECTED}]
    if decided:
        chosen = [person.outcome == SELECTED for _levels, person in decided]
        report.sections += _sections(names, people, decided, chosen, smallest_cell=smallest_cell)
        report.sections += _stages(names, people, decided, smallest_cell=smallest_cell)
        report.trends = _trends(names, decided, smallest_cell=smallest_cell)
        report.sections[0].flagged_parts = flagged_parts(report.sections)
    scored = [
        (levels, person)
        for levels, person in rows
        if person.score is not None and person.outcome not in {WITHDREW, UNDER_WAY}
    ]
    if scored:
        report.sections += _scored(names, people, scored, report, smallest_cell=smallest_cell)
    last = max((person.on for person in people.rows if person.on is not None), default=None)
    days = int(stated("ll144.valid_days", jurisdiction="*", on=dt.date.today()) or 365)
    if last is not None and (dt.date.today() - last).days > days and set(LAW) & set(names):
        report.note("impact_law_old", day=last)


Rows = list[tuple[Levels, Person]]


def _tally(names: Crossed, rows: Iterable[tuple[Levels, Person]], chosen: Iterable[bool]) -> "Tally":
    from maatwerk.science.fairness import Tally

    counts: dict[Levels, list[int]] = {}
    for (levels, person), taken in zip(rows, chosen, strict=True):
        cell = counts.setdefault(levels, [0, 0])
        cell[0] += person.weight if taken else 0
        cell[1] += person.weight
    return Tally.from_counts(names, {levels: (x, n) for levels, (x, n) in counts.items()})


def _sections(
    names: Crossed,
    people: People,
    rows: Rows,
    chosen: Sequence[bool],
    *,
    smallest_cell: int,
    outcome: str = "selected",
) -> list[Section]:
    """Return the tables of everybody, and of each part, suppressed together."""
    from maatwerk.science.fairness import impact_by_part

    joint = [((*levels, *person.parts), person) for levels, person in rows]
    counts = _tally((*names, *people.parts), joint, chosen)
    crossings = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :] if {a, b} != {"age", "age_40"}]
    found = impact_by_part(counts, parts=people.parts, crossings=crossings, smallest_cell=smallest_cell)
    law = _law(names, rows, chosen, smallest_cell)
    made = [Section(outcome=outcome, tables=found.overall, law=law)]
    made += [Section(part=(key,), outcome=outcome, tables=tables) for key, tables in found.parts.items()]
    return made


def _law(names: Crossed, rows: Rows, chosen: Sequence[bool], smallest_cell: int) -> "LocalLawAudit | None":
    from maatwerk.science.fairness import local_law_144_from_counts

    places = [at for at, name in enumerate(names) if name in LAW]
    if not places:
        return None
    kept = [(tuple(levels[at] for at in places), person) for levels, person in rows]
    counts = _tally(tuple(names[at] for at in places), kept, chosen)
    return local_law_144_from_counts(counts, smallest_share=_smallest_share(), smallest_cell=smallest_cell)


def _stages(names: Crossed, people: People, rows: Rows, *, smallest_cell: int) -> list[Section]:
    """Return the tables of every step from one stage to the next."""
    from maatwerk.science.fairness import impact_tables_from_counts

    steps = people.stages or STAGE_ORDER[1:]
    reached = [(levels, person) for levels, person in rows if person.reached]
    if not reached:
        return []
    made = []
    before = -1
    for place, name in enumerate(steps):
        if not people.stages and not any(_is_at(person, place) for _levels, person in reached):
            continue
        entered = [(levels, person) for levels, person in reached if before < 0 or person.reached[before]]
        if entered and any(person.reached[place] for _levels, person in reached):
            counts = _tally(names, entered, [bool(person.reached[place]) for _levels, person in entered])
            tables = impact_tables_from_counts(counts, crossings=[], smallest_cell=smallest_cell)
            label = f"{steps[before] if before >= 0 else 'applied'} → {name}"
            made.append(Section(part=(("stage", label),), tables=tables))
            before = place
    return made


def _is_at(person: Person, place: int) -> bool:
    """Whether somebody came to this stage and no further."""
    later = person.reached[place + 1] if place + 1 < len(person.reached) else False
    return bool(person.reached[place]) and not later


def _scored(
    names: Crossed, people: People, rows: Rows, report: Report, *, smallest_cell: int
) -> list[Section]:
    """Count who scores above the median of everybody; ties at the median do not count (6 RCNY 5-301(c))."""
    scores = [person.score for _levels, person in rows for _ in range(person.weight)]
    middle = median(score for score in scores if score is not None)
    above = [person.score is not None and person.score > middle for _levels, person in rows]
    share = sum(person.weight for (_l, person), up in zip(rows, above, strict=True) if up) / len(scores)
    if share < TIED:
        report.note("impact_score_tied", share=round(100 * share))
    made = _sections(names, people, rows, above, smallest_cell=smallest_cell, outcome="scored")
    for section in made:
        section.median = middle
    return made


def _trends(names: Crossed, rows: Rows, *, smallest_cell: int) -> list[Trend]:
    """Follow every group beside everybody else, month by month, with few enough false alarms over all groups together."""
    dated = [(levels, person) for levels, person in rows if person.on is not None]
    months = sorted({f"{person.on:%Y-%m}" for _levels, person in dated})
    if len(months) < 3:
        return []
    wrong = float(stated("impact.alarm_share", jurisdiction="*", on=dt.date.today()) or 0.05)
    made = []
    for at, attribute in enumerate(names):
        cells: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for levels, person in dated:
            if (level := levels[at]) is not None:
                cell = cells[f"{person.on:%Y-%m}"][level]
                cell[0] += person.weight if person.outcome == SELECTED else 0
                cell[1] += person.weight
        groups = sorted({level for found in cells.values() for level in found})
        sizes = {group: sum(found[group][1] for found in cells.values()) for group in groups}
        shown = [group for group in groups if sizes[group] >= max(2, smallest_cell)]
        if len(groups) > 1:
            made += [_trend(attribute, group, cells, months, wrong / len(groups)) for group in shown]
    return made


def _trend(
    attribute: str, group: str, cells: dict[str, dict[str, list[int]]], months: Sequence[str], wrong: float
) -> Trend:
    from maatwerk.science.fairness import monitor_impact

    periods = []
    for month in months:
        own = cells[month].get(group, [0, 0])
        rest = [found for level, found in cells[month].items() if level != group]
        periods.append((own[0], own[1], sum(x for x, _n in rest), sum(n for _x, n in rest)))
    states = monitor_impact(periods, confidence=1 - wrong)
    at = states[-1].alarm_at
    return Trend(
        attribute=attribute,
        group=group,
        months=tuple(months),
        watch=states[-1],
        alarm_in=None if at is None else months[at],
    )


def say_odd(report: Report) -> None:
    """Note tables in which nothing can be compared: nobody or everybody selected, one group only."""
    for section in report.sections:
        for name, table in section.tables.items():
            where = " · ".join([*(level for _name, level in section.part), " × ".join(map(named, name))])
            if table.selected == 0:
                report.note("impact_none_selected", where=where)
            elif table.selected == table.applicants:
                report.note("impact_all_selected", where=where)
            if len(table.rows) == 1:
                report.note("impact_one_group", where=where)
