"""How long somebody stayed, and whether they left: from a duration or from dates."""

from collections.abc import Mapping as Values
from datetime import date
from typing import NamedTuple

from maatwerk.apps.journeys.history._cells import CellError
from maatwerk.apps.journeys.history._mapping import DAYS_PER_MONTH, MONTHS_PER, OutcomeSpec

#: A tenure of 0 days is somebody who started and left within a day.
SHORTEST_MONTHS = 0.5 / DAYS_PER_MONTH
#: End dates outside these years stand for "no end" in many systems: 31-12-9999, 1-1-1900.
END_YEARS = range(1940, 2101)


class Outcome(NamedTuple):
    """An employment's facts; dates as day numbers, so that they can be spooled."""

    tenure: float
    separated: bool
    entry: float = 0.0
    hired: int | None = None
    ended: int | None = None
    observed: int | None = None


class Leave(Exception):
    """This employment is left out on purpose: a `dropped_…` code and its values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


class WrongColumnError(CellError):
    """A bad cell, with the role of the column at fault."""

    def __init__(self, role: str, code: str, **values: object) -> None:
        self.role = role
        super().__init__(code, **values)


def outcome_of(values: Values[str, object], spec: OutcomeSpec) -> Outcome:
    """Combine the cells of one row.

    Parameters
    ----------
    values
        By role: `tenure` and `entry` in the mapping's unit, `left`, and the four dates; `None` is missing.

    Raises
    ------
    WrongColumnError
        The cells are impossible.
    Leave
        The mapping asks to leave such an employment out.
    """
    found = _from_dates(values, spec) if spec.by_dates else _from_duration(values, spec)
    limit = spec.max_tenure_months
    if limit is not None and found.tenure > limit:
        raise Leave("dropped_max_tenure", limit=round(limit, 1), reason=spec.max_tenure_reason)
    if found.tenure > spec.longest_months:
        raise _impossible(found.tenure, spec)
    if found.entry and found.entry >= found.tenure:
        role = "entry" if spec.entry else "entry_on"
        entry, tenure = round(found.entry, 2), round(found.tenure, 2)
        raise WrongColumnError(role, "entry_after_end", entry=entry, tenure=tenure)
    return found


def _from_duration(values: Values[str, object], spec: OutcomeSpec) -> Outcome:
    tenure, entry = _number(values, "tenure"), _number(values, "entry")
    if tenure is None:
        raise Leave("dropped_no_tenure")
    if tenure < 0:
        raise WrongColumnError("tenure", "tenure_negative", cell=tenure)
    if entry is not None and entry < 0:
        raise WrongColumnError("entry", "entry_negative")
    per_month = MONTHS_PER[spec.unit]
    half = 0.5 if spec.completed else 0.0
    months, started = (tenure + half) * per_month, (entry or 0.0) * per_month
    return Outcome(max(months, SHORTEST_MONTHS), bool(values["left"]), started)


def _from_dates(values: Values[str, object], spec: OutcomeSpec) -> Outcome:
    hired, ended, entry_on = _day(values, "hired_on"), _day(values, "ended_on"), _day(values, "entry_on")
    observed = spec.observed_on if isinstance(spec.observed_on, date) else _day(values, "observed_on")
    if hired is None or observed is None:
        raise Leave("dropped_no_tenure")
    if hired > observed:
        raise WrongColumnError("hired_on", "hired_in_future", hired=hired, observed=observed)
    if ended is not None and ended.year not in END_YEARS:
        raise WrongColumnError("ended_on", "end_means_none", ended=ended)
    if ended is not None and ended < hired:
        raise WrongColumnError("ended_on", "left_before_hired", hired=hired, ended=ended)
    if ended is not None and ended > observed:
        raise WrongColumnError("ended_on", "left_in_future", ended=ended, observed=observed)
    months = ((ended or observed) - hired).days / DAYS_PER_MONTH
    entry = 0.0 if entry_on is None else max(0.0, (entry_on - hired).days / DAYS_PER_MONTH)
    return Outcome(
        max(months, SHORTEST_MONTHS),
        ended is not None,
        entry,
        hired.toordinal(),
        None if ended is None else ended.toordinal(),
        observed.toordinal(),
    )


def _number(values: Values[str, object], role: str) -> float | None:
    found = values.get(role)
    return found if isinstance(found, float) else None


def _day(values: Values[str, object], role: str) -> date | None:
    found = values.get(role)
    return found if isinstance(found, date) else None


def _impossible(tenure: float, spec: OutcomeSpec) -> WrongColumnError:
    role = "hired_on" if spec.by_dates else "tenure"
    stated = tenure / MONTHS_PER[spec.unit]
    return WrongColumnError(
        role,
        "tenure_impossible",
        cell=round(stated, 2),
        unit=spec.unit,
        years=round(tenure / 12, 1),
        proposal=int(stated) + 1,
    )
