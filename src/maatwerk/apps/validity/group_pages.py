"""Findings about groups, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maatwerk.apps.advice.public import VersionRow
from maatwerk.apps.validity.models import GroupFinding
from maatwerk.apps.validity.queries import FindingRow
from maatwerk.apps.validity.words import group_name, outcome_label
from maatwerk.kernel.languages import language_now
from maatwerk.ui.formats import number, percent, signed

COIN = 0.5
WEAK, STRONG = 0.6, 0.7  # our own words for how well a group is told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionRow:
    """One group and one outcome: whether the score foretells the same for it."""

    attribute: str
    group: str
    outcome: str
    people: str
    says: str
    gap: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRow:
    """One group: how well the features of the version tell it apart."""

    attribute: str
    group: str
    people: str
    share: str
    between: str
    strongest: str
    says: str
    tone: str


def attribute_label(attribute: str) -> str:
    """Return what an attribute is called."""
    known = {
        "sex": _("sex"),
        "age": _("age"),
        "manager_sex": _("sex of the manager"),
        "self_description": _("self-description"),
    }
    return known.get(attribute, attribute)


def prediction_rows(found: Sequence[FindingRow]) -> list[PredictionRow]:
    """Return the comparisons of what a score foretells."""
    rows = []
    for finding in found:
        if finding.kind != GroupFinding.Kind.PREDICTION:
            continue
        for one in finding.result["rows"]:
            rows.append(
                PredictionRow(
                    attribute=attribute_label(finding.attribute),
                    group=group_name(one["group"]),
                    outcome=outcome_label(one["outcome"]),
                    people=_of(one["n_group"], one["n"]),
                    says=_says(one["finding"], one["intercept"]["estimate"]),
                    gap=_gap(one),
                    differs=one["finding"] != "none",
                )
            )
    return rows


def _of(group: int, everybody: int) -> str:
    return pgettext("so many of so many", "%(n)s of %(all)s") % {"n": number(group), "all": number(everybody)}


def _says(finding: str, intercept: float) -> str:
    if finding == "slope":
        return _("The score says more about one than about the other.")
    if finding == "intercept":
        return (
            _("At the same score this group does better than the others: the score is too low for it.")
            if intercept > 0
            else _("At the same score this group does worse than the others: the score is too high for it.")
        )
    return _("No difference found.")


def _gap(one: "dict[str, dict[str, float]]") -> str:
    found = one["intercept"]
    unit = _("log odds") if one["binary"] else _("points")
    return _("%(gap)s %(unit)s (%(low)s to %(high)s)") % {
        "gap": signed(found["estimate"], 2),
        "unit": unit,
        "low": signed(found["low"], 2),
        "high": signed(found["high"], 2),
    }


def proxy_rows(found: Sequence[FindingRow], version: VersionRow | None) -> list[ProxyRow]:
    """Return how well the features of a version tell each group apart."""
    labels = {one.key: one.label(language_now()) for one in version.features} if version else {}
    rows = []
    for finding in found:
        if finding.kind != GroupFinding.Kind.PROXY:
            continue
        for one in finding.result["rows"]:
            auc, best = one["auc"], one["alone"][0]
            says, tone = _apart(auc["low"], auc["high"])
            rows.append(
                ProxyRow(
                    attribute=attribute_label(finding.attribute),
                    group=group_name(one["group"]),
                    people=number(one["n"]),
                    share=percent(auc["estimate"]),
                    between=_("%(low)s to %(high)s")
                    % {"low": percent(auc["low"]), "high": percent(auc["high"])},
                    strongest=f"{labels.get(best['name'], best['name'])} ({percent(best['auc'])})",
                    says=says,
                    tone=tone,
                )
            )
    return rows


def _apart(low: float, high: float) -> tuple[str, str]:
    """Say how well a group is told apart, by its interval."""
    if low > STRONG:
        return _("gives the group away to a large part"), "bad"
    if low > COIN:
        return _("says something about the group"), "warning"
    if high < WEAK:
        return _("says next to nothing about the group"), "good"
    return _("cannot be told: too few people"), "none"
