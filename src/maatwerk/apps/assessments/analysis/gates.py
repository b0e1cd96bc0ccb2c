"""The gates on reliability and norms: what a scale must show before its results may feed advice (PSY-02, PSY-03).

Thresholds come from the dated rule table, for the organisation's jurisdiction.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.content import norm_problems
from maatwerk.apps.assessments.models import Calibration, FactSheet, Scale
from maatwerk.apps.organisations.public import Organisation
from maatwerk.kernel import tenancy
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.rules import rule

if TYPE_CHECKING:
    from maatwerk.science.scores import Gate

DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleGate:
    """Whether a scale's results may feed advice; `reasons` says why not, `notes` what to know."""

    scale_id: uuid.UUID
    key: str
    calibration: int | None
    reliability: float | None
    reliability_grade: str
    norm_n: int | None
    norm_grade: str
    norm_collected_on: dt.date | None
    norm_usable_until: dt.date | None
    is_simulated: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the rule table asks on a day."""

    reliability: tuple[float, float]
    norm_size: tuple[int, int]
    norm_age_years: tuple[float, float]


def thresholds(jurisdiction: str, *, on: dt.date) -> Thresholds:
    """Return what is asked for selection in this jurisdiction on this day."""
    found = [
        tuple(rule(f"tests.{key}", jurisdiction=jurisdiction, on=on))
        for key in ("reliability_for_selection", "norm_size", "norm_age_years")
    ]
    return Thresholds(*found)


def scale_gates(instrument_id: uuid.UUID) -> list[ScaleGate]:
    """Return the gate of each scale of a test, by its approved calibration."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    today = timezone.localdate()
    asked = thresholds(organisation.jurisdiction, on=today)
    approved = {
        found.scale_id: found
        for found in Calibration.objects.filter(
            scale__instrument_id=instrument_id, state=Calibration.State.APPROVED
        )
    }
    scales = Scale.objects.filter(instrument_id=instrument_id).select_related("instrument")
    return [
        _gate(scale, approved.get(scale.pk), asked, today=today, world_is_simulated=organisation.is_simulated)
        for scale in scales.order_by("position", "key")
    ]


def why_not(instrument_id: uuid.UUID) -> list[str]:
    """Return why results of a test may not feed advice; empty where they may, or where it is no test of ours."""
    sheet = FactSheet.objects.filter(instrument_id=instrument_id).first()
    if sheet is None:
        return []
    if sheet.state != FactSheet.State.PUBLISHED:
        return [_("This test is not published.")]
    return reasons_of(scale_gates(instrument_id))


def reasons_of(gates: Iterable[ScaleGate]) -> list[str]:
    """Return what the gates of a test hold against it, each with its scale; empty where all pass."""
    return [f"{gate.key}: {reason}" for gate in gates for reason in gate.reasons]


def _gate(
    scale: Scale,
    found: Calibration | None,
    asked: Thresholds,
    *,
    today: dt.date,
    world_is_simulated: bool,
) -> ScaleGate:
    if found is None:
        reasons, graded, normed = [_("It has no approved calibration yet.")], None, None
    else:
        graded, normed = _reliability(found, asked), _norm(found.norm, asked, today)
        reasons = [
            problem.sentence for problem in norm_problems(found.norm, language=scale.instrument.language)
        ]
        if not found.is_simulated:
            reasons += _said(graded, normed)
        elif not world_is_simulated:
            reasons.append(_("Its calibration is simulated: no people stand behind it."))
    if scale.infers:
        reasons.append(
            _("It says something about a special category of personal data (%(name)s).")
            % {"name": scale.get_infers_display()}
        )
    language = language_now()
    notes = [c.explain(language) for gate in (graded, normed) if gate for c in gate.caveats]
    norm = found.norm if found else {}
    return ScaleGate(
        scale_id=scale.pk,
        key=scale.key,
        calibration=found.number if found else None,
        reliability=found.reliability if found else None,
        reliability_grade=graded.grade if graded else "",
        norm_n=norm.get("n"),
        norm_grade=normed.grade if normed else "",
        norm_collected_on=_day(norm),
        norm_usable_until=_usable_until(found, asked),
        is_simulated=bool(found and found.is_simulated),
        reasons=tuple(reasons),
        notes=tuple(notes),
    )


def _reliability(found: Calibration, asked: Thresholds) -> "Gate | None":
    from maatwerk.science.scores import reliability_gate

    if found.reliability is None:
        return None
    low, good = asked.reliability
    return reliability_gate(found.reliability, sufficient=low, good=good)


def _norm(norm: Mapping[str, Any], asked: Thresholds, today: dt.date) -> "Gate | None":
    from maatwerk.science.scores import norm_gate

    collected = _day(norm)
    if collected is None or not norm.get("n"):
        return None
    (low, good), (dated, unusable) = asked.norm_size, asked.norm_age_years
    age = max(0.0, (today - collected).days / DAYS_OF_YEAR)
    return norm_gate(norm["n"], age, sufficient=low, good=good, dated_after=dated, unusable_after=unusable)


def _usable_until(found: Calibration | None, asked: Thresholds) -> dt.date | None:
    """Return the last day on which norms are young enough; None without norms of people."""
    collected = None if found is None or found.is_simulated else _day(found.norm)
    if collected is None:
        return None
    return collected + dt.timedelta(days=int(asked.norm_age_years[1] * DAYS_OF_YEAR))


def _said(graded: "Gate | None", normed: "Gate | None") -> list[str]:
    found = []
    if graded is None:
        found.append(_("Its reliability is not known."))
    elif not graded.passes:
        found.append(
            _("Its reliability is %(value).2f; for selection at least %(least).2f is asked.")
            % {"value": graded.value, "least": graded.sufficient}
        )
    if normed is None:
        found.append(_("It has no norm group with a size and a date."))
    elif any(each.code == "norms_unusable" for each in normed.caveats):
        found.append(_("Its norms are too old to use."))
    elif not normed.passes:
        found.append(
            _("Its norm group has %(value)d people; at least %(least)d are asked.")
            % {"value": int(normed.value), "least": int(normed.sufficient)}
        )
    return found


def _day(norm: Mapping[str, Any]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(norm.get("collected_on") or "")
    except ValueError:
        return None
