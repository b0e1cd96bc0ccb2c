"""What the pages of validity show: rows, drawings and sentences made from what was found, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.validity.analysis import with_research
from maatwerk.apps.validity.rules import FEWEST, prior_for
from maatwerk.apps.validity.words import (
    RATERS,
    VERDICTS,
    WHY,
    WITHOUT,
    between,
    correlation,
    outcome_label,
    said,
)
from maatwerk.ui.charts import ForestRow, forest
from maatwerk.ui.formats import number, percent
from maatwerk.ui.shapes import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One score with one outcome: what was seen, each correction, what it adds, and what to know."""

    label: str
    instrument: str
    n: int
    observed: str
    interval: str
    why: str
    verdict: str
    tone: str
    steps: tuple[tuple[str, str], ...]
    adds: str
    raters: tuple[str, ...]
    notes: tuple[str, ...]
    prior: str
    posterior: str
    warning: str
    weighted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart:
    """Everything about one outcome."""

    key: str
    title: str
    n: int
    of: int
    chart: Chart | None
    rows: tuple[ScoreRow, ...]
    reading: str


def outcome_parts(result: Mapping[str, Any]) -> list[OutcomePart]:
    """Return the outcomes of a study, ratings first."""
    return [_part(found, result) for found in result["outcomes"]]


def _part(found: Mapping[str, Any], result: Mapping[str, Any]) -> OutcomePart:
    weighted = found.get("weighted", {})  # studies made before this was computed have none
    rows = tuple(
        _row(one, found["outcome"], result["measured"][one["key"]], weighted.get(one["key"]))
        for one in found["scores"]
    )
    return OutcomePart(
        key=found["outcome"],
        title=outcome_label(found["outcome"]),
        n=found["n"],
        of=found["of"],
        chart=_chart(found, result),
        rows=tuple(sorted(rows, key=lambda row: row.label.lower())),
        reading=_reading(found["scores"]),
    )


def _chart(found: Mapping[str, Any], result: Mapping[str, Any]) -> Chart | None:
    drawn = [one for one in found["scores"] if one["observed"]]
    if not drawn:
        return None
    rows = [
        ForestRow(
            said(result["measured"][one["key"]]["labels"]),
            one["observed"]["estimate"],
            one["observed"]["low"],
            one["observed"]["high"],
        )
        for one in sorted(drawn, key=lambda one: -abs(one["observed"]["estimate"]))
    ]
    return forest(
        title=_("Observed validity: %(outcome)s") % {"outcome": outcome_label(found["outcome"])},
        sentence=_(
            "How far a score goes together with the outcome, before any correction. The bar holds it with 95% certainty; a bar "
            "over the line may be no relation at all."
        ),
        rows=rows,
        axis=_("correlation"),
    )


def _reading(scores: Sequence[Mapping[str, Any]]) -> str:
    """Say in one sentence how many scores say something here."""
    established = sum(one["verdict"] == "established" for one in scores)
    values = {"established": number(established), "all": number(len(scores))}
    if not established:
        return (
            _("Of none of the %(all)s scores is it established here that it goes together with this outcome.")
            % values
        )
    return (
        ngettext(
            "Of %(established)s of the %(all)s scores it is established here that it goes together with this outcome.",
            "Of %(established)s of the %(all)s scores it is established here that they go together with this outcome.",
            established,
        )
        % values
    )


def _row(
    one: Mapping[str, Any], outcome: str, measured: Mapping[str, Any], weighted: Mapping[str, Any] | None
) -> ScoreRow:
    seen = one["observed"]
    verdict, tone = VERDICTS[one["verdict"]]
    return ScoreRow(
        label=said(measured["labels"]),
        instrument=measured["instrument"],
        n=one["n"],
        observed=correlation(seen["estimate"]) if seen else "–",
        interval=between(seen) if seen else "",
        why=str(WHY[one["why"]]) if one["why"] else "",
        verdict=_direction(one) or str(verdict),
        tone=tone,
        steps=tuple(
            (said(step["says"]), f"{correlation(step['estimate'])} ({between(step)})")
            for step in one["steps"]
        ),
        adds=_adds(one["adds"]),
        raters=_raters(one["by_rater"]),
        notes=tuple(str(WITHOUT[why]) for why in one["without"].values() if _concerns(why, outcome)),
        prior=_prior(one, outcome, measured["concept"]),
        posterior=_posterior(one, outcome, measured["concept"]),
        warning=_missing(one["missing"]),
        weighted=_weighted(weighted),
    )


def _direction(one: Mapping[str, Any]) -> str:
    if one["verdict"] == "established" and one["observed"]["estimate"] < 0:
        return _("established here, the other way round")
    return ""


def _concerns(why: str, outcome: str) -> bool:
    """Leave the reliability of ratings out where the outcome is no rating."""
    return outcome == "rating" or why not in {"not_stated", "impossible"}


def _adds(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    gain = found["gain"]
    return _(
        "Beside the other scores it explains %(gain)s more of the differences (%(low)s to %(high)s; %(n)s people)."
    ) % {
        "gain": percent(gain["estimate"], 1),
        "low": percent(gain["low"], 1),
        "high": percent(gain["high"], 1),
        "n": number(found["n"]),
    }


def _raters(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Say the validity apart by whether raters had seen the advice; silent where nothing can be kept apart."""
    if set(found) <= {"unknown"}:
        return ()
    return tuple(f"{capfirst(str(RATERS[name]))}: {_apart(one)}" for name, one in found.items() if one["n"])


def _apart(one: Mapping[str, Any]) -> str:
    if one["observed"] is None:
        return _("too few to say anything (%(n)s)") % {"n": number(one["n"])}
    return _("%(r)s (%(between)s; %(n)s people)") % {
        "r": correlation(one["observed"]["estimate"]),
        "between": between(one["observed"]),
        "n": number(one["n"]),
    }


def _prior(one: Mapping[str, Any], outcome: str, concept: str) -> str:
    """Say what was found elsewhere, where nothing is established here; it speaks of ratings of work alone."""
    if one["verdict"] == "established" or outcome != "rating":
        return ""
    known = prior_for(concept)
    if known is None:
        return ""
    return _("Elsewhere: %(r)s on average (%(source)s). That is no finding about this work.") % {
        "r": correlation(known.mean),
        "source": known.source,
    }


def _posterior(one: Mapping[str, Any], outcome: str, concept: str) -> str:
    """Say what research and what was seen here come to together, where the interval here says too little."""
    known = prior_for(concept)
    if one["verdict"] == "established" or outcome != "rating" or known is None:
        return ""
    made = with_research(one, known)
    if made is None:
        return ""
    return _(
        "With that research and the %(n)s people here together: %(r)s (%(between)s); what was seen here weighs %(weight)s."
        " Between settings the research spreads by %(sd)s."
    ) % {
        "n": number(made["n"]),
        "r": correlation(made["estimate"]),
        "between": between(made),
        "weight": percent(made["local_weight"]),
        "sd": number(known.sd or 0.0, 2),
    }


def _weighted(found: Mapping[str, Any] | None) -> str:
    """Say what the validity is once who is missing has their weight back."""
    if not found:
        return ""
    return _(
        "Weighted so that who is missing counts as people with the same scores do: %(r)s"
        " (%(between)s; %(n)s of %(of)s people known)."
    ) % {
        "r": correlation(found["estimate"]),
        "between": between(found),
        "n": number(found["n"]),
        "of": number(found["of"]),
    }


def _missing(found: Mapping[str, Any] | None) -> str:
    if not found or not found["warns"]:
        return ""
    gap = found["difference"]["estimate"]
    text = (
        _(
            "The %(n)s people without this outcome scored higher (%(gap)s standard deviations): who is missing is no chance."
        )
        if gap > 0
        else _(
            "The %(n)s people without this outcome scored lower (%(gap)s standard deviations): who is missing is no chance."
        )
    )
    return text % {"n": number(found["n"]), "gap": number(abs(gap), 1)}


def family_sentence(result: Mapping[str, Any]) -> str:
    """Say in a list what a study came to."""
    if not result["outcomes"]:
        return _("too few outcomes")
    best = result["outcomes"][0]
    established = sum(one["verdict"] == "established" for one in best["scores"])
    return _("%(outcome)s: %(established)s of %(all)s established") % {
        "outcome": outcome_label(best["outcome"]),
        "established": number(established),
        "all": number(len(best["scores"])),
    }


def fewest_sentence() -> str:
    """Say from how many people on something counts as established."""
    return _("With fewer than %(n)s people nothing is called established.") % {"n": FEWEST}
