"""Advice in words: turns what a version computed into what a page says. Never a bare decimal, never a verdict."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maatwerk.apps.advice.public import Advice, AdviceRow, FeatureSpec, VersionRow
from maatwerk.apps.journeys.words import Words
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats
from maatwerk.ui.shapes import AdvicePanel, Contribution, RangeRow

Status = Advice.Status
NOT_USED = (
    gettext_lazy("name"),
    gettext_lazy("address"),
    gettext_lazy("CV"),
    gettext_lazy("photo"),
    gettext_lazy("social media"),
    gettext_lazy("sex"),
    gettext_lazy("age"),
    gettext_lazy("other people's earlier decisions"),
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a version, and when; nobody where none was needed."""

    name: str = ""
    on: dt.date | None = None


def advice_panel(
    advice: AdviceRow,
    version: VersionRow | None,
    *,
    slug: str,
    family: str,
    approval: Approval,
    change: dict[str, Any] | None,
    words: Words,
) -> AdvicePanel:
    """Return the panel of one advice, in the language active now."""
    prediction = (advice.detail or {}).get("prediction")
    common: dict[str, Any] = {
        "model_name": family,
        "model_version": str(version.number) if version else "–",
        "advised_on": advice.created_at.date(),
        "approved_by": approval.name,
        "approved_on": approval.on,
        "model_url": reverse("journeys:version", args=[slug, version.id]) if version else "",
    }
    if version is None or prediction is None:
        return AdvicePanel(**common, insufficient=_silence(advice, version))
    work = _work_ranges((advice.detail or {}).get("performance"))
    return AdvicePanel(
        **common,
        headline=_headline(prediction),
        basis=_says(version),
        ranges=(*_ranges(prediction), *work),
        confidence=prediction["confidence"],
        reference_group=_("people hired earlier in %(family)s") % {"family": family},
        n=prediction["n"],
        contributions=_contributions(prediction, version, (advice.detail or {})["inputs"], words),
        not_used=NOT_USED,
        exceptions=_exceptions(version),
        would_change=_would_change(change, version),
        limits=_limits(prediction, version, with_work=bool(work)),
    )


def _silence(advice: AdviceRow, version: VersionRow | None) -> str:
    if advice.detail is None:
        return _(
            "What this advice rested on was erased, at the person's request or because its time was over."
        )
    if version is None or advice.status == Status.NO_MODEL:
        return _("When this person applied, no model was live for this work.")
    if advice.status == Status.NO_EVIDENCE:
        return _("Nothing is known about this person that the model may use.")
    return _says(version)


def _says(version: VersionRow) -> str:
    said: str = version.validity["gate"][language_now()]
    return said


def _headline(prediction: dict[str, Any]) -> str:
    if prediction["estimates"]:
        last = prediction["estimates"][-1]
        low, high = math.floor(last["low"] * 100), math.ceil(last["high"] * 100)
        return _(
            "Of 100 people with such results, %(low)d to %(high)d are expected to be here after %(months)g months."
        ) % {
            "low": low,
            "high": high,
            "months": last["months"],
        }
    if prediction["log_odds_high"] < 0:
        return _("In any month less likely to leave than somebody with average results.")
    if prediction["log_odds_low"] > 0:
        return _("In any month more likely to leave than somebody with average results.")
    return _("Cannot be told apart from somebody with average results.")


def _ranges(prediction: dict[str, Any]) -> tuple[RangeRow, ...]:
    reference = {found["months"]: found["estimate"] for found in prediction["base_rate"]}
    return tuple(
        RangeRow(
            label=_("After %(months)g months") % {"months": found["months"]},
            low=found["low"],
            high=found["high"],
            reference=reference.get(found["months"]),
        )
        for found in prediction["estimates"]
    )


def _work_ranges(performance: dict[str, Any] | None) -> tuple[RangeRow, ...]:
    """Return what is expected of the work itself, where that is established and the job family says what success is."""
    found = (performance or {}).get("success")
    if not found:
        return ()
    _performing, low, high = found["performing"]
    return (
        RangeRow(
            label=_("Rated %(rating)g or higher, if still here") % {"rating": found["at_least"]},
            low=low,
            high=high,
        ),
        RangeRow(
            label=_("Here after %(months)g months and rated so") % {"months": found["months"]},
            low=found["low"],
            high=found["high"],
        ),
    )


def _contributions(
    prediction: dict[str, Any], version: VersionRow, inputs: Mapping[str, Any], words: Words
) -> tuple[Contribution, ...]:
    """Return one bar per construct: the columns of one category are one piece of evidence."""
    language = language_now()
    sizes: dict[str, float] = {}
    units: dict[str, float] = {}
    for part in prediction["contributions"]:
        key = part["group"] or part["name"]
        sizes[key] = sizes.get(key, 0.0) - part["log_odds"]
        units[key] = part["sd_units"]
    found = []
    for feature in version.features:
        value = inputs.get(feature.key)
        found.append(
            Contribution(
                label=feature.label(language),
                size=sizes.get(feature.key, 0.0),
                value=_measured(feature, value, units.get(feature.key, 0.0), words),
                url=f"#evidence-{feature.key}" if value is not None else "",
                missing=value is None,
            )
        )
    return tuple(sorted(found, key=lambda one: -abs(one.size)))


def _measured(feature: FeatureSpec, value: float | str | None, units: float, words: Words) -> str:
    if value is None:
        return _("not measured; counts as average")
    if isinstance(value, str):
        return words.level(feature.key, value)
    shown = formats.number(value)
    if abs(units) < 0.25:
        return _("%(value)s, about average") % {"value": shown}
    side = _("%(value)s, above average") if units > 0 else _("%(value)s, below average")
    return side % {"value": shown}


def _exceptions(version: VersionRow) -> tuple[str, ...]:
    """Return one sentence per reason that a psychologist gave for letting in what is no test result."""
    language = language_now()
    labels: dict[str, list[str]] = {}
    for feature in version.features:
        if feature.is_exception:
            labels.setdefault(feature.reason, []).append(feature.label(language))
    return tuple(
        ngettext(
            "No test result: %(labels)s. A psychologist admitted it as an exception: %(reason)s",
            "No test results: %(labels)s. A psychologist admitted them as exceptions: %(reason)s",
            len(found),
        )
        % {"labels": ", ".join(found), "reason": reason}
        for reason, found in labels.items()
    )


def _would_change(change: dict[str, Any] | None, version: VersionRow) -> str:
    if not change:
        return ""
    language = language_now()
    labels = {feature.key: feature.label(language) for feature in version.features if feature.levels is None}
    sentences = []
    for side, text in (
        (
            "better",
            _("With %(label)s at %(needed)s instead of %(value)s, this person would stand one group higher."),
        ),
        (
            "worse",
            _("With %(label)s at %(needed)s instead of %(value)s, this person would stand one group lower."),
        ),
    ):
        found = change.get(side)
        if found and found["name"] in labels:
            sentences.append(
                text
                % {
                    "label": labels[found["name"]],
                    "needed": formats.number(found["needed"]),
                    "value": formats.number(found["value"]),
                }
            )
    if not sentences:
        return _(
            "No single result, changed within what has been seen before, would move this person to another group."
        )
    return " ".join(
        [*sentences, _("This describes the model; training for a test need not make anybody stay.")]
    )


def _limits(prediction: dict[str, Any], version: VersionRow, *, with_work: bool) -> tuple[str, ...]:
    limits = [
        ngettext(
            "It rests on %(people)s person who was hired; people who were not hired are unknown to it.",
            "It rests on %(people)s people who were hired; people who were not hired are unknown to it.",
            prediction["n"],
        )
        % {"people": formats.number(prediction["n"])},
        _("It says how often people with such results stayed, not what this person will do."),
    ]
    if with_work:
        limits.append(_("The bars are about staying; how well somebody works is estimated apart from it."))
    if not version.absolute_rates:
        limits.append(
            _("The people in the history were chosen by outcome, so it gives an order and no rates.")
        )
    if any(part["value"] is None for part in prediction["contributions"]):
        limits.append(_("Some results are missing; the range is wider for it."))
    if any(
        part["value"] is not None and part["value"] != part["used"] for part in prediction["contributions"]
    ):
        limits.append(
            _(
                "A result lies outside what the history has shown; the nearest value that it has shown was used."
            )
        )
    return tuple(limits)


def shown_range(advice: AdviceRow | None) -> tuple[float, float] | None:
    """Return the range at the longest horizon; None where no range may be given."""
    estimates = ((advice.detail or {}).get("prediction") or {}).get("estimates") if advice else None
    if not estimates:
        return None
    return estimates[-1]["low"], estimates[-1]["high"]
