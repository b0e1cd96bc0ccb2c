"""What an experiment shows: its result so far, valid however often one looks, and what happened to it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.validity.analysis import arms_compared, retention_compared
from maatwerk.apps.validity.models import Experiment
from maatwerk.apps.validity.queries import DealtRow, ExperimentRow, dealt
from maatwerk.ui.charts import ForestRow, forest
from maatwerk.ui.formats import day, moment, number, percent, signed
from maatwerk.ui.shapes import Chart

Outcome = Experiment.Outcome
SHARES = frozenset({Outcome.AGREES, Outcome.STAYS, Outcome.FINISHES, Outcome.WITHDRAWS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """The two ways beside each other: each value with how many, the difference with its interval, and a sentence."""

    known: int
    treated: str
    control: str
    n_treated: int
    n_control: int
    difference: str
    between: str
    says: str
    chart: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the two ways of an experiment are called: the change, and as it usually goes."""

    both: str
    treated: str
    control: str


def ways_of(found: ExperimentRow) -> Ways:
    """Return the words for the two ways of an experiment."""
    if found.way == Experiment.Way.DROP_PART:
        name = {"name": found.part}
        return Ways(
            both=_("The tests without “%(name)s”, or with it") % name,
            treated=_("Without “%(name)s”") % name,
            control=_("All parts"),
        )
    if found.way == Experiment.Way.INTERVIEW_FIRST:
        return Ways(
            both=_("The interview before the tests, or after them"),
            treated=_("Interview first"),
            control=_("Tests first"),
        )
    return Ways(
        both=_("An own view before the advice opens, or the advice opens at once"),
        treated=_("With an own view first"),
        control=_("Free"),
    )


def result_view(found: ExperimentRow) -> ResultView | None:
    """Return what came of it so far; None while an arm has too few people with an outcome."""
    if found.judged_at is None or not found.dealt:
        return None
    rows = dealt(found.id, since=found.judged_at)
    made = _compared(found, rows)
    if made is None:
        return None
    gap, is_share = made["difference"], found.outcome in SHARES
    return ResultView(
        known=made["n_treated"] + made["n_control"],
        treated=_value(made["treated"], found.outcome),
        control=_value(made["control"], found.outcome),
        n_treated=made["n_treated"],
        n_control=made["n_control"],
        difference=_difference(gap["estimate"], is_share=is_share),
        between=_("%(low)s to %(high)s")
        % {
            "low": _difference(gap["low"], is_share=is_share),
            "high": _difference(gap["high"], is_share=is_share),
        },
        says=_("Chance alone does not explain this difference.")
        if made["decided"]
        else _("This difference may be chance."),
        chart=_chart(found, gap),
    )


def _compared(found: ExperimentRow, rows: list[DealtRow]) -> dict[str, Any] | None:
    treated = [one.treated for one in rows]
    if found.outcome == Outcome.STAYS:
        worked = [(one.tenure, one.left, one.treated) for one in rows if one.tenure is not None]
        return retention_compared(
            [tenure for tenure, _left, _treated in worked],
            [left for _tenure, left, _treated in worked],
            [way for _tenure, _left, way in worked],
            months=found.months or 0,
            planned=found.planned,
        )
    seen_of = _SEEN[Outcome(found.outcome)]
    values = [None if (seen := seen_of(one)) is None else float(seen) for one in rows]
    kind: Literal["proportion", "mean"] = "proportion" if found.outcome in SHARES else "mean"
    return arms_compared(values, treated, kind=kind, planned=found.planned)


_SEEN: dict[Outcome, Callable[[DealtRow], float | None]] = {
    Outcome.AGREES: lambda one: one.agrees,
    Outcome.LOOKED: lambda one: one.looked,
    Outcome.RATING: lambda one: one.rating,
    Outcome.FINISHES: lambda one: one.finished,
    Outcome.WITHDRAWS: lambda one: one.withdrew,
    Outcome.DAYS: lambda one: one.days,
}


def _value(value: float, outcome: str) -> str:
    if outcome in SHARES:
        return percent(value)
    if outcome == Outcome.DAYS:
        return _("%(n)s days") % {"n": number(value, 1)}
    if outcome == Outcome.LOOKED:
        return _("%(n)s seconds") % {"n": number(round(value))}
    return number(value, 2)


def _difference(value: float, *, is_share: bool) -> str:
    return _("%(n)s points") % {"n": signed(value * 100, 0)} if is_share else signed(value, 1)


def _chart(found: ExperimentRow, gap: Mapping[str, float]) -> Chart:
    return forest(
        title=_("Difference between the two ways"),
        sentence=_("%(one)s minus %(other)s. The interval holds however often one looks.")
        % {"one": ways_of(found).treated, "other": ways_of(found).control.lower()},
        rows=[ForestRow(found.outcome_label, gap["estimate"], gap["low"], gap["high"])],
    )


def steps(found: ExperimentRow, people: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    """Return what happened to an experiment: when, and what in words with who did it."""
    said = [
        (
            moment(found.declared_at),
            _("declared by %(who)s") % {"who": people.get(found.declared_by, "")},
        )
    ]
    if found.judged_at and found.judged_by:
        text = (
            _("not approved by %(who)s: %(why)s")
            if found.state == Experiment.State.DECLINED
            else _("approved by %(who)s: %(why)s")
        )
        said.append(
            (moment(found.judged_at), text % {"who": people.get(found.judged_by, ""), "why": found.reason})
        )
    if found.dealt:
        text = ngettext("%(n)s application dealt", "%(n)s applications dealt", found.dealt)
        said.append((_("since then"), text % {"n": number(found.dealt)}))
    if found.ended_at:
        why = (
            _("stopped by %(who)s: %(why)s")
            % {"who": people.get(found.ended_by, ""), "why": found.end_reason}
            if found.ended_by
            else _("ended: its last day was %(day)s") % {"day": day(found.stop_on)}
        )
        said.append((moment(found.ended_at), why))
    return said
