"""The only bridge from audits to the science core."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

LEAST_CELLS = (
    3  # a channel is compared from this many smallest cells on: below, suppression would empty it and others
)
SAME_VALIDITY, SAME_RATIO = 0.005, 0.02  # two weightings nearer to each other than both are one to a reader


@dataclass(frozen=True, slots=True)
class Table:
    """One table with small cells left out, as plain JSON, and what it is about."""

    outcome: str
    part: str
    level: str
    attributes: tuple[str, ...]
    table: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """Where a group stands beside everybody else by a week: the ratio of rates is `low` to `high` (None: no end yet)."""

    week: dt.date
    low: float
    high: float | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A group followed since a week: its months, and the moment at which it was clear that it is chosen less often."""

    attribute: str
    group: str
    since: dt.date
    points: tuple[Point, ...]
    alarm: Point | None


Scores = Mapping[uuid.UUID, float]
Groups = Mapping[str, Mapping[uuid.UUID, str]]  # by attribute, then person
#: By attribute, group, and week or channel: people who were erased, and how many of them were hired.
Kept = Mapping[str, Mapping[str, Mapping[str, tuple[int, int]]]]


def impact_tables(groups: Groups, scores: Scores, *, smallest_cell: int) -> dict[str, dict[str, Any]]:
    """Return, per attribute, how often each group scores above the median of everybody, as plain JSON.

    Above the full-sample median counts as selected; ties at the median do not (6 RCNY 5-301(c)).
    """
    from maatwerk.science.fairness import impact_tables as tables

    people = sorted(scores)
    if not people or not groups:
        return {}
    middle = median(scores.values())
    selected = [scores[person] > middle for person in people]
    labels = {name: [found.get(person) for person in people] for name, found in groups.items()}
    made = tables(labels, selected, crossings=(), smallest_cell=smallest_cell)
    return {"+".join(names): asdict(table) for names, table in made.items()}


def channel_tables(
    groups: Groups,
    channels: Mapping[uuid.UUID, str],
    hired: Mapping[uuid.UUID, bool],
    *,
    kept: Kept | None = None,
    smallest_cell: int,
) -> dict[str, list[dict[str, Any]]]:
    """Return, per attribute, a row for each channel and group that may be shown, as plain JSON.

    `rate` is the share hired of the group's applicants by that channel, `ratio` its relation to the group with the highest
    rate by the same channel. `reach` is the share of the group's applicants who came by the channel, `reach_ratio` its relation
    to the group that comes by it most: a channel that reaches one group only is seen there. Suppression looks at margins
    and crossing at once; what it withholds is in no row. `kept` counts people who were erased, by channel.
    """
    from maatwerk.science.fairness import impact_tables as tables

    found = {}
    for name in sorted({*groups, *(kept or {})}):
        known = [
            (group, channels[person], hired[person])
            for person, group in groups.get(name, {}).items()
            if person in channels
        ]
        known += _one_by_one((kept or {}).get(name, {}))
        people = _of_large_channels(known, least=LEAST_CELLS * smallest_cell)
        if people:
            made = tables(
                {
                    name: [group for group, _channel, _hired in people],
                    "channel": [channel for _group, channel, _hired in people],
                },
                [taken for _group, _channel, taken in people],
                crossings=[(name, "channel")],
                smallest_cell=smallest_cell,
            )
            found[name] = _by_channel(made[name,], made[name, "channel"])
    return found


def _one_by_one(counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> list[tuple[str, str, bool]]:
    """Return counts as so many people: group, week or channel, hired."""
    return [
        (group, at, place < hired)
        for group, places in counts.items()
        for at, (people, hired) in places.items()
        for place in range(people)
    ]


def _of_large_channels(known: Sequence[tuple[str, str, bool]], *, least: int) -> list[tuple[str, str, bool]]:
    """Return who counts: people of a known group who came by a channel that brought enough of them.

    A channel of a few people would have to be hidden, and with it others, so that it does not follow by subtraction; it is in no
    total either.
    """
    sizes = Counter(channel for _group, channel, _hired in known)
    return [one for one in known if sizes[one[1]] >= least]


def _by_channel(margin: Any, crossed: Any) -> list[dict[str, Any]]:
    """Compare groups within each channel, and the channel's reach of each group, from counts that are shown."""
    sizes = {row.group: row.applicants for row in margin.rows if not row.suppressed}
    shown = [row for row in crossed.rows if not row.suppressed]
    found = []
    for channel in sorted({row.levels[1] for row in shown}):
        there = {row.levels[0]: row for row in shown if row.levels[1] == channel}
        rates = _compared({group: (row.selected, row.applicants) for group, row in there.items()})
        reach = _compared(
            {group: (row.applicants, sizes[group]) for group, row in there.items() if group in sizes}
        )
        found += [
            {"channel": channel, "group": group, "applicants": row.applicants, "hired": row.selected}
            | {"rate": rates.get(group), "reach": reach.get(group)}
            for group, row in sorted(there.items())
        ]
    return found


def _compared(counts: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, Any]]:
    """Compare each group's share with the highest; nothing where two groups, or anybody counted, are missing."""
    from maatwerk.science.fairness import adverse_impact

    if len(counts) < 2 or not any(count for count, _n in counts.values()):
        return {}
    highest = max(counts, key=lambda group: (counts[group][0] / counts[group][1], counts[group][1]))
    made: dict[str, dict[str, Any]] = {
        highest: {"share": counts[highest][0] / counts[highest][1], "highest": True}
    }
    for group, (count, n) in counts.items():
        if group != highest:
            one = adverse_impact(
                selected=count, applicants=n, reference_selected=counts[highest][0],
                reference_applicants=counts[highest][1],
            )  # fmt: skip
            made[group] = {
                "share": one.rate, "ratio": one.ratio.estimate, "low": one.ratio.low,
                "high": min(one.ratio.high, 1e9), "below_four_fifths": one.below_four_fifths,
            }  # fmt: skip
    return made


People = Sequence[Mapping[str, str]]  # the groups of each person, by attribute


def period_tables(
    groups: People,
    parts: People,
    hired: Sequence[bool],
    *,
    crossed: Sequence[tuple[str, str]],
    smallest_cell: int,
) -> list[Table]:
    """Count who is hired: everybody by every attribute and crossing, and every attribute within every part.

    Suppression sees all of it at once, so that nobody follows by subtracting a channel from the whole.
    """
    from maatwerk.science.fairness import impact_by_part, tally

    names = sorted({name for person in groups for name in person})
    if not names or not hired:
        return []
    divisions = sorted({name for person in parts for name in person})
    columns = {name: [person.get(name) for person in groups] for name in names}
    columns |= {name: [person.get(name) for person in parts] for name in divisions}
    found = impact_by_part(
        tally(columns, hired),
        parts=divisions,
        crossings=[pair for pair in crossed if set(pair) <= set(names)],
        smallest_cell=smallest_cell,
    )
    made = [Table("selected", "", "", names, asdict(table)) for names, table in found.overall.items()]
    made += [
        Table("selected", part, level, names, asdict(table))
        for (part, level), tables in found.parts.items()
        for names, table in tables.items()
    ]
    return made


def outcome_tables(
    groups: People, chosen: Sequence[bool], *, outcome: str, part: str, level: str, smallest_cell: int
) -> list[Table]:
    """Count one outcome of some people: who went on from a stage, who scored above the median."""
    from maatwerk.science.fairness import impact_tables as tables

    names = sorted({name for person in groups for name in person})
    if not names or not chosen:
        return []
    columns = {name: [person.get(name) for person in groups] for name in names}
    made = tables(columns, chosen, crossings=(), smallest_cell=smallest_cell)
    return [Table(outcome, part, level, crossed, asdict(table)) for crossed, table in made.items()]


def above_median(scores: Sequence[float]) -> list[bool]:
    """Say of each score whether it lies above the median of all; ties do not (6 RCNY 5-301(c))."""
    middle = median(scores)
    return [score > middle for score in scores]


def watched(
    groups: People,
    weeks: Sequence[dt.date],
    hired: Sequence[bool],
    *,
    kept: Kept | None = None,
    wrong: float,
    smallest_cell: int,
) -> list[Watched]:
    """Follow every group beside everybody else, week after week, with an alarm that may be looked at every day.

    `weeks` holds the Monday of each person's week, `kept` counts people who were erased by such Mondays. `wrong` is the share
    of false alarms, ever, over all groups of an attribute together. Months are given out in which the group and the others both
    grew by `smallest_cell` people since the month before, so that no two tell of fewer.
    """
    found = []
    for name in sorted({name for person in groups for name in person} | set(kept or ())):
        known = [
            (person[name], week, taken)
            for person, week, taken in zip(groups, weeks, hired, strict=True)
            if name in person
        ]
        known += [
            (group, dt.date.fromisoformat(at), taken)
            for group, at, taken in _one_by_one((kept or {}).get(name, {}))
        ]
        levels = Counter(level for level, _week, _taken in known)
        for level, size in sorted(levels.items()):
            if size >= smallest_cell and len(known) - size >= smallest_cell:
                found.append(
                    _watched(name, level, known, wrong=wrong / len(levels), smallest_cell=smallest_cell)
                )
    return found


def _watched(
    attribute: str,
    group: str,
    known: Sequence[tuple[str, dt.date, bool]],
    *,
    wrong: float,
    smallest_cell: int,
) -> Watched:
    from maatwerk.science.fairness import monitor_impact

    cells: dict[dt.date, list[int]] = {}
    for level, week, taken in known:
        cell = cells.setdefault(week, [0, 0, 0, 0])
        at = 0 if level == group else 2
        cell[at] += taken
        cell[at + 1] += 1
    weeks = sorted(cells)
    states = monitor_impact(
        [(cells[week][0], cells[week][1], cells[week][2], cells[week][3]) for week in weeks],
        confidence=1 - wrong,
    )
    alarm = states[-1].alarm_at
    return Watched(
        attribute=attribute,
        group=group,
        since=weeks[0],
        points=tuple(_points(weeks, [cells[week] for week in weeks], states, smallest_cell)),
        alarm=None if alarm is None else _point(weeks[alarm], states[alarm]),
    )


def _points(
    weeks: Sequence[dt.date], cells: Sequence[Sequence[int]], states: Sequence[Any], smallest_cell: int
) -> Iterable[Point]:
    own, others = 0, 0
    for at, week in enumerate(weeks):
        own, others = own + cells[at][1], others + cells[at][3]
        ends_month = at + 1 < len(weeks) and weeks[at + 1].month != week.month
        if ends_month and own >= smallest_cell and others >= smallest_cell:
            yield _point(week, states[at])
            own, others = 0, 0


def _point(week: dt.date, state: Any) -> Point:
    high = state.ratio_high if state.odds_ratio_high != float("inf") else None
    return Point(week, state.ratio_low, high, state.n)


@dataclass(frozen=True, slots=True)
class Beside:
    """A group beside the others of known groups: 1 in it, 0 in another, NaN where a person counts nowhere."""

    attribute: str
    group: str
    focal: tuple[float, ...]

    def mean(self, scores: Sequence[float], *, of: float = 1.0) -> float:
        """Return the mean score of the group, or with 0 of the others."""
        found = [score for score, inside in zip(scores, self.focal, strict=True) if inside == of]
        return sum(found) / len(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """What steering looks at: parts of scores per feature, of who worked and of who applied; no key among it."""

    names: tuple[str, ...]
    known: tuple[bool, ...]  # whether it is established in which direction a feature counts
    worked: Sequence[Sequence[float]]
    stayed: Sequence[float]
    applied: Sequence[Sequence[float]]
    hired: Sequence[bool]
    groups: Sequence[Beside]


def steering_study(found: Steered, *, cuts: Sequence[float], smallest_cell: int) -> dict[str, Any] | None:
    """Return today's weighting and others beside it: worth, impact and shortlists in sums; None where there is no frontier.

    The others are those of the frontier for each group, and today's with one feature left out. The same data give the same. Of
    a feature whose direction is not established no frontier makes more: it would only add chance, which hides differences.
    """
    now = [1.0] * len(found.names)
    wanted: list[tuple[str, int | None, Sequence[float]]] = [("now", None, now)]
    scores = [sum(parts) for parts in found.applied]
    for place, beside in enumerate(found.groups):
        if beside.mean(scores) > beside.mean(scores, of=0.0):
            continue  # one of three groups or more, and not set back: it is looked at and not steered by
        made = _frontier(found, beside, cut=cuts[len(cuts) // 2])
        wanted += [(f"{place}-{number}", place, factors) for number, factors in enumerate(made, 1)]
    if len(wanted) == 1:
        return None
    if len(found.names) > 1:
        for k, name in enumerate(found.names):
            wanted.append((f"without:{name}", None, [*now[:k], 0.0, *now[k + 1 :]]))
    lists = _Lists(found, cuts, smallest_cell)
    judged = [_judged(found, key, toward, factors, lists=lists) for key, toward, factors in wanted]
    rows = [row for row in judged if row is not None]
    return {"weightings": [rows[0], *(row for row in rows[1:] if _differs(row, rows[0], len(cuts) // 2))]}


def _differs(row: Mapping[str, Any], now: Mapping[str, Any], cut: int) -> bool:
    """Whether a weighting of a frontier is another than today's, as far as anybody would notice."""
    if row["toward"] is None:
        return True
    ratio, before = (one["impact"][row["toward"]][cut]["estimate"] for one in (row, now))
    return bool(abs(row["change"]["estimate"]) >= SAME_VALIDITY or abs(ratio - before) >= SAME_RATIO)


def _frontier(found: Steered, beside: Beside, *, cut: float) -> list[list[float]]:
    """Return the weightings of one group's frontier as factors; none where nothing goes with staying."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import frontier_weightings

    used = [place for place, known in enumerate(found.known) if known]
    worked, applied = (
        [[row[place] for place in used] for row in rows] for rows in (found.worked, found.applied)
    )
    try:
        made = frontier_weightings(worked, found.stayed, applied, beside.focal, selection_ratio=cut)
    except ScienceError:  # nothing goes with staying, or features repeat each other
        return []
    factors = [dict(zip(used, one.factors, strict=True)) for one in made]
    return [[one.get(place, 0.0) for place in range(len(found.names))] for one in factors]


def _judged(
    found: Steered, key: str, toward: int | None, factors: Sequence[float], *, lists: "_Lists"
) -> dict[str, Any] | None:
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import group_gap, judge_weighting, validity_change

    try:
        judged = judge_weighting(found.worked, found.stayed, found.applied, factors)
        change = validity_change(found.worked, found.stayed, now=[1.0] * len(factors), then=factors)
        gaps = [group_gap(found.applied, factors, one.focal, cuts=lists.cuts) for one in found.groups]
    except ScienceError:  # without this feature everybody scores the same
        return None
    return {
        "key": key,
        "toward": toward,
        "factors": dict(zip(found.names, factors, strict=True)),
        "shares": dict(zip(found.names, _rounded(judged.shares), strict=True)),
        "validity": _three(judged.validity),
        "change": _three(change),
        "impact": [[_three(ratio) for ratio in gap.ratios] for gap in gaps],
        "lists": lists.of(factors),
    }


def _three(found: Any) -> dict[str, float]:
    estimate, low, high = _rounded((found.estimate, found.low, found.high))
    return {"estimate": estimate, "low": low, "high": high}


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(value, 4) + 0.0 for value in values]


class _Lists:
    """Shortlists in numbers, as far as no two of them tell of fewer people than the smallest cell.

    Who knows the scores knows who stands on which list. Where two lists differ by a few people, their counts by group would tell
    the group of those few: of such a list, no group is counted.
    """

    def __init__(self, found: Steered, cuts: Sequence[float], smallest_cell: int) -> None:
        self.cuts, self.smallest = tuple(cuts), smallest_cell
        self._found = found
        self._told = [frozenset(place for place, taken in enumerate(found.hired) if taken)]
        self._now = [self._first([1.0] * len(found.names), cut) for cut in self.cuts]

    def of(self, factors: Sequence[float]) -> list[dict[str, Any]]:
        """Return, per cut, how many people, how many others than now, and how many of each group."""
        return [
            self._one(self._first(factors, cut), now) for cut, now in zip(self.cuts, self._now, strict=True)
        ]

    def _first(self, factors: Sequence[float], cut: float) -> frozenset[int]:
        from maatwerk.science.selection import selected

        return frozenset(selected(self._found.applied, factors, cut=cut))

    def _one(self, chosen: frozenset[int], now: frozenset[int]) -> dict[str, Any]:
        others = len(chosen - now)
        tells = all(chosen == told or len(chosen ^ told) >= self.smallest for told in self._told)
        if tells:
            self._told.append(chosen)
        groups = [self._count(chosen, one) if tells else None for one in self._found.groups]
        return {
            "people": len(chosen),
            "others": others if others == 0 or others >= self.smallest else None,
            "groups": groups,
        }

    def _count(self, chosen: frozenset[int], one: Beside) -> list[int] | None:
        inside = sum(one.focal[place] == 1 for place in chosen)
        beside = sum(one.focal[place] == 0 for place in chosen)
        return [inside, beside] if min(inside, beside) >= self.smallest else None
