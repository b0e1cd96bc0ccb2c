"""A model version in rows and drawings: weights, validity and impact, beside the version before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import VersionRow
from maatwerk.apps.audits.public import ImpactRow
from maatwerk.ui.charts import ForestRow, forest
from maatwerk.ui.shapes import Chart


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its interval; `n` is 0 where it is not a count of people."""

    estimate: float
    low: float
    high: float
    n: int = 0


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One weight: what experts expected, what it is now, what it was in the version before. Positive: stays longer."""

    label: str
    expected: Interval
    now: Interval
    before: Interval | None


def weight_rows(row: VersionRow, other: VersionRow | None) -> list[WeightRow]:
    """Return the weights of a version, strongest first, in the direction of staying."""
    before = {found["name"]: found for found in other.fitted["features"]} if other else {}
    rows = [
        WeightRow(
            label=_label(row, found["name"]),
            expected=_staying(found["prior_mean"], 1.645 * found["prior_sd"]),
            now=Interval(-found["weight"], -found["weight_high"], -found["weight_low"]),
            before=_weight(before[found["name"]]) if found["name"] in before else None,
        )
        for found in row.fitted["features"]
    ]
    return sorted(rows, key=lambda one: -abs(one.now.estimate))


def _weight(found: dict[str, Any]) -> Interval:
    return Interval(-found["weight"], -found["weight_high"], -found["weight_low"])


def _staying(mean: float, half: float) -> Interval:
    return Interval(-mean, -mean - half, -mean + half)


def _label(row: VersionRow, name: str) -> str:
    key, _sign, level = name.partition("=")
    labels = {feature.key: feature.label(get_language() or "nl") for feature in row.features}
    label = labels.get(key, key)
    return f"{label}: {level}" if level else label


def weight_chart(row: VersionRow) -> Chart | None:
    """Return the weights with their intervals as a drawing."""
    rows = weight_rows(row, None)
    if not rows:
        return None
    return forest(
        title=_("Weights"),
        sentence=_(
            "Right of the line: more of it goes with staying longer. The bar holds the weight with 90% certainty."
        ),
        rows=[ForestRow(one.label, one.now.estimate, one.now.low, one.now.high) for one in rows],
    )


@dataclass(frozen=True, slots=True)
class ValidityRow:
    """One measure of worth on people the model had not seen, beside the version before."""

    label: str
    now: Interval | None
    before: Interval | None


def validity_rows(row: VersionRow, other: VersionRow | None) -> list[ValidityRow]:
    """Return concordance, and skill, error, error without a model and calibration per horizon; nothing where too few."""
    now, before = row.validity.get("validity"), other.validity.get("validity") if other else None
    if not now:
        return []
    rows = [
        ValidityRow(
            _("Concordance"),
            _interval(now["concordance"]),
            _interval(before["concordance"]) if before else None,
        )
    ]
    earlier = {entry["months"]: entry for entry in before["at"]} if before else {}
    names = {
        "skill": _("Skill over no model, %(months)g months"),
        "brier": _("Error (Brier), %(months)g months"),
        "brier_null": _("Error without a model, %(months)g months"),
        "calibration_slope": _("Calibration slope, %(months)g months"),
        "calibration_intercept": _("Calibration intercept, %(months)g months"),
    }
    for entry in now["at"]:
        old = earlier.get(entry["months"], {})
        rows += [
            ValidityRow(label % {"months": entry["months"]}, _interval(entry[name]), _interval(old.get(name)))
            for name, label in names.items()
        ]
    return rows


def _interval(found: dict[str, Any] | None) -> Interval | None:
    return Interval(found["estimate"], found["low"], found["high"], found["n"]) if found else None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: how many, how many in the upper half, the ratio to the reference, and the ratio in the version before."""

    group: str
    people: int | None
    selected: int | None
    rate: Interval | None
    ratio: Interval | None
    before: Interval | None
    is_reference: bool
    suppressed: bool


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """The groups of one attribute."""

    label: str
    rows: tuple[GroupRow, ...]
    unknown: int


def impact_rows(now: Sequence[ImpactRow], before: Sequence[ImpactRow]) -> list[ImpactTable]:
    """Return the impact tables of a version, each ratio beside that of the version before."""
    earlier = {
        (found.attribute, tuple(row["levels"])): _ratio(row)
        for found in before
        for row in found.table["rows"]
    }
    return [
        ImpactTable(
            found.attribute_label,
            tuple(
                GroupRow(
                    " × ".join(row["levels"]),
                    row["applicants"],
                    row["selected"],
                    _interval(row["rate"]),
                    _ratio(row),
                    earlier.get((found.attribute, tuple(row["levels"]))),
                    row["is_reference"],
                    row["suppressed"],
                )
                for row in found.table["rows"]
            ),
            found.table["unknown_applicants"],
        )
        for found in now
    ]


def _ratio(row: dict[str, Any]) -> Interval | None:
    return _interval(row["impact"]["ratio"]) if row["impact"] else None
