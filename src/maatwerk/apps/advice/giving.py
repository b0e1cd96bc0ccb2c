"""Giving advice: asked for by people, computed on the scoring login, once per person and opportunity, replayable."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice import analysis
from maatwerk.apps.advice.contracts import FeatureSpec, Values
from maatwerk.apps.advice.models import Advice, AdviceRequest, ModelVersion, Shortlist
from maatwerk.apps.advice.queries import is_stopped
from maatwerk.apps.advice.rules import status_for
from maatwerk.apps.advice.training import evidence_by_person, evidence_values
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.people.public import KeyDestroyed, seal, unseal
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.turns import take_turn

Status = Advice.Status
GIVEN = {Status.ADVICE, Status.ON_PRIOR}


def request_advice(*, opportunity_id: uuid.UUID, person_ids: Sequence[uuid.UUID]) -> None:
    """Ask for advice on people for an opportunity; the scoring worker answers."""
    AdviceRequest.objects.bulk_create(
        (
            AdviceRequest(
                organisation_id=tenancy.current_organisation(),
                opportunity_id=opportunity_id,
                person_id=person,
            )
            for person in person_ids
        ),
        ignore_conflicts=True,
    )
    jobs.enqueue("advice.give", object_id=opportunity_id)


def give_advice(*, opportunity_id: uuid.UUID, using: str = "scoring") -> int:
    """Answer every open request of an opportunity with the version live now, and rank all who have advice.

    Safe to repeat, and by two at once: who has advice keeps it. While somebody stopped the advice nobody is answered; the
    requests wait.
    """
    take_turn(f"advice {opportunity_id}", using=using)  # two at once would answer the same people
    wanted = opportunity(opportunity_id, using=using)
    answered = Advice.objects.using(using).filter(opportunity_id=opportunity_id).values("person_id")
    waiting = list(
        AdviceRequest.objects.using(using)
        .filter(opportunity_id=opportunity_id)
        .exclude(person_id__in=answered)
        .order_by("requested_at", "id")
        .values_list("person_id", flat=True)
    )
    version = (
        ModelVersion.objects.using(using).filter(job_family_id=wanted.job_family_id, state="live").first()
    )
    if is_stopped(opportunity_id=opportunity_id, version_id=version.pk if version else None, using=using):
        return 0
    evidence = _evidence(waiting, version, using=using)
    for person in waiting:
        _give(opportunity_id, person, version, evidence.get(person, {}), using=using)
    if waiting and version is not None:
        _rank(opportunity_id, version, using=using)
    return len(waiting)


def is_stopped_now(opportunity_id: uuid.UUID, *, using: str = "scoring") -> bool:
    """Tell whether advice on a vacancy is stopped, by itself or with the version that would give it."""
    family = opportunity(opportunity_id, using=using).job_family_id
    live = ModelVersion.objects.using(using).filter(job_family_id=family, state="live").first()
    return is_stopped(opportunity_id=opportunity_id, version_id=live.pk if live else None, using=using)


def _features(version: ModelVersion) -> list[FeatureSpec]:
    return [FeatureSpec.from_dict(stored) for stored in version.features]


def _evidence(
    people: Sequence[uuid.UUID], version: ModelVersion | None, *, using: str
) -> dict[uuid.UUID, Values]:
    if version is None:
        return {}
    features = _features(version)
    found = evidence_by_person(people, using=using)
    return {person: evidence_values(found[person], features) for person in people}


def _give(
    opportunity_id: uuid.UUID, person: uuid.UUID, version: ModelVersion | None, values: Values, *, using: str
) -> None:
    status, detail, score = _said(version, values)
    advice = Advice(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=opportunity_id,
        person_id=person,
        version=version,
        status=status,
        score=score,
        detail=seal(person, detail, using=using),
    )
    advice.save(using=using, force_insert=True)
    events.record(
        "advice.advice_given",
        object_id=advice.pk,
        person_id=person,
        using=using,
        status=status,
        version=str(version.pk) if version else None,
        opportunity=str(opportunity_id),
    )


def _said(version: ModelVersion | None, values: Values) -> tuple[str, dict[str, Any], float | None]:
    """Return status, detail and score: what may be said, and nothing where nothing may."""
    if version is None:
        return Status.NO_MODEL, {"inputs": {}}, None
    status = status_for(version.verdict, values)
    if status not in GIVEN:
        return status, {"inputs": values}, None
    features = _features(version)
    prediction = analysis.advise(version.fitted, features, values)
    detail: dict[str, Any] = {"inputs": values, "prediction": prediction.to_dict()}
    if version.performance:
        detail["performance"] = analysis.perform(
            version.performance, prediction, analysis.numbers(values, features)
        )
    return status, json.loads(json.dumps(detail)), -prediction.log_odds


def _rank(opportunity_id: uuid.UUID, version: ModelVersion, *, using: str) -> None:
    """Rank everybody whom this version advised on; people whom an older version advised keep its own list."""
    given = Advice.objects.using(using).filter(
        opportunity_id=opportunity_id, version=version, status__in=GIVEN
    )
    by_person = {advice.person_id: advice for advice in given}
    if not by_person:
        return
    inputs = {
        person: unseal(person, bytes(a.detail), using=using)["inputs"] for person, a in by_person.items()
    }
    places = analysis.shortlist(version.fitted, _features(version), inputs)
    changes = analysis.variations(version.fitted, _features(version), inputs)
    Shortlist.objects.using(using).bulk_create(
        [
            Shortlist(
                organisation_id=tenancy.current_organisation(),
                opportunity_id=opportunity_id,
                version=version,
                places=[
                    [str(by_person[person].pk), band, seal(person, changes[person], using=using).hex()]
                    for person, band in places
                ],
            )
        ]
    )


def replay(*, advice_id: uuid.UUID, using: str = "scoring") -> dict[str, Any]:
    """Compute an advice again from its sealed inputs and its version; returns what was said and what is said now."""
    advice = Advice.objects.using(using).select_related("version").get(pk=advice_id)
    stored = unseal(advice.person_id, bytes(advice.detail), using=using)
    if advice.version is None:
        raise Refusal(
            _("There was no live model, so there is nothing to compute again."), code="nothing_to_replay"
        )
    status, detail, score = _said(advice.version, stored["inputs"])
    return {
        "identical": (status, score, detail) == (advice.status, advice.score, stored),
        "then": stored,
        "now": detail,
    }


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many advices were computed again, how many were identical, and how many cannot be any more."""

    replayed: int
    identical: int
    erased: int


def replay_all(*, using: str = "scoring") -> Replayed:
    """Compute every advice of the organisation again; what was erased or had no model is counted, not computed."""
    replayed = identical = erased = 0
    for key in Advice.objects.using(using).filter(version__isnull=False).values_list("pk", flat=True):
        try:
            identical += replay(advice_id=key, using=using)["identical"]
        except KeyDestroyed:
            erased += 1
        else:
            replayed += 1
    return Replayed(replayed, identical, erased)
