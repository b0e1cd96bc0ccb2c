"""How long somebody stayed, and whether they left: from a duration or from dates."""

from collections.abc import Mapping as Values
from datetime import date
from typing import NamedTuple

from maatwerk.apps.journeys.history._cells import CellError
from maatwerk.apps.journeys.history._mapping import DAYS_PER_MONTH, MONTHS_PER, OutcomeSpec

#: A tenure of 0 days is somebody who started and left within a day.
SHORTEST_MONTHS = 0.5 / DAYS_PER_MONTH


class Outcome(NamedTuple):
    """An employment's facts; dates as day numbers, so that they can be spooled."""

    tenure: float
    separated: bool
    entry: float = 0.0
    hired: int | None = None
    ended: int | None = None
    observed: int | None = None


class Leave(Exception):  # noqa: N818 - a decision of the mapping, not an error
    """This employment is left out on purpose: a `dropped_…` code and its values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


class WrongColumn(CellError):
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
    WrongColumn
        The cells are impossible.
    Leave
        The mapping asks to leave such an employment out.
    """
    found = _from_dates(values, spec) if spec.by_dates else _from_duration(values, spec)
    limit = spec.max_tenure_months
    if limit is not None and found.tenure > limit:
        raise Leave("dropped_max_tenure", limit=f"{limit:.3g}", reason=spec.max_tenure_reason)
    if found.tenure > spec.longest_months:
        raise _impossible(found.tenure, spec)
    if found.entry and found.entry >= found.tenure:
        shown = {"entry": f"{found.entry:.3g}", "tenure": f"{found.tenure:.3g}"}
        raise WrongColumn("entry" if spec.entry else "entry_on", "entry_after_end", **shown)
    return found


def _from_duration(values: Values[str, object], spec: OutcomeSpec) -> Outcome:
    tenure, entry = values.get("tenure"), values.get("entry")
    if tenure is None:
        raise Leave("dropped_no_tenure")
    months = float(tenure) * MONTHS_PER[spec.unit]  # type: ignore[arg-type]
    if months < 0:
        raise WrongColumn("tenure", "tenure_negative", cell=f"{tenure:g}")
    started = 0.0 if entry is None else float(entry) * MONTHS_PER[spec.unit]  # type: ignore[arg-type]
    if started < 0:
        raise WrongColumn("entry", "entry_negative")
    return Outcome(max(months, SHORTEST_MONTHS), bool(values["left"]), started)


def _from_dates(values: Values[str, object], spec: OutcomeSpec) -> Outcome:
    hired, ended, entry_on = _day(values, "hired_on"), _day(values, "ended_on"), _day(values, "entry_on")
    observed = spec.observed_on if isinstance(spec.observed_on, date) else _day(values, "observed_on")
    if hired is None or observed is None:
        raise Leave("dropped_no_tenure")
    if hired > observed:
        raise WrongColumn("hired_on", "hired_in_future", hired=hired, observed=observed)
    if ended is not None and ended < hired:
        raise WrongColumn("ended_on", "left_before_hired", hired=hired, ended=ended)
    if ended is not None and ended > observed:
        raise WrongColumn("ended_on", "left_in_future", ended=ended, observed=observed)
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


def _day(values: Values[str, object], role: str) -> date | None:
    found = values.get(role)
    return found if isinstance(found, date) else None


def _impossible(tenure: float, spec: OutcomeSpec) -> WrongColumn:
    role = "hired_on" if spec.by_dates else "tenure"
    stated = tenure / MONTHS_PER[spec.unit]
    return WrongColumn(
        role,
        "tenure_impossible",
        cell=f"{stated:.4g}",
        unit=spec.unit,
        years=f"{tenure / 12:.3g}",
        proposal=f"{int(stated) + 1}",
    )
