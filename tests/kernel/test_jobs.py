"""Long work: queued with the transaction, run once or twice, its end told in every language."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from maatwerk.kernel import events, jobs, log, tenancy
from maatwerk.kernel.jobs import Progress, enqueue, job, run_work, seal_logs
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

Found = Callable[[str], uuid.UUID]


@pytest.fixture
def does() -> Iterator[Callable[[Callable[[Progress], dict[str, Any]]], None]]:
    """Says what the job called `test.work` does."""

    def register(function: Callable[[Progress], dict[str, Any]]) -> None:
        job("test.work", queue="app")(function)

    yield register
    jobs._jobs.pop("test.work", None)


def queue(organisation: uuid.UUID) -> Work:
    with tenancy.acting(organisation=organisation):
        return enqueue("test.work")


def run(work: Work) -> None:
    run_work(organisation_id=str(work.organisation_id), work_id=str(work.pk))


def seen(work: Work) -> Work:
    with tenancy.acting(organisation=work.organisation_id):
        return Work.objects.get(pk=work.pk)


def test_a_job_starts_only_if_its_transaction_commits(organisation: uuid.UUID, does: Any) -> None:
    does(lambda progress: {})

    def fail_after_queueing() -> None:
        with tenancy.acting(organisation=organisation):
            enqueue("test.work")
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        fail_after_queueing()
    assert ProcrastinateJob.objects.count() == 0
    work = queue(organisation)
    (queued,) = ProcrastinateJob.objects.all()
    assert queued.queue_name == "app"
    # keys only: job arguments hold no personal data
    assert queued.args == {"organisation_id": str(organisation), "work_id": str(work.pk)}


def test_a_job_that_ends_well_keeps_its_result(organisation: uuid.UUID, does: Any) -> None:
    does(lambda progress: {"rows": 3})
    work = queue(organisation)
    run(work)
    after = seen(work)
    assert (after.state, after.result, after.attempt) == (Work.State.DONE, {"rows": 3}, 1)
    assert after.ended_at is not None


def test_delivered_twice_it_runs_once(organisation: uuid.UUID, does: Any) -> None:
    runs = []
    does(lambda progress: runs.append(progress.work_id) or {})
    work = queue(organisation)
    run(work)
    run(work)
    assert runs == [work.pk]


def test_a_refusal_is_kept_in_both_languages(organisation: uuid.UUID, does: Any) -> None:
    def refuse(progress: Progress) -> dict[str, Any]:
        raise Refusal(_("Seal %(seal)s was changed in the database."), code="nonsense")

    does(refuse)
    work = queue(organisation)
    run(work)
    after = seen(work)
    assert after.state == Work.State.REFUSED
    assert after.result == {
        "code": "nonsense",
        "sentences": {
            "nl": "Zegel %(seal)s is in de database veranderd.",
            "en": "Seal %(seal)s was changed in the database.",
        },
    }
    run(work)  # an answer is an answer: it is not asked again
    assert seen(work).attempt == 1


def test_a_failure_keeps_an_incident_number_and_no_secret(
    organisation: uuid.UUID, does: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(progress: Progress) -> dict[str, Any]:
        raise ValueError("what went wrong inside")

    does(fail)
    work = queue(organisation)
    with pytest.raises(ValueError, match="inside"):  # so that the queue knows too
        run(work)
    after = seen(work)
    assert after.state == Work.State.FAILED
    assert list(after.result) == ["incident"]
    assert "inside" not in str(after.result)
    assert after.result["incident"] in caplog.text


def test_failed_work_can_be_run_again(organisation: uuid.UUID, does: Any) -> None:
    moods = iter([True, False])

    def sometimes(progress: Progress) -> dict[str, Any]:
        if next(moods):
            raise ValueError("first time")
        return {"well": True}

    does(sometimes)
    work = queue(organisation)
    with pytest.raises(ValueError, match="first time"):
        run(work)
    run(work)
    after = seen(work)
    assert (after.state, after.attempt, after.result) == (Work.State.DONE, 2, {"well": True})


def test_progress_is_seen_while_the_job_is_at_it(organisation: uuid.UUID, does: Any) -> None:
    glimpses = []

    def slow(progress: Progress) -> dict[str, Any]:
        with tenancy.acting(organisation=progress.organisation_id):
            events.record("test.half_done")
            progress.tell("reading", done=5, total=10)
            glimpses.append(seen_from_outside(work))
            raise Refusal("enough")

    def seen_from_outside(work: Work) -> tuple[str, str, int, int]:
        with tenancy.acting(organisation=work.organisation_id, using="scoring"):
            row = Work.objects.using("scoring").get(pk=work.pk)
        return row.state, row.step, row.done, row.total

    does(slow)
    work = queue(organisation)
    run(work)
    assert glimpses == [("running", "reading", 5, 10)]
    with tenancy.acting(organisation=organisation):  # what it had written is gone with its transaction
        assert not Event.objects.filter(kind="test.half_done").exists()


def test_work_of_another_organisation_is_not_found(organisation: uuid.UUID, found: Found, does: Any) -> None:
    does(lambda progress: {})
    work = queue(organisation)
    with pytest.raises(Work.DoesNotExist):
        run_work(organisation_id=str(found("other")), work_id=str(work.pk))


def test_a_job_nobody_registered_cannot_be_queued(organisation: uuid.UUID) -> None:
    with tenancy.acting(organisation=organisation), pytest.raises(KeyError):
        enqueue("test.unheard_of")


def test_the_sealing_job_seals_every_log(organisation: uuid.UUID, found: Found) -> None:
    other = found("other")
    for key in (organisation, other):
        with tenancy.acting(organisation=key):
            events.record("test.thing_done")
    seal_logs(timestamp=0)
    assert [log.verify(key).sealed for key in (organisation, other)] == [1, 1]


def test_a_minute_that_begins_before_the_last_one_is_sealed_stops_no_worker(organisation: uuid.UUID) -> None:
    # with a queueing lock the second one collides, and row-level security keeps the job library from seeing with what
    for minute in (1, 2):
        seal_logs.defer(timestamp=minute)
    waiting = ProcrastinateJob.objects.filter(task_name="kernel.seal_logs", status="todo")
    assert [job.args["timestamp"] for job in waiting.order_by("id")] == [1, 2]


def test_refusals_carry_their_status_and_field() -> None:
    plain = Refusal("No.")
    assert (plain.sentence, plain.code, plain.status, plain.field) == ("No.", "refused", 409, None)
    role = NotAllowed("Not you.")
    assert (role.code, role.status) == ("not_allowed", 403)
    assert Refusal("No.", code="x", status=422, field="name").field == "name"
