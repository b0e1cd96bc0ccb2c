"""The advice on somebody, explained to that person: what was weighed, which way and how much, in words and never in numbers.

AI Act article 86 and GDPR article 15(1)(h) as read in C-203/22: the role of the system, the main elements with the
direction in which each worked for this person, and what would have come out otherwise.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maatwerk.apps.advice.public import Advice, AdviceRow, VersionRow, advice_on, newest_shortlist, version
from maatwerk.apps.applications.public import ApplicationRow
from maatwerk.apps.people.public import KeyDestroyed, unseal
from maatwerk.kernel.languages import language_now

#: Contributions in log-odds up to which something hardly or somewhat weighed; beyond that it weighed much.
HARDLY, SOMEWHAT = 0.10, 0.35
#: Distance in standard deviations within which a result counts as about average.
AVERAGE = 0.25

_WEIGHT = {
    "hardly": gettext_lazy("made hardly any difference"),
    "for_some": gettext_lazy("worked somewhat in your favour"),
    "for_much": gettext_lazy("worked clearly in your favour"),
    "against_some": gettext_lazy("worked somewhat against you"),
    "against_much": gettext_lazy("worked clearly against you"),
    "missing": gettext_lazy("was not known and counted as average"),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One construct: what was found of it in words, and how it weighed."""

    label: str
    found: str
    weight: str | Promise
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An advice explained. `silence` says why there was none; then nothing else is filled."""

    advised_on: dt.date
    silence: str = ""
    basis: str = ""
    weighed: tuple[Weighed, ...] = ()
    otherwise: tuple[str, ...] = ()
    n_people: int = 0


def has_advice(row: ApplicationRow) -> bool:
    """Whether an advice was given on this application, or why it was not."""
    return row.person_id in advice_on(row.opportunity_id, [row.person_id])


def explanation_of(row: ApplicationRow) -> Explanation | None:
    """Return the advice on an application explained to its person; None where none was asked for yet."""
    advice = advice_on(row.opportunity_id, [row.person_id]).get(row.person_id)
    if advice is None:
        return None
    used = version(advice.version_id) if advice.version_id else None
    prediction = (advice.detail or {}).get("prediction")
    day = advice.created_at.date()
    if used is None or prediction is None:
        return Explanation(advised_on=day, silence=_silence(advice, used))
    language = language_now()
    return Explanation(
        advised_on=day,
        basis=used.validity["gate"][language],
        weighed=_weighed(prediction, used, (advice.detail or {})["inputs"]),
        otherwise=_otherwise(_change(row, advice), used),
        n_people=prediction["n"],
    )


def _silence(advice: AdviceRow, used: VersionRow | None) -> str:
    if advice.detail is None:
        return _("What this advice rested on was erased, at your request or because its time was over.")
    if used is None or advice.status == Advice.Status.NO_MODEL:
        return _("No model was in use for this work when you applied, so there was no advice on you.")
    if advice.status == Advice.Status.NO_EVIDENCE:
        return _("Nothing was known about you that the model may use, so there was no advice on you.")
    return _("What was known was too little to advise on, so there was no advice on you.")


def _weighed(
    prediction: Mapping[str, Any], used: VersionRow, inputs: Mapping[str, Any]
) -> tuple[Weighed, ...]:
    sizes: dict[str, float] = {}
    units: dict[str, float] = {}
    for part in prediction["contributions"]:
        key = part["group"] or part["name"]
        sizes[key] = sizes.get(key, 0.0) - part["log_odds"]
        units[key] = part["sd_units"]
    language = language_now()
    ordered = sorted(used.features, key=lambda feature: -abs(sizes.get(feature.key, 0.0)))
    rows = []
    for feature in ordered:
        value = inputs.get(feature.key)
        way = "missing" if value is None else _way(sizes.get(feature.key, 0.0))
        rows.append(
            Weighed(feature.label(language), _found(value, units.get(feature.key, 0.0)), _WEIGHT[way], way)
        )
    return tuple(rows)


def _way(size: float) -> str:
    if abs(size) < HARDLY:
        return "hardly"
    return ("for_" if size > 0 else "against_") + ("some" if abs(size) < SOMEWHAT else "much")


def _found(value: float | str | None, units: float) -> str:
    if value is None or isinstance(value, str):
        return ""
    if abs(units) < AVERAGE:
        return _("your result: about average")
    return _("your result: above average") if units > 0 else _("your result: below average")


def _change(row: ApplicationRow, advice: AdviceRow) -> dict[str, Any]:
    ranking = newest_shortlist(row.opportunity_id)
    sealed = ranking.changes.get(advice.id) if ranking else None
    if not sealed:
        return {}
    try:
        return unseal(row.person_id, sealed)
    except KeyDestroyed:
        return {}


def _otherwise(change: Mapping[str, Any], used: VersionRow) -> tuple[str, ...]:
    """Say which single own result, if it were other, would have led to another group; without any number."""
    language = language_now()
    labels = {feature.key: feature.label(language) for feature in used.features if feature.levels is None}
    said = []
    for side, higher, lower in (
        (
            "better",
            _("With a higher result on %(label)s the advice would have placed you one group higher."),
            _("With a lower result on %(label)s the advice would have placed you one group higher."),
        ),
        (
            "worse",
            _("With a higher result on %(label)s the advice would have placed you one group lower."),
            _("With a lower result on %(label)s the advice would have placed you one group lower."),
        ),
    ):
        found = change.get(side)
        if found and found["name"] in labels:
            text = higher if found["needed"] > found["value"] else lower
            said.append(text % {"label": labels[found["name"]]})
    return tuple(said)
