"""Long work outside the request: queued in the same transaction, done by a worker, its progress told to people.

A job is a function of one `Work`. It gets the organisation explicitly, opens its own transaction with `tenancy.acting`,
and may run twice: a worker that dies in the middle leaves nothing behind, and another takes the job again.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from maatwerk.kernel import log, log_store, tenancy
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import Refusal

logger = logging.getLogger(__name__)
Queue = str  # "app" or "scoring": which worker, and so which database login, does the work


@dataclass(frozen=True, slots=True)
class Progress:
    """What a running job knows of itself, and how it tells how far it is."""

    organisation_id: uuid.UUID
    work_id: uuid.UUID
    object_id: uuid.UUID | None
    started_by: uuid.UUID | None

    def tell(self, step: str, *, done: int = 0, total: int = 0) -> None:
        """Show people where the work is; seen at once, whatever becomes of the job's own transaction."""
        _update(self.organisation_id, self.work_id, step=step, done=done, total=total)


JobFunction = Callable[[Progress], dict[str, Any]]
_jobs: dict[str, tuple[Queue, JobFunction]] = {}


def job(name: str, *, queue: Queue) -> Callable[[JobFunction], JobFunction]:
    """Make a function the job called `name`. What it returns (JSON) is kept as the result of its work."""

    def register(function: JobFunction) -> JobFunction:
        _jobs[name] = (queue, function)
        return function

    return register


def enqueue(name: str, *, object_id: uuid.UUID | None = None) -> Work:
    """Queue a job for the organisation acted for; it starts only if this transaction commits."""
    queue, _function = _jobs[name]
    work = Work.objects.create(
        organisation_id=tenancy.current_organisation(),
        kind=name,
        object_id=object_id,
        started_by=tenancy.current_account(),
    )
    task = app.configure_task("kernel.run_work", queue=queue)
    task.defer(organisation_id=str(work.organisation_id), work_id=str(work.pk))
    return work


def tonight(looks: type[Any], *, task: str, at: dt.time) -> None:
    """Have `task` look at the organisation acted for in the coming night; once, however often a day asks for it.

    `looks` is the app's table of such looks, with one row per organisation and day (`on`).
    """
    today, organisation = timezone.localdate(), tenancy.current_organisation()
    fresh = looks(organisation_id=organisation, on=today)
    looks.objects.bulk_create([fresh], ignore_conflicts=True)
    if not looks.objects.filter(pk=fresh.pk).exists():
        return
    when = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=1), at))
    app.configure_task(task, queue="app", schedule_at=when).defer(organisation_id=str(organisation))


def organisations() -> list[uuid.UUID]:
    """Return the keys of all organisations in which anything ever happened."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT organisations_to_look_at()")
        return [key for (key,) in cursor.fetchall()]


def in_each_organisation(look: Callable[[], object], *, name: str) -> None:
    """Make a look that recurs in every organisation, each in a transaction of its own."""
    try:
        for organisation in organisations():
            try:
                with tenancy.acting(organisation=organisation):
                    look()
            except Exception:
                # one organisation's trouble must not keep the others' people
                logger.exception("the look %s of %s failed", name, organisation)
    finally:
        let_go()


@app.task(name="kernel.run_work")
def run_work(organisation_id: str, work_id: str) -> None:
    """Do one piece of work to its end and write down how it ended."""
    try:
        _run(uuid.UUID(organisation_id), uuid.UUID(work_id))
    finally:
        let_go()


def let_go() -> None:
    """Close what this thread opened: it may end now, and nobody else would."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _run(organisation: uuid.UUID, key: uuid.UUID) -> None:
    progress = _begin(organisation, key)
    if progress is None:
        return
    with tenancy.acting(organisation=organisation, using="beside"):
        kind = Work.objects.using("beside").values_list("kind", flat=True).get(pk=key)
    _queue, function = _jobs[kind]
    try:
        result = function(progress)
    except Refusal as refusal:
        _update(organisation, key, state=Work.State.REFUSED, result=_said(refusal), ended_at=timezone.now())
    except Exception:
        incident = uuid.uuid4().hex[:10]
        logger.exception("job %s failed, incident %s", kind, incident)
        _update(
            organisation, key, state=Work.State.FAILED, result={"incident": incident}, ended_at=timezone.now()
        )
        raise
    else:
        _update(organisation, key, state=Work.State.DONE, result=result, ended_at=timezone.now())


# One at a time, however many wait. Not a queueing lock: row-level security hides from the job library which row a new
# one collides with, and a worker that meets that stops.
@app.periodic(cron="* * * * *")
@app.task(name="kernel.seal_logs", queue="app", lock="kernel.seal_logs")
def seal_logs(timestamp: int) -> None:
    """Seal what was recorded in the last minute, in every organisation."""
    log.seal_all()


@app.periodic(cron="11 * * * *")
@app.task(name="kernel.store_anchors", queue="app", lock="kernel.store_anchors")
def store_anchors(timestamp: int) -> None:
    """Send what was anchored in the last hour to the object store, where one is named."""
    log_store.send_all()


def _begin(organisation: uuid.UUID, work_id: uuid.UUID) -> Progress | None:
    """Mark the work as running; None where it already ended (a job may be delivered twice)."""
    with tenancy.acting(organisation=organisation, using="beside"):
        work = Work.objects.using("beside").select_for_update().get(pk=work_id)
        if work.state in {Work.State.DONE, Work.State.REFUSED}:
            return None
        work.state, work.attempt = Work.State.RUNNING, work.attempt + 1
        work.save(using="beside", update_fields=["state", "attempt"])
        return Progress(organisation, work_id, work.object_id, work.started_by)


def _update(organisation: uuid.UUID, work_id: uuid.UUID, **fields: Any) -> None:
    with tenancy.acting(organisation=organisation, using="beside"):
        Work.objects.using("beside").filter(pk=work_id).update(**fields)


def _said(refusal: Refusal) -> dict[str, Any]:
    """Keep a refusal in every language: who reads it later may not be who asked."""
    sentences = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences[language] = refusal.sentence
    return {"code": refusal.code, "sentences": sentences}
