"""Steering: a person chooses another weighting of a version, the same for everybody; a draft is made of it like any other.

What was looked at before choosing (worth and impact, in sums) comes from `audits`. Of it the model gets the weighting alone.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maatwerk.apps.advice import analysis
from maatwerk.apps.advice.contracts import FeatureSpec, TrainingSet
from maatwerk.apps.advice.models import ModelVersion, Steering
from maatwerk.apps.advice.operations import said_in_words, store_version
from maatwerk.apps.advice.queries import VersionRow, version
from maatwerk.apps.advice.rules import STEERED_STATES, may_steer
from maatwerk.apps.advice.training import training_set
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.turns import take_turn

KEPT_AS_IT_IS = "now"
NO_GROUP_NORMS = "no_group_norms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """A weighting that was shown: a factor per feature, times its weight now (None: as it is), and what was shown of it."""

    choice: str
    factors: Mapping[str, float] | None
    seen: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringRow:
    """What somebody chose of a version, and why."""

    id: uuid.UUID
    version_id: uuid.UUID
    number: int
    choice: str
    is_kept: bool
    seen: dict[str, Any]
    reason: str
    chosen_by: uuid.UUID
    chosen_at: dt.datetime
    made_id: uuid.UUID | None = None  # the version that came of it
    made_number: int | None = None


def group_norms_refused() -> Refusal:
    """Return the refusal of whatever would treat a group apart (42 USC 2000e-2(l); DESIGN section 6)."""
    return Refusal(
        _(
            "A weighting is the same for everybody. Norms, cut-offs or points by sex, age, origin or another protected ground "
            "are not possible here: not in a form, not in a file and not through the API."
        ),
        code=NO_GROUP_NORMS,
    )


def why_not_steered(row: VersionRow) -> str:
    """Return in words why a version cannot be steered; empty where it can."""
    if row.state not in STEERED_STATES:
        return _("This version no longer advises. Steer the one that does, or one that waits.")
    if not row.absolute_rates:
        return _(
            "Its history was chosen by who left, so it is not known what another weighting would be worth among all applicants."
        )
    if row.verdict != ModelVersion.Verdict.ESTABLISHED:
        return _(
            "Its validity is not established here. What a weighting would cost or bring cannot be said before it is: wait for "
            "more outcomes."
        )
    return ""


@transaction.atomic
def steer(*, version_id: uuid.UUID, weighting: Weighting, reason: str, by: Member) -> uuid.UUID:
    """Choose another weighting for everybody, or keep the one there is, with a reason; a job makes the draft.

    The same choice with the same reason, sent again, is the choice that was made: a double click makes no second draft.

    Raises
    ------
    NotAllowed
        The member's role does not include it.
    Refusal
        No reason, a version that cannot be steered, or a weighting of anything but the version's own features.
    """
    if not may_steer(by):
        raise NotAllowed(_("Psychologists and analysts choose a weighting."))
    row = version(version_id)
    if why := why_not_steered(row):
        raise Refusal(why, code="cannot_steer")
    if not reason.strip():
        raise Refusal(_("Say why you choose this; it stays with the version."), field="reason")
    take_turn(f"steering {version_id}")
    if (said := _said_last(version_id)) and _same(said, weighting, reason, by):
        return said.pk
    made = Steering.objects.create(
        organisation_id=tenancy.current_organisation(),
        version_id=version_id,
        factors=_by_column(row, weighting.factors) if weighting.factors is not None else None,
        choice=weighting.choice,
        seen=dict(weighting.seen),
        reason=reason.strip(),
        chosen_by=by.user_id,
    )
    if weighting.factors is None:
        events.record("advice.weighting_kept", object_id=version_id, steering=str(made.pk))
    else:
        events.record("advice.weighting_chosen", object_id=version_id, steering=str(made.pk))
        jobs.enqueue("advice.steer", object_id=made.pk)
    return made.pk


def _said_last(version_id: uuid.UUID) -> Steering | None:
    return Steering.objects.filter(version_id=version_id).order_by("-chosen_at", "-id").first()


def _same(said: Steering, weighting: Weighting, reason: str, by: Member) -> bool:
    """Whether somebody says what they said last."""
    return (said.choice, said.reason, said.chosen_by) == (weighting.choice, reason.strip(), by.user_id)


def _by_column(row: VersionRow, factors: Mapping[str, float]) -> dict[str, float]:
    """Return the factor of each column; whatever is no feature of the version has no place in a weighting."""
    if set(factors) != {feature.key for feature in row.features}:
        raise group_norms_refused()
    return {
        found["name"]: float(factors[found["name"].partition("=")[0]]) for found in row.fitted["features"]
    }


def propose_steered(*, steering_id: uuid.UUID, using: str = "scoring") -> ModelVersion:
    """Make the draft of a chosen weighting. Runs on the scoring login, which can read the weighting and nothing around it.

    The proportions are given; how much they count is learned from all that is known now, and validated as ever.
    """
    take_turn(f"draft of {steering_id}", using=using)  # the terminal and a worker may both be at it
    chosen = Steering.objects.using(using).only("version_id", "factors").get(pk=steering_id)
    made = ModelVersion.objects.using(using).filter(steering_id=steering_id).first()
    if made is not None:  # the job ran before
        return made
    source = ModelVersion.objects.using(using).get(pk=chosen.version_id)
    factors: dict[str, float] = chosen.factors or {}
    kept = {name.partition("=")[0] for name, factor in factors.items() if factor > 0}
    features = tuple(
        found for found in (FeatureSpec.from_dict(stored) for stored in source.features) if found.key in kept
    )
    training = training_set(source.job_family_id, using=using)
    _check_admitted(training, features)
    with said_in_words():
        result = analysis.fit_steered(training, features, fitted=source.fitted, factors=factors)
    return store_version(
        source.job_family_id,
        result,
        because="steered",
        using=using,
        absolute=not training.by_outcome,
        steering=steering_id,
    )


def _check_admitted(training: TrainingSet, features: tuple[FeatureSpec, ...]) -> None:
    admitted = {(found.concept_id, found.kind) for found in training.features}
    if any((found.concept_id, found.kind) not in admitted for found in features):
        raise Refusal(
            _("Something in this weighting may no longer feed the model. Steer a newer version."),
            code="not_admitted",
        )


def steering_of(version_id: uuid.UUID) -> SteeringRow | None:
    """Return what a version was steered by; None where nobody steered it."""
    found = ModelVersion.objects.select_related("steering__version").get(pk=version_id).steering
    return _row(found) if found else None


def steerings(version_id: uuid.UUID) -> list[SteeringRow]:
    """Return what people chose on seeing a version, the newest first."""
    rows = (
        Steering.objects.filter(version_id=version_id).select_related("version").order_by("-chosen_at", "-id")
    )
    made = {
        steering: (key, number)
        for steering, key, number in ModelVersion.objects.filter(steering__version_id=version_id).values_list(
            "steering_id", "pk", "number"
        )
    }
    return [_row(found, *made.get(found.pk, (None, None))) for found in rows]


@dataclass(frozen=True, slots=True)
class SteeredVersion:
    """A steered version that advises or did: since when, and what was chosen."""

    id: uuid.UUID
    job_family_id: uuid.UUID
    number: int
    live_at: dt.datetime
    chosen: SteeringRow


def steered_versions() -> list[SteeredVersion]:
    """Return the steered versions that ever advised, the newest first, in one query."""
    rows = ModelVersion.objects.filter(steering__isnull=False, live_at__isnull=False).order_by("-live_at")
    found = rows.select_related("steering__version").defer("fitted", "validity", "performance", "caveats")
    return [
        SteeredVersion(one.pk, one.job_family_id, one.number, one.live_at, _row(one.steering))
        for one in found
        if one.steering is not None and one.live_at is not None
    ]


def _row(found: Steering, made_id: uuid.UUID | None = None, made_number: int | None = None) -> SteeringRow:
    return SteeringRow(
        id=found.pk,
        version_id=found.version_id,
        number=found.version.number,
        choice=found.choice,
        is_kept=found.factors is None,
        seen=found.seen,
        reason=found.reason,
        chosen_by=found.chosen_by,
        chosen_at=found.chosen_at,
        made_id=made_id,
        made_number=made_number,
    )
