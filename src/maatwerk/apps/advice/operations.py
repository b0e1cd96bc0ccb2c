"""Writes about models: what may feed them, new versions, and the steps a version takes. All by people, with reasons."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice import analysis
from maatwerk.apps.advice.afterwards import validity_of_advice
from maatwerk.apps.advice.contracts import FitResult, TrainingSet
from maatwerk.apps.advice.models import Feature, ModelVersion, TrainingScore, VersionStep
from maatwerk.apps.advice.rules import STEPS, may_admit_features
from maatwerk.apps.advice.training import training_set
from maatwerk.apps.evidence.public import Instrument, Kind, instruments_of_concepts
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

State = ModelVersion.State

#: What apps above ask before a version goes live for the first time: each returns the reasons against it.
LiveCheck = Callable[[uuid.UUID], Sequence[str]]
_checks: list[LiveCheck] = []


def check_before_live(check: LiveCheck) -> None:
    """Let an app above stand in the way of a version going live (calls go down; a lower app asks who registered)."""
    if check not in _checks:
        _checks.append(check)


def reasons_against_live(version_id: uuid.UUID) -> list[str]:
    """Return why a version cannot go live now; empty where nothing stands in the way."""
    return [reason for check in _checks for reason in check(version_id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a psychologist states when a construct is let into a job family's models."""

    concept_id: uuid.UUID
    reason: str
    kind: str = Kind.INSTRUMENT_RESULT
    importance: int = 0
    helps: bool = True
    is_one_way: bool = False
    prior_source: str = ""


def admit_feature(*, job_family_id: uuid.UUID, admission: Admission, by: Member) -> Feature:
    """Let a construct feed the models of a job family; a new statement replaces the old one, which is kept.

    Results of approved instruments are the rule. Anything else is an exception, which every advice that uses it shows.
    """
    if not may_admit_features(by):
        raise NotAllowed(_("Only a psychologist says what may feed a model."))
    if not admission.reason.strip():
        raise Refusal(
            _("Write down why this is relevant for the work; without a reason it cannot feed a model."),
            field="reason",
        )
    if admission.importance and not admission.prior_source.strip():
        raise Refusal(
            _("Say what your expectation rests on: a publication, or whose experience."), field="prior_source"
        )
    is_result = admission.kind == Kind.INSTRUMENT_RESULT
    if is_result:
        _check_instruments(admission.concept_id)
    Feature.objects.filter(
        job_family_id=job_family_id,
        concept_id=admission.concept_id,
        kind=admission.kind,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=timezone.now())
    feature = Feature.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=job_family_id,
        concept_id=admission.concept_id,
        kind=Kind(admission.kind),
        is_exception=not is_result,
        importance=admission.importance,
        helps=admission.helps,
        is_one_way=admission.is_one_way,
        prior_source=admission.prior_source,
        reason=admission.reason,
        approved_by=by.user_id,
    )
    events.record(
        "advice.feature_admitted", object_id=feature.pk, exception=not is_result, kind=admission.kind
    )
    return feature


def _check_instruments(concept_id: uuid.UUID) -> None:
    used = instruments_of_concepts([concept_id]).get(concept_id, set())
    waiting = Instrument.objects.filter(pk__in=used, approved_at__isnull=True).values_list("name", flat=True)
    if waiting:
        raise Refusal(
            _("“%(name)s” is not approved for selection yet. Approve the instrument first, with a reason.")
            % {"name": waiting[0]},
            code="instrument_not_approved",
        )


def withdraw_feature(*, feature_id: uuid.UUID, by: Member) -> None:
    """Stop a construct from feeding new versions; versions that exist keep what they were made of."""
    if not may_admit_features(by):
        raise NotAllowed(_("Only a psychologist says what may feed a model."))
    Feature.objects.filter(pk=feature_id, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    events.record("advice.feature_withdrawn", object_id=feature_id)


def propose_version(*, job_family_id: uuid.UUID, because: str, using: str = "scoring") -> ModelVersion:
    """Fit a new draft on everything known now. Runs on the scoring login; nothing it makes advises by itself."""
    training = training_set(job_family_id, using=using)
    if not training.features:
        raise Refusal(
            _("Nothing may feed this model yet. A psychologist first states what is relevant for this work."),
            code="no_features",
        )
    if not training.rows:
        raise Refusal(_("There is no history for this job family yet. Import one first."), code="no_history")
    result = _fitted(training)
    result.validity["advice_given"] = validity_of_advice(job_family_id, using=using)
    return store_version(
        job_family_id, result, because=because, using=using, absolute=not training.by_outcome
    )


def is_anything_new(job_family_id: uuid.UUID, *, using: str = "scoring") -> bool:
    """Tell whether a version made now would see anything that the newest version did not."""
    newest = ModelVersion.objects.using(using).filter(job_family_id=job_family_id).order_by("-number").first()
    seen = newest.training_fingerprint if newest else ""
    return seen != analysis.fingerprint(training_set(job_family_id, using=using))


def _fitted(training: TrainingSet) -> FitResult:
    with said_in_words():
        return analysis.fit(training)


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what the science core refuses to fit into a refusal."""
    try:
        yield
    except analysis.ScienceError as problem:
        raise Refusal(
            _("No model can be made of this history: %(argument)s must be %(expected)s, and it is %(got)s.")
            % {"argument": problem.argument, "expected": problem.expected, "got": problem.got},
            code="cannot_fit",
        ) from problem


def store_version(
    job_family_id: uuid.UUID,
    result: FitResult,
    *,
    because: str,
    using: str,
    absolute: bool,
    steering: uuid.UUID | None = None,
) -> ModelVersion:
    """Write what a fit found as the next draft of a job family: the one way in which a version is made."""
    live = ModelVersion.objects.using(using).filter(job_family_id=job_family_id, state=State.LIVE).first()
    organisation = tenancy.current_organisation()
    last = (
        ModelVersion.objects.using(using)
        .filter(job_family_id=job_family_id)
        .aggregate(last=Max("number"))["last"]
    )
    version = ModelVersion.objects.using(using).create(
        organisation_id=organisation,
        job_family_id=job_family_id,
        number=(last or 0) + 1,
        verdict=result.verdict,
        features=[feature.to_dict() for feature in result.features],
        fitted=result.fitted,
        performance=result.performance,
        validity=result.validity,
        caveats=result.caveats,
        training_fingerprint=result.fingerprint,
        n_people=result.n_people,
        n_separations=result.n_separations,
        outcomes_needed=result.outcomes_needed,
        absolute_rates=absolute,
        proposed_because=because,
        compared_with=live,
        steering_id=steering,
    )
    TrainingScore.objects.using(using).bulk_create(
        (
            TrainingScore(organisation_id=organisation, version=version, person_id=person, score=score)
            for person, score in result.scores.items()
        ),
        batch_size=2_000,
    )
    events.record(
        "advice.version_proposed",
        object_id=version.pk,
        using=using,
        number=version.number,
        verdict=version.verdict,
        because=because,
    )
    return version


def move_version(*, version_id: uuid.UUID, to: str, reason: str, by: Member) -> ModelVersion:
    """Take a version one step on (review, approve, go live, retire, decline, roll back), by a person who may.

    Going live retires the version that was live; advice already given keeps the version that gave it.
    """
    version = ModelVersion.objects.select_for_update().get(pk=version_id)
    roles = STEPS.get((version.state, to))
    if roles is None:
        raise Refusal(
            _("A version that is “%(state)s” cannot become “%(to)s”.")
            % {"state": version.get_state_display(), "to": State(to).label},
            code="no_such_step",
        )
    if not by.has(*roles):
        raise NotAllowed(_("Your role does not include this step."))
    if not reason.strip():
        raise Refusal(_("Give a reason; it is kept with the version."), field="reason")
    if to == State.LIVE:
        _check_may_advise(version)
        for other in ModelVersion.objects.select_for_update().filter(
            job_family_id=version.job_family_id, state=State.LIVE
        ):
            _step(
                other,
                State.RETIRED,
                reason=str(_("Replaced by version %(number)d.") % {"number": version.number}),
                by=by,
            )
    _step(version, to, reason=reason, by=by)
    return version


def _check_may_advise(version: ModelVersion) -> None:
    """Refuse to put a version live that may not advise on what is known, or against which an app above has reasons.

    A version that was live before may come back at once: rolling back must never wait for paper.
    """
    if version.verdict == ModelVersion.Verdict.NOT_ESTABLISHED and not version.validity["may_advise"]:
        raise Refusal(
            _(
                "This version is not established here and rests on no sourced expectation, so it may not advise. "
                "State what experts expect and where that comes from, or wait for more outcomes."
            ),
            code="may_not_advise",
        )
    if version.state != State.RETIRED and (against := reasons_against_live(version.pk)):
        raise Refusal(" ".join(against), code="not_cleared")


def _step(version: ModelVersion, to: str, *, reason: str, by: Member) -> None:
    VersionStep.objects.create(
        organisation_id=version.organisation_id,
        version=version,
        from_state=version.state,
        to_state=to,
        by=by.user_id,
        reason=reason,
    )
    events.record("advice.version_moved", object_id=version.pk, before=version.state, after=to)
    version.state = State(to)
    if to == State.LIVE:
        version.live_at, version.retired_at = timezone.now(), None
    if to == State.RETIRED:
        version.retired_at = timezone.now()
    version.save(update_fields=["state", "live_at", "retired_at"])
