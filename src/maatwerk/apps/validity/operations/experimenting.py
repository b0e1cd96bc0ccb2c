"""Experiments: declared, approved by a psychologist, dealt by lot, ended by number, by day, or by anybody's hand."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maatwerk.apps.advice.public import live_version
from maatwerk.apps.applications.public import Application, order_steps
from maatwerk.apps.assessments.public import concepts_measured, make_whole, parts_to_spare
from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.validity.analysis import deal_arm
from maatwerk.apps.validity.models import Assignment, Experiment
from maatwerk.apps.validity.queries import running, running_for, seed_hash, treated_in
from maatwerk.apps.validity.rules import DECLARING_ROLES, FEWEST_PLANNED, MOST_PLANNED, STOPPING_ROLES
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

LEAST_REASON = 10
MOST_MONTHS = 60
State = Experiment.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is written down before an experiment starts."""

    family_id: uuid.UUID
    way: str
    hypothesis: str
    outcome: str
    planned: int
    stop_on: dt.date
    months: int | None = None
    part_id: uuid.UUID | None = None


def declare_experiment(said: Declaration, *, by: Member) -> Experiment:
    """Write an experiment down. Its seed is drawn now and its hash logged, so that nobody can choose it afterwards."""
    if not by.has(*DECLARING_ROLES):
        raise NotAllowed(gettext_lazy("Your role does not include declaring an experiment."))
    _check(said)
    stays = said.outcome == Experiment.Outcome.STAYS
    made = Experiment.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=said.family_id,
        way=Experiment.Way(said.way),
        part_id=said.part_id if said.way == Experiment.Way.DROP_PART else None,
        hypothesis=said.hypothesis.strip(),
        outcome=Experiment.Outcome(said.outcome),
        months=said.months if stays else None,
        planned=said.planned,
        stop_on=said.stop_on,
        seed=secrets.token_hex(16),
        declared_by=by.user_id,
    )
    events.record(
        "validity.experiment_declared",
        object_id=made.pk,
        job_family=str(said.family_id),
        way=said.way,
        part=str(made.part_id or ""),
        outcome=said.outcome,
        planned=said.planned,
        stop_on=said.stop_on.isoformat(),
        seed_sha256=seed_hash(made.seed),
    )
    return made


def _check(said: Declaration) -> None:
    if len(said.hypothesis.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a sentence what you expect, and why."), field="hypothesis")
    if not FEWEST_PLANNED <= said.planned <= MOST_PLANNED:
        raise Refusal(
            _("Plan between %(low)s and %(high)s applications: with fewer nothing can come out.")
            % {"low": FEWEST_PLANNED, "high": MOST_PLANNED},
            field="planned",
        )
    if said.stop_on <= timezone.localdate():
        raise Refusal(_("The last day lies in the future."), field="stop_on")
    needs = said.outcome == Experiment.Outcome.STAYS
    if needs and not (said.months and 1 <= said.months <= MOST_MONTHS):
        raise Refusal(_("Say after how many months somebody should still be here."), field="months")
    if said.way == Experiment.Way.DROP_PART:
        check_part(said.family_id, said.part_id)


def check_part(family_id: uuid.UUID, part_id: uuid.UUID | None) -> None:
    """Refuse to leave out what everybody needs: the only test there is, or one that the advice in force rests on."""
    if part_id is None:
        raise Refusal(_("Choose the test that is left out."), field="part")
    if part_id not in {row.instrument_id for row in parts_to_spare(family_id)}:
        raise Refusal(
            _(
                "For this work nobody is invited to this test together with another one,"
                " so it cannot be left out for some."
            ),
            field="part",
        )
    live = live_version(family_id)
    needed = {one.concept_id for one in live.features} if live else set()
    if needed & {str(key) for key in concepts_measured(part_id)}:
        raise Refusal(
            _("The advice for this work rests on this test: whoever did not take it would get no advice."),
            field="part",
        )


def judge_experiment(*, experiment_id: uuid.UUID, approves: bool, reason: str, by: Member) -> None:
    """Approve an experiment, which starts it, or decline it: a psychologist, and not who declared it."""
    if not by.has(Role.PSYCHOLOGIST):
        raise NotAllowed(gettext_lazy("A psychologist judges an experiment."))
    found = Experiment.objects.select_for_update().get(pk=experiment_id)
    if found.state != State.DECLARED:
        raise Refusal(_("This experiment was judged already."), code="judged_already")
    if found.declared_by == by.user_id:
        raise Refusal(_("You declared it yourself; another psychologist judges it."), code="own_experiment")
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal(_("Give your reason, in a few words."), field="reason")
    if approves and found.stop_on <= timezone.localdate():
        raise Refusal(_("Its last day has gone by. Declare it anew."), code="too_late")
    if approves and found.way == Experiment.Way.DROP_PART:
        check_part(found.job_family_id, found.part_id)
    if approves and running(found.way, found.job_family_id) is not None:
        raise Refusal(
            _("Another experiment on the same step runs for this work; end that one first."),
            code="one_at_a_time",
        )
    found.state = State.RUNNING if approves else State.DECLINED
    found.judged_by, found.judged_at, found.reason = by.user_id, timezone.now(), reason.strip()
    found.save(update_fields=["state", "judged_by", "judged_at", "reason"])
    events.record("validity.experiment_judged", object_id=found.pk, approved=approves)


def end_experiment(*, experiment_id: uuid.UUID, reason: str, by: Member) -> None:
    """Stop a running experiment at once: everybody works as the organisation settled, who was dealt too."""
    if not by.has(*STOPPING_ROLES):
        raise NotAllowed(gettext_lazy("Your role does not include stopping an experiment."))
    found = Experiment.objects.select_for_update().get(pk=experiment_id)
    if found.state != State.RUNNING:
        raise Refusal(_("This experiment does not run."), code="not_running")
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal(_("Say why it stops, in a few words."), field="reason")
    _end(found, because="stopped", reason=reason.strip(), by=by.user_id)


def end_where_due() -> list[uuid.UUID]:
    """End every running experiment whose last day has gone by."""
    due = Experiment.objects.select_for_update().filter(state=State.RUNNING, stop_on__lt=timezone.localdate())
    ended = list(due)
    for one in ended:
        _end(one, because="last_day", reason="", by=None)
    return [one.pk for one in ended]


def _end(found: Experiment, *, because: str, reason: str, by: uuid.UUID | None) -> None:
    found.state, found.ended_at, found.ended_by, found.end_reason = State.ENDED, timezone.now(), by, reason
    found.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    treated = treated_in(found.pk)
    if found.way == Experiment.Way.INTERVIEW_FIRST:
        order_steps(list(treated), interview_first=False)
    if found.part_id is not None:
        make_whole(found.part_id, list(treated.values()))
    # the lot may now be drawn again by anybody; before, it would have foretold the next arm
    events.record("validity.experiment_ended", object_id=found.pk, because=because, seed=found.seed)


def deal(application_id: uuid.UUID) -> None:
    """Deal an application that just came in, for every experiment that runs for its work.

    Once as many were dealt as planned, nobody more is; who was dealt keeps working that way until the experiment ends.
    """
    row = Application.objects.values_list("opportunity_id", "opportunity__job_family_id").get(
        pk=application_id
    )
    for one in running_for(row[1]):
        _deal(one, application_id, row[0])


def _deal(one: Experiment, application_id: uuid.UUID, vacancy: uuid.UUID) -> None:
    """Give an application the next place in its vacancy's lot; one after the other, behind a lock."""
    found = Experiment.objects.select_for_update().get(pk=one.pk)
    if found.state != State.RUNNING or found.stop_on < timezone.localdate():
        return
    dealt = Assignment.objects.filter(experiment=found)
    if dealt.count() >= found.planned:
        return
    position = dealt.filter(vacancy_id=vacancy).count()
    treated = deal_arm(position, seed=found.seed, stratum=str(vacancy))
    Assignment.objects.create(
        organisation_id=found.organisation_id,
        experiment=found,
        application_id=application_id,
        vacancy_id=vacancy,
        position=position,
        treated=treated,
    )
    events.record(
        "validity.application_dealt", object_id=application_id, experiment=str(found.pk), position=position
    )
    if treated and found.way == Experiment.Way.INTERVIEW_FIRST:
        order_steps([application_id], interview_first=True)
