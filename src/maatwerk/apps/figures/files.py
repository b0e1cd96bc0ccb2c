"""Every figure as a table for a file: a header, then rows; machine-readable numbers, keys instead of names. Pure."""

import datetime as dt
from collections.abc import Iterator, Sequence

from maatwerk.apps.figures.analysis import Cost, Share, Waiting
from maatwerk.apps.figures.measuring import ChannelFigure, StageFigure
from maatwerk.apps.figures.queries import Journey, Vacancy
from maatwerk.apps.figures.rules import HORIZONS

Row = Sequence[object]


def vacancy_table(rows: Sequence[Vacancy], now: dt.datetime) -> Iterator[Row]:
    """Yield the vacancies behind the time to fill."""
    yield ("vacancy", "title", "job_family", "opened_at", "closed_at", "state", "days")
    for row in rows:
        days = ((row.closed_at or now) - row.opened_at).total_seconds() / 86_400
        yield (
            row.id,
            row.title,
            row.family,
            _iso(row.opened_at),
            _iso(row.closed_at),
            row.state,
            f"{days:.2f}",
        )


def journey_table(rows: Sequence[Journey]) -> Iterator[Row]:
    """Yield applications by key, with their channel, end and tenure."""
    yield ("application", "vacancy", "job_family", "channel", "applied_at", "stage", "closed_at", "moves",
           "tenure_months", "separated")  # fmt: skip
    for row in rows:
        moves = " ".join(f"{stage}@{_iso(at)}" for stage, at in row.moves)
        tenure = None if row.tenure_months is None else f"{row.tenure_months:.2f}"
        yield (row.id, row.vacancy_id, row.family, row.channel, _iso(row.applied_at), row.stage,
               _iso(row.closed_at), moves, tenure, int(row.separated) if tenure else None)  # fmt: skip


def stage_table(rows: Sequence[StageFigure]) -> Iterator[Row]:
    """Yield conversion and duration by stage, with 90% intervals."""
    yield ("stage", "entered", "went_on", "under_way", "share", "share_low", "share_high", "median_days",
           "days_low", "days_high")  # fmt: skip
    for row in rows:
        yield (row.stage, row.entered, row.went_on, row.under_way, *_share(row.onward), *_days(row.days))


def channel_table(rows: Sequence[ChannelFigure]) -> Iterator[Row]:
    """Yield what each channel brought and cost, with 90% intervals."""
    kept = [
        name for month in HORIZONS for name in (f"here_{month}", f"here_{month}_low", f"here_{month}_high")
    ]
    priced = [
        name for month in HORIZONS for name in (f"cost_{month}", f"cost_{month}_low", f"cost_{month}_high")
    ]
    yield ("channel", "views", "applied", "assessed", "interviewed", "hired", "share_hired", "share_hired_low",
           "share_hired_high", *kept, "not_heard_of", "cents", "cents_per_application", "cents_per_application_low",
           "cents_per_application_high", "cents_per_hire", "cents_per_hire_low", "cents_per_hire_high",
           *(f"cents_{name}" for name in priced))  # fmt: skip
    for row in rows:
        yield (
            row.channel, row.views, row.applied, row.assessed, row.interviewed, row.hired, *_share(row.share_hired),
            *(cell for month in HORIZONS for cell in _share(row.stays.get(month))), row.silent, row.cents,
            *_cost(row.per_application), *_cost(row.per_hire),
            *(cell for month in HORIZONS for cell in _cost(row.per_stayer.get(month))),
        )  # fmt: skip


def _share(found: Share | None) -> Row:
    return ("", "", "") if found is None else tuple(f"{v:.4f}" for v in (found.value, found.low, found.high))


def _cost(found: Cost | None) -> Row:
    return ("", "", "") if found is None else tuple(f"{v:.0f}" for v in (found.cents, found.low, found.high))


def _days(found: Waiting | None) -> Row:
    if found is None:
        return ("", "", "")
    return tuple("" if v is None else f"{v:.2f}" for v in (found.median, found.low, found.high))


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
