"""Reads of models and advice, as rows for pages and the command."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from maatwerk.apps.advice.contracts import FeatureSpec
from maatwerk.apps.advice.models import Advice, Feature, ModelVersion, Shortlist, Stop, VersionStep
from maatwerk.apps.people.public import unseal_many


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step a version took."""

    from_state: str
    to_state: str
    by: uuid.UUID
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A model version with everything that is known of it."""

    id: uuid.UUID
    job_family_id: uuid.UUID
    number: int
    state: str
    state_label: str
    verdict: str
    verdict_label: str
    features: tuple[FeatureSpec, ...]
    fitted: dict[str, Any]
    performance: dict[str, Any] | None
    validity: dict[str, Any]
    caveats: list[dict[str, Any]]
    training_fingerprint: str
    n_people: int
    n_separations: int
    outcomes_needed: int | None
    absolute_rates: bool
    proposed_because: str
    compared_with_id: uuid.UUID | None
    steering_id: uuid.UUID | None
    created_at: dt.datetime
    live_at: dt.datetime | None
    steps: tuple[StepRow, ...] = ()


def version(key: uuid.UUID, *, using: str = "default") -> VersionRow:
    """Return one version with its steps; `ModelVersion.DoesNotExist` where the organisation has none of this key."""
    found = ModelVersion.objects.using(using).get(pk=key)
    steps = VersionStep.objects.filter(version_id=key).order_by("at", "id") if using == "default" else ()
    return _version(found, tuple(StepRow(s.from_state, s.to_state, s.by, s.reason, s.at) for s in steps))


def versions(job_family_id: uuid.UUID | None = None, *, using: str = "default") -> list[VersionRow]:
    """Return versions, newest first, without their steps: all, or those of one job family."""
    found = ModelVersion.objects.using(using).order_by("job_family_id", "-number")
    if job_family_id is not None:
        found = found.filter(job_family_id=job_family_id)
    return [_version(item) for item in found]


def live_version(job_family_id: uuid.UUID, *, using: str = "default") -> VersionRow | None:
    """Return the version that advises now, if there is one."""
    found = ModelVersion.objects.using(using).filter(job_family_id=job_family_id, state="live").first()
    return _version(found) if found else None


def _version(found: ModelVersion, steps: tuple[StepRow, ...] = ()) -> VersionRow:
    return VersionRow(
        id=found.pk,
        job_family_id=found.job_family_id,
        number=found.number,
        state=found.state,
        state_label=found.get_state_display(),
        verdict=found.verdict,
        verdict_label=found.get_verdict_display(),
        features=tuple(FeatureSpec.from_dict(stored) for stored in found.features),
        fitted=found.fitted,
        performance=found.performance,
        validity=found.validity,
        caveats=found.caveats,
        training_fingerprint=found.training_fingerprint,
        n_people=found.n_people,
        n_separations=found.n_separations,
        outcomes_needed=found.outcomes_needed,
        absolute_rates=found.absolute_rates,
        proposed_because=found.proposed_because,
        compared_with_id=found.compared_with_id,
        steering_id=found.steering_id,
        created_at=found.created_at,
        live_at=found.live_at,
        steps=steps,
    )


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """What may feed the models of a job family, with the psychologist's statement."""

    id: uuid.UUID
    concept_id: uuid.UUID
    kind: str
    kind_label: str
    is_exception: bool
    importance: int
    helps: bool
    is_one_way: bool
    prior_source: str
    reason: str
    approved_by: uuid.UUID
    approved_at: dt.datetime


def features(job_family_id: uuid.UUID) -> list[FeatureRow]:
    """Return the admitted features of a job family."""
    from maatwerk.apps.evidence.public import Kind

    found = Feature.objects.filter(job_family_id=job_family_id, withdrawn_at__isnull=True).order_by(
        "approved_at", "id"
    )
    return [
        FeatureRow(
            f.pk, f.concept_id, f.kind, str(Kind(f.kind).label), f.is_exception, f.importance, f.helps, f.is_one_way,
            f.prior_source, f.reason, f.approved_by, f.approved_at,
        )
        for f in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """One advice, opened: what was said and on what. `detail` is None after erasure."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    person_id: uuid.UUID
    version_id: uuid.UUID | None
    status: str
    detail: dict[str, Any] | None
    created_at: dt.datetime


def advice_on(
    opportunity_id: uuid.UUID, person_ids: Collection[uuid.UUID] | None = None
) -> dict[uuid.UUID, AdviceRow]:
    """Return the advice per person for an opportunity (everybody, or some), in two queries."""
    found = Advice.objects.filter(opportunity_id=opportunity_id)
    if person_ids is not None:
        found = found.filter(person_id__in=person_ids)
    rows = list(found)
    details = unseal_many({row.person_id: bytes(row.detail) for row in rows})
    return {
        row.person_id: AdviceRow(
            row.pk, row.opportunity_id, row.person_id, row.version_id, row.status,
            details.get(row.person_id), row.created_at,
        )
        for row in rows
    }  # fmt: skip


def advice_keys(opportunity_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Return the key of each person's advice for an opportunity, without what it says."""
    return dict(Advice.objects.filter(opportunity_id=opportunity_id).values_list("person_id", "pk"))


@dataclass(frozen=True, slots=True)
class ShortlistRow:
    """Who stands in which band, best first, by one version."""

    version_id: uuid.UUID | None
    computed_at: dt.datetime
    bands: dict[uuid.UUID, int]  # by advice key, best first
    changes: dict[uuid.UUID, bytes]  # by advice key, sealed under the person's key


def newest_shortlist(opportunity_id: uuid.UUID) -> ShortlistRow | None:
    """Return the newest ranking of an opportunity, if one was made."""
    found = Shortlist.objects.filter(opportunity_id=opportunity_id).order_by("-computed_at", "-id").first()
    if found is None:
        return None
    return ShortlistRow(
        found.version_id,
        found.computed_at,
        {uuid.UUID(key): band for key, band, _sealed in found.places},
        {uuid.UUID(key): bytes.fromhex(sealed) for key, _band, sealed in found.places},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A stop of the advice on a vacancy, or of a version: by whom, why, and how it ended."""

    id: uuid.UUID
    opportunity_id: uuid.UUID | None
    version_id: uuid.UUID | None
    reason: str
    stopped_by: uuid.UUID
    stopped_at: dt.datetime
    resumed_by: uuid.UUID | None
    resumed_at: dt.datetime | None
    resumed_because: str

    @property
    def holds(self) -> bool:
        """Whether it stops advice now."""
        return self.resumed_at is None


def stops() -> list[StopRow]:
    """Return every stop there was, those that hold first, then the newest first."""
    rows = [_stop(found) for found in Stop.objects.order_by("-stopped_at", "-id")]
    return sorted(rows, key=lambda row: not row.holds)


def stop_of(
    *, opportunity_id: uuid.UUID | None = None, version_id: uuid.UUID | None = None
) -> StopRow | None:
    """Return the stop that holds for a vacancy, or for a version; that of the vacancy first."""
    if opportunity_id is None and version_id is None:
        return None
    found = Stop.objects.filter(_stops(opportunity_id, version_id), resumed_at__isnull=True)
    return next((_stop(one) for one in found.order_by("version_id", "id")), None)


def stop_on(opportunity_id: uuid.UUID, job_family_id: uuid.UUID) -> StopRow | None:
    """Return what stops advice on a vacancy now: its own stop, or that of the version that would advise; one small question."""
    would_advise = Q(version__job_family_id=job_family_id, version__state=ModelVersion.State.LIVE)
    found = Stop.objects.filter(Q(opportunity_id=opportunity_id) | would_advise, resumed_at__isnull=True)
    return next((_stop(one) for one in found.order_by("version_id", "id")), None)


def is_stopped(
    *, opportunity_id: uuid.UUID | None = None, version_id: uuid.UUID | None = None, using: str = "default"
) -> bool:
    """Tell whether advice on this vacancy, or by this version, is stopped now."""
    found = Stop.objects.using(using).filter(_stops(opportunity_id, version_id), resumed_at__isnull=True)
    return found.exists()


def _stops(opportunity_id: uuid.UUID | None, version_id: uuid.UUID | None) -> Q:
    named = Q(pk__in=())
    if opportunity_id is not None:
        named |= Q(opportunity_id=opportunity_id)
    if version_id is not None:
        named |= Q(version_id=version_id)
    return named


def _stop(found: Stop) -> StopRow:
    return StopRow(
        id=found.pk,
        opportunity_id=found.opportunity_id,
        version_id=found.version_id,
        reason=found.reason,
        stopped_by=found.stopped_by,
        stopped_at=found.stopped_at,
        resumed_by=found.resumed_by,
        resumed_at=found.resumed_at,
        resumed_because=found.resumed_because,
    )
