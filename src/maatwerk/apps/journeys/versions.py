"""A model version in rows and drawings: weights, validity and impact, beside the version before it."""

import datetime as dt
import math
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from maatwerk.apps.advice.public import VersionRow, steering_of
from maatwerk.apps.audits.public import ImpactRow, what_was_seen
from maatwerk.apps.journeys.words import Words
from maatwerk.apps.organisations.public import names
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats
from maatwerk.ui.charts import ForestRow, forest
from maatwerk.ui.shapes import Chart

MOST_IN_CHART = 12  # a category of twenty levels is read better in the table below the drawing
CERTAIN = 1.645  # standard deviations on either side that hold 90%


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its interval, written in the language of the page."""

    text: str
    range: str


def _figure(low: float, estimate: float, high: float, write: Callable[[float], str]) -> Figure:
    between = _("%(low)s to %(high)s") % {"low": write(low), "high": write(high)}
    return Figure(write(estimate), between)


def _signed(value: float) -> str:
    return formats.signed(value, 2)


def _two(value: float) -> str:
    return formats.number(value, 2)


def _three(value: float) -> str:
    return formats.number(value, 3)


def _percent(value: float) -> str:
    return formats.percent(value, 1)


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One weight in the direction of staying: what experts expected, what it is now, and in the version before."""

    label: str
    expected: Figure | None
    now: Figure
    before: Figure | None
    estimate: float
    low: float
    high: float


def weight_rows(row: VersionRow, other: VersionRow | None, words: Words) -> list[WeightRow]:
    """Return the weights of a version, strongest first; positive goes with staying longer."""
    before = {found["name"]: found for found in other.fitted["features"]} if other else {}
    rows = [_weight_row(row, found, before.get(found["name"]), words) for found in row.fitted["features"]]
    return sorted(rows, key=lambda one: -abs(one.estimate))


def _weight_row(
    row: VersionRow, found: Mapping[str, Any], before: Mapping[str, Any] | None, words: Words
) -> WeightRow:
    mean, half = -found["prior_mean"], CERTAIN * found["prior_sd"]
    return WeightRow(
        label=_label(row, found["name"], words),
        expected=_figure(mean - half, mean, mean + half, _signed),
        now=_weight(found),
        before=_weight(before) if before else None,
        estimate=-found["weight"],
        low=-found["weight_high"],
        high=-found["weight_low"],
    )


def _weight(found: Mapping[str, Any]) -> Figure:
    """Turn a weight on leaving into one on staying."""
    return _figure(-found["weight_high"], -found["weight"], -found["weight_low"], _signed)


def _label(row: VersionRow, name: str, words: Words) -> str:
    key, _sign, level = name.partition("=")
    labels = {feature.key: feature.label(language_now()) for feature in row.features}
    label = labels.get(key, key)
    return f"{label}: {words.level(key, level)}" if level else label


def weight_chart(rows: Sequence[WeightRow]) -> Chart | None:
    """Return the strongest weights with their intervals as a drawing."""
    if not rows:
        return None
    shown = rows[:MOST_IN_CHART]
    return forest(
        title=_("What counts, and how much"),
        sentence=_(
            "Right of the line: more of it goes with staying longer. The bar holds the weight with 90% certainty."
        ),
        rows=[ForestRow(one.label, one.estimate, one.low, one.high) for one in shown],
    )


@dataclass(frozen=True, slots=True)
class ValidityRow:
    """One measure of worth on people the model had not seen, beside the version before."""

    label: str
    now: Figure | None
    before: Figure | None


@dataclass(frozen=True, slots=True)
class ValidityTable:
    """What was measured at one horizon."""

    title: str
    rows: tuple[ValidityRow, ...]


@dataclass(frozen=True, slots=True)
class ValidityView:
    """The worth of a version: a few plain sentences first, then every measure per horizon."""

    sentences: tuple[str, ...]
    tables: tuple[ValidityTable, ...]


def validity_view(row: VersionRow, other: VersionRow | None) -> ValidityView | None:
    """Return what validation found, beside the version before; None where there were too few people for one."""
    now, before = row.validity.get("validity"), other.validity.get("validity") if other else None
    if not now:
        return None
    earlier = {entry["months"]: entry for entry in before["at"]} if before else {}
    order = ValidityRow(
        _("Concordance"),
        _of(now["concordance"], _two),
        _of(before["concordance"], _two) if before else None,
    )
    horizons = [_horizon(entry, earlier.get(entry["months"], {})) for entry in now["at"]]
    return ValidityView(
        sentences=tuple(_reading(row, now)),
        tables=(ValidityTable(_("Over the whole period"), (order, *_work(row, other))), *horizons),
    )


def _horizon(entry: Mapping[str, Any], old: Mapping[str, Any]) -> ValidityTable:
    measures: tuple[tuple[str, str, Callable[[float], str]], ...] = (
        ("skill", _("Smaller error than without a model"), _percent),
        ("brier", _("Error (Brier score)"), _three),
        ("brier_null", _("Error without a model"), _three),
        ("calibration_slope", _("Calibration slope (1 is right)"), _two),
        ("calibration_intercept", _("Calibration intercept (0 is right)"), _signed),
    )
    return ValidityTable(
        _("After %(months)g months") % {"months": entry["months"]},
        tuple(
            ValidityRow(label, _of(entry.get(name), write), _of(old.get(name), write))
            for name, label, write in measures
        ),
    )


def _work(row: VersionRow, other: VersionRow | None) -> list[ValidityRow]:
    """Return how well ratings of the work are foretold, where there are ratings."""
    if not row.performance:
        return []
    before = other.performance["concordance"] if other and other.performance else None
    label = _("Concordance with ratings of the work")
    return [ValidityRow(label, _of(row.performance["concordance"], _two), _of(before, _two))]


def _of(found: Mapping[str, Any] | None, write: Callable[[float], str]) -> Figure | None:
    return _figure(found["low"], found["estimate"], found["high"], write) if found else None


def _reading(row: VersionRow, now: Mapping[str, Any]) -> list[str]:
    """Say in plain words what the measures mean."""
    order, last = now["concordance"], now["at"][-1]
    said = [
        _(
            "Take two people of whom one left sooner: it points at the right one in %(low)d to %(high)d of 100 such "
            "pairs. Tossing a coin gives 50."
        )
        % _of_hundred(order),
        _gain(last),
    ]
    if row.performance:
        text = (
            _("Ratings of the work: the right one of two in %(low)d to %(high)d of 100 pairs.")
            if row.performance["established"]
            else _(
                "Ratings of the work: the right one of two in %(low)d to %(high)d of 100 pairs, so it is not established "
                "that it says anything about them. Advice is silent on how well somebody works."
            )
        )
        said.append(text % _of_hundred(row.performance["concordance"]))
    return said


def advice_given(row: VersionRow) -> list[str]:
    """Say how well advice that was really given ordered people, apart by what their rater had seen."""
    found = row.validity.get("advice_given", {})
    names = {
        "unseen": _("Raters who had not seen the advice"),
        "seen": _("Raters who had seen the advice (it may have coloured what they saw)"),
        "unknown": _("Raters of whom that is not known"),
    }
    return [_rated(name, found[key]) for key, name in names.items() if found.get(key, {}).get("n")]


def _rated(name: str, found: Mapping[str, Any]) -> str:
    if found["concordance"] is None:
        text = ngettext(
            "%(who)s: %(n)d person, too few to say anything.",
            "%(who)s: %(n)d people, too few to say anything.",
            found["n"],
        )
        return text % {"who": name, "n": found["n"]}
    text = _("%(who)s: the right one of two in %(low)d to %(high)d of 100 pairs (%(n)d people).")
    return text % {"who": name, "n": found["n"], **_of_hundred(found["concordance"])}


def in_mind(row: VersionRow) -> list[str]:
    """Return the caveats of a version as sentences."""
    language = language_now()
    return [one["says"][language] for one in row.caveats]


def _of_hundred(found: Mapping[str, Any]) -> dict[str, int]:
    return {"low": math.floor(found["low"] * 100), "high": math.ceil(found["high"] * 100)}


def _gain(entry: Mapping[str, Any]) -> str:
    """Say how much smaller or larger the error is than without a model."""
    low, high = entry["skill"]["low"], entry["skill"]["high"]
    if low >= 0:
        text = _("After %(months)s months its error is %(low)s to %(high)s smaller than without a model.")
    elif high <= 0:
        text = _("After %(months)s months its error is %(high)s to %(low)s larger than without a model.")
    else:
        text = _(
            "After %(months)s months its error lies between %(low)s larger and %(high)s smaller than without a model."
        )
    months = formats.number(entry["months"])
    return text % {"months": months, "low": _percent(abs(low)), "high": _percent(abs(high))}


@dataclass(frozen=True, slots=True)
class SteeredFrom:
    """Which version somebody steered, why, who, and what was shown when they chose."""

    version_id: uuid.UUID
    number: int
    reason: str
    by: str
    at: dt.datetime
    seen: tuple[str, ...]


def steered_from(row: VersionRow) -> SteeredFrom | None:
    """Return what a version was steered by; None for one that was learned as it is."""
    found = steering_of(row.id) if row.steering_id else None
    if found is None:
        return None
    by = names({found.chosen_by}).get(found.chosen_by, "")
    return SteeredFrom(
        found.version_id, found.number, found.reason, by, found.chosen_at, tuple(what_was_seen(found.seen))
    )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: how many, how many in the upper half, the ratio to the reference, and the ratio in the version before."""

    group: str
    people: int | None
    selected: int | None
    rate: str
    ratio: Figure | None
    before: Figure | None
    is_reference: bool
    suppressed: bool


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """The groups of one attribute."""

    label: str
    rows: tuple[GroupRow, ...]
    unknown: int


def impact_tables(now: Sequence[ImpactRow], before: Sequence[ImpactRow]) -> list[ImpactTable]:
    """Return the impact tables of a version, each ratio beside that of the version before."""
    earlier = {
        (found.attribute, tuple(row["levels"])): _ratio(row)
        for found in before
        for row in found.table["rows"]
    }
    return [
        ImpactTable(
            str(found.attribute_label),
            tuple(
                _group(row, earlier.get((found.attribute, tuple(row["levels"]))))
                for row in sorted(found.table["rows"], key=_place)
            ),
            found.table["unknown_applicants"],
        )
        for found in now
    ]


def _place(row: Mapping[str, Any]) -> list[tuple[bool, str]]:
    """Put the youngest band first, the rest by name."""
    return [(not level.startswith("<"), level) for level in row["levels"]]


def _group(row: Mapping[str, Any], before: Figure | None) -> GroupRow:
    return GroupRow(
        group=" × ".join(_group_name(level) for level in row["levels"]),
        people=row["applicants"],
        selected=row["selected"],
        rate=formats.percent_range((row["rate"]["low"], row["rate"]["high"])) if row["rate"] else "",
        ratio=_ratio(row),
        before=before,
        is_reference=row["is_reference"],
        suppressed=row["suppressed"],
    )


def _group_name(level: str) -> str:
    """Return what a group is called; what people call themselves stays as it is."""
    known = {"female": pgettext("a group of people", "women"), "male": pgettext("a group of people", "men")}
    if level in known:
        return known[level]
    if level.startswith("<"):
        return _("younger than %(age)s") % {"age": level[1:]}
    if level.endswith("+") and level[:-1].isdigit():
        return _("%(age)s or older") % {"age": level[:-1]}
    return re.sub(r"^(\d+)-(\d+)$", r"\1–\2", level)


def _ratio(row: Mapping[str, Any]) -> Figure | None:
    return _of(row["impact"]["ratio"], _two) if row["impact"] else None
