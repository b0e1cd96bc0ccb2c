"""Advice on the mix of channels for a new vacancy: by retained hires, not by clicks; or that nothing can be said yet."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from maatwerk.apps.figures.analysis import Share, shrunken
from maatwerk.apps.figures.queries import UNKNOWN, Journey
from maatwerk.apps.figures.rules import HIRING_DAYS, HORIZONS, LEAST_RETAINED

_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """One channel in this kind of work: of its applications the share that became a hire who stayed.

    `rate` borrows from other channels and kinds of work (shrunken); `cents` is the cost of one retained hire with its range,
    None where nothing was paid. `is_among_best`: its range reaches into that of the best.
    """

    channel: str
    applications: int
    retained: int
    rate: Share
    cents: tuple[float, float, float] | None
    is_among_best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The advice, and on how much it rests; without rows there is too little evidence.

    `unknown` counts old enough applications of which the end is not known; they are in no share.
    """

    months: int
    retained: int
    applications: int
    unknown: int
    retained_in_family: int
    rows: tuple[MixRow, ...]

    @property
    def best(self) -> tuple[MixRow, ...]:
        """The channels that cannot be told apart from the best."""
        return tuple(row for row in self.rows if row.is_among_best)


def mix_for(family_id: uuid.UUID, rows: Sequence[Journey], cents: dict[str, int], *, now: dt.datetime) -> Mix:
    """Advise on channels for one kind of work, at the longest horizon at which enough retained hires were seen."""
    looked = [_at(family_id, rows, cents, months=months, now=now) for months in reversed(HORIZONS)]
    return next((mix for mix in looked if mix.rows), looked[-1])


def _at(
    family_id: uuid.UUID, rows: Sequence[Journey], cents: dict[str, int], *, months: int, now: dt.datetime
) -> Mix:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    unknown = 0
    for row in rows:
        if not _may_be_known(row, months, now):
            continue
        stayed = _stayed(row, months)
        if stayed is None:
            unknown += 1
            continue
        cell = (row.channel, str(row.family_id))
        retained, applied = counts.get(cell, (0, 0))
        counts[cell] = (retained + stayed, applied + 1)
    retained = sum(kept for kept, _n in counts.values())
    return Mix(
        months=months,
        retained=retained,
        applications=sum(n for _kept, n in counts.values()),
        unknown=unknown,
        retained_in_family=sum(
            kept for (_c, family), (kept, _n) in counts.items() if family == str(family_id)
        ),
        rows=_rows(str(family_id), counts, _per_application(rows, cents))
        if retained >= LEAST_RETAINED
        else (),
    )


def stayed(row: Journey, months: int, now: dt.datetime) -> bool | None:
    """Whether an application that counts became a hire who was still here; None where it does not count, or nobody knows."""
    return _stayed(row, months) if _may_be_known(row, months, now) else None


def _may_be_known(row: Journey, months: int, now: dt.datetime) -> bool:
    """Whether an application is old enough for its end to be known, and its channel is known."""
    before = now - dt.timedelta(days=HIRING_DAYS + months * _MONTH)
    return row.applied_at <= before and row.channel != UNKNOWN


def _stayed(row: Journey, months: int) -> bool | None:
    """Whether an application became a hire who was still here; None where that is not known."""
    if not row.is_hired:
        return None if row.closed_at is None else False
    if row.tenure_months is None:
        return None
    if row.tenure_months >= months:
        return True
    return False if row.separated else None


def _per_application(rows: Sequence[Journey], cents: dict[str, int]) -> dict[str, float]:
    """What one application cost by each channel that was paid: all its costs over all its applications."""
    applied: dict[str, int] = {}
    for row in rows:
        applied[row.channel] = applied.get(row.channel, 0) + 1
    return {key: spent / applied[key] for key, spent in cents.items() if spent and applied.get(key)}


def _rows(
    family: str, counts: dict[tuple[str, str], tuple[int, int]], per_application: dict[str, float]
) -> tuple[MixRow, ...]:
    rates = {channel: one for (channel, where), one in shrunken(counts).items() if where == family}
    if not rates:
        return ()
    best = max(rates.values(), key=lambda one: one.value)
    made = [
        MixRow(
            channel=channel,
            applications=counts[channel, family][1],
            retained=counts[channel, family][0],
            rate=rate,
            cents=_price(per_application.get(channel), rate),
            is_among_best=rate.high >= best.low,
        )
        for channel, rate in rates.items()
    ]
    return tuple(sorted(made, key=lambda row: (-row.rate.value, row.channel)))


def _price(cents: float | None, rate: Share) -> tuple[float, float, float] | None:
    if cents is None or rate.low <= 0:
        return None
    return cents / rate.value, cents / rate.high, cents / rate.low
