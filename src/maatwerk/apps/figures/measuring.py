"""The figures of a cohort, each with what it rests on. Defined in docs/methods/hiring-figures.md."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maatwerk.apps.figures.analysis import Cost, Share, Waiting, cost, share, staying, waiting
from maatwerk.apps.figures.mixing import stayed
from maatwerk.apps.figures.queries import Cohort, Journey, Vacancy, cents_by_channel, views_by_channel
from maatwerk.apps.figures.rules import CONFIDENCE, HORIZONS

ORDER = ("applied", "assessed", "interview", "offer", "hired")
_PLACES = {stage: place for place, stage in enumerate(ORDER)}
#: What the sets of who is at a stage still are called in an address, and the place of that stage.
STILL_AT = {f"at-{stage}": place for place, stage in enumerate(ORDER[:-1])}
#: And of who left a stage, and of who made a stop there.
LEFT = {f"left-{stage}": place for place, stage in enumerate(ORDER[:-1])}
STOPPED_AT = {f"stop-{stage}": stage for stage in ORDER[:-1]}
#: What the advice on channels counts after so many months: whose end is known, and who stayed.
SETTLED = {f"settled-{months}": months for months in HORIZONS}
STAYED = {f"stayed-{months}": months for months in HORIZONS}
_HAPPENED, _OTHER = 1, 2
_MARKS = {"open": 0, "filled": _HAPPENED, "withdrawn": _OTHER}
_DAY = 86_400
_NARROWER = (1 + CONFIDENCE) / 2  # coverage of each part where two intervals are joined


def reached(row: Journey, stage: str) -> bool:
    """Whether an application got at least as far as a stage; who went past it without a stop counts."""
    return _furthest(row) >= _PLACES[stage]


def _furthest(row: Journey) -> int:
    furthest = _PLACES.get(row.stage, 0)
    for stage, _at in row.moves:
        furthest = max(furthest, _PLACES.get(stage, 0))
    return furthest


def time_to_fill(rows: Sequence[Vacancy], now: dt.datetime) -> Waiting | None:
    """Days from opening a vacancy until it is filled; withdrawn is another end, open still waits.

    What ended on no day, or before it began (as files of other systems may say), lasted for no time that is known: it
    is left out.
    """
    known = [
        (days, _MARKS[row.state])
        for row in rows
        if not is_unclear(row) and (days := _days(row.opened_at, row.closed_at or now)) is not None
    ]
    return waiting([days for days, _mark in known], [mark for _days, mark in known])


def is_unclear(row: Vacancy) -> bool:
    """Whether a vacancy ended on no day that is known, or before it opened."""
    if row.closed_at is None:
        return row.state != "open"
    return row.closed_at < row.opened_at


def vacancy_set(row: Vacancy) -> str:
    """Return how a vacancy counts in the time to fill: its state, or `unclear`."""
    return "unclear" if is_unclear(row) else row.state


def time_to_hire(rows: Sequence[Journey], now: dt.datetime) -> Waiting | None:
    """Days from application to the decision to hire, of those who are hired; every other end is one.

    What ended before it began is left out, as above.
    """
    known = [
        (days, _HAPPENED if row.is_hired else _OTHER if row.closed_at else 0)
        for row in rows
        if (days := _days(row.applied_at, row.closed_at or now)) is not None
    ]
    return waiting([days for days, _mark in known], [mark for _days, mark in known], of_those=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFigure:
    """One step of the procedure: how many got there, which share of those went on, and how long the step takes."""

    stage: str
    entered: int
    went_on: int
    under_way: int
    onward: Share | None
    days: Waiting | None


def stages(rows: Sequence[Journey], now: dt.datetime) -> list[StageFigure]:
    """Return the figures of each stage: conversion of those who left it, duration with those who are in it still."""
    found = []
    so_far = [(row, _furthest(row)) for row in rows]  # once for each, however many stages ask
    for place, stage in enumerate(ORDER[:-1]):
        so_far = [(row, furthest) for row, furthest in so_far if furthest >= place]
        there = [row for row, _place in so_far]
        on = sum(furthest > place for _row, furthest in so_far)
        still = sum(furthest == place and row.closed_at is None for row, furthest in so_far)
        spans = [span for row in there if (span := _span(row, stage, now)) is not None]
        found.append(
            StageFigure(
                stage=stage,
                entered=len(there),
                went_on=on,
                under_way=still,
                onward=share(on, len(there) - still),
                days=waiting([days for days, _left in spans], [int(left) for _days, left in spans]),
            )
        )
    return found


def _span(row: Journey, stage: str, now: dt.datetime) -> tuple[float, bool] | None:
    """Days in a stage and whether it was left; None where no stop was made there, or of no length that is known."""
    for place, (name, since) in enumerate(row.moves):
        if name == stage:
            until = row.moves[place + 1][1] if place + 1 < len(row.moves) else row.closed_at
            days = _days(since, until or now)
            return None if days is None else (days, until is not None)
    return None


def offers(rows: Sequence[Journey]) -> tuple[Share | None, int]:
    """Return the share of offers that were accepted, of those that were answered, and how many wait for an answer."""
    made = [row for row in rows if _was_offered(row)]
    answered = [row for row in made if row.closed_at is not None]
    return share(sum(row.is_hired for row in answered), len(answered)), len(made) - len(answered)


def _was_offered(row: Journey) -> bool:
    return any(stage == "offer" for stage, _at in row.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFigure:
    """What one channel brought: openings, people by how far they got, who stayed, and what each costs.

    `stays` by months holds only what has been seen; `silent` counts hires about whom nothing was heard since.
    """

    channel: str
    views: int
    applied: int
    assessed: int
    interviewed: int
    hired: int
    share_hired: Share | None
    stays: dict[int, Share]
    silent: int
    cents: int
    per_application: Cost | None
    per_hire: Cost | None
    per_stayer: dict[int, Cost]


def channels(rows: Sequence[Journey], cohort: Cohort) -> list[ChannelFigure]:
    """Return the figures of every channel with openings, applications or costs; the most applications first."""
    views, cents = views_by_channel(cohort), cents_by_channel(cohort)
    by_channel: dict[str, list[Journey]] = {key: [] for key in views.keys() | cents.keys()}
    for row in rows:
        by_channel.setdefault(row.channel, []).append(row)
    found = [_channel(key, there, views.get(key, 0), cents.get(key, 0)) for key, there in by_channel.items()]
    return sorted(found, key=lambda one: (-one.applied, -one.views, one.channel))


def _channel(key: str, rows: Sequence[Journey], views: int, cents: int) -> ChannelFigure:
    hired = [row for row in rows if row.is_hired]
    known = [(row.tenure_months, row.separated) for row in hired if row.tenure_months is not None]
    stays = staying(known, HORIZONS)
    wider = staying(known, HORIZONS, confidence=_NARROWER)
    per_stayer = {month: cost(cents, len(hired), one) for month, one in wider.items()}
    furthest = [_furthest(row) for row in rows]
    return ChannelFigure(
        channel=key,
        views=views,
        applied=len(rows),
        assessed=sum(place >= _PLACES["assessed"] for place in furthest),
        interviewed=sum(place >= _PLACES["interview"] for place in furthest),
        hired=len(hired),
        share_hired=share(len(hired), sum(row.closed_at is not None for row in rows)),
        stays=stays,
        silent=len(hired) - len(known),
        cents=cents,
        per_application=cost(cents, len(rows)),
        per_hire=cost(cents, len(hired)),
        per_stayer={month: one for month, one in per_stayer.items() if one is not None},
    )


def _days(start: dt.datetime, end: dt.datetime) -> float | None:
    """Days between two moments; None where the second came first."""
    days = (end - start).total_seconds() / _DAY
    return days if days >= 0 else None


#: The sets of rows that a number leads to: who is in it.
Chosen = Callable[[Journey], bool]


def chosen(what: str, now: dt.datetime) -> Chosen | None:
    """Return which applications a number counts, by the name it has in an address; None for an unknown name."""
    if what in ORDER:
        return lambda row: reached(row, what)
    if what in STILL_AT:
        return lambda row: row.closed_at is None and _furthest(row) == STILL_AT[what]
    if what in LEFT:
        return lambda row: (
            _furthest(row) > LEFT[what] or (_furthest(row) == LEFT[what] and row.closed_at is not None)
        )
    if what in SETTLED:
        return lambda row: stayed(row, SETTLED[what], now) is not None
    if what in STAYED:
        return lambda row: stayed(row, STAYED[what], now) is True
    if what in STOPPED_AT:
        return lambda row: _span(row, STOPPED_AT[what], now) is not None
    named: dict[str, Chosen] = {
        "open": lambda row: row.closed_at is None,
        "ended": lambda row: row.closed_at is not None and not row.is_hired,
        "answered": lambda row: row.closed_at is not None,
        "unclear": lambda row: row.closed_at is not None and row.closed_at < row.applied_at,
        "offers": _was_offered,
        "offers-answered": lambda row: _was_offered(row) and row.closed_at is not None,
        "offers-waiting": lambda row: _was_offered(row) and row.closed_at is None,
        "silent": lambda row: row.is_hired and row.tenure_months is None,
        "followed": lambda row: row.is_hired and row.tenure_months is not None,
        "left": lambda row: row.is_hired and row.separated,
    }
    return named.get(what)
