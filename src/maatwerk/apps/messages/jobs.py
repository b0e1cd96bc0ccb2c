"""Sending what waits, with growing pauses while a mail server says no."""

import uuid

from django.db import connections
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from maatwerk.apps.messages.calls import call
from maatwerk.apps.messages.operations import deliver
from maatwerk.apps.messages.phones import notify
from maatwerk.apps.messages.rules import CALL, DELIVERY, NOTICE, PLANNED, WAITS
from maatwerk.apps.messages.threads import send_planned
from maatwerk.kernel.jobs import let_go


class _GrowingPauses(BaseRetryStrategy):
    """Try again after each of `WAITS`; then stop, which `deliver` has written down by then."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= len(WAITS):
            return None
        return RetryDecision(retry_in={"seconds": WAITS[job.attempts]})


@app.task(name=DELIVERY, queue="app", retry=_GrowingPauses())
def deliver_message(organisation_id: str, message_id: str) -> None:
    """Send one message; may run twice."""
    try:
        deliver(organisation_id=uuid.UUID(organisation_id), message_id=uuid.UUID(message_id))
    finally:
        connections.close_all()  # the worker's thread may end after this, and nobody else would close them


@app.task(name=CALL, queue="app", retry=_GrowingPauses())
def call_other_system(organisation_id: str, delivery_id: str) -> None:
    """Make one call; may run twice."""
    try:
        call(organisation_id=uuid.UUID(organisation_id), delivery_id=uuid.UUID(delivery_id))
    finally:
        connections.close_all()


@app.task(name=NOTICE, queue="app", retry=_GrowingPauses())
def notify_phone(organisation_id: str, notice_id: str) -> None:
    """Tell one phone that there is something to read; may run twice."""
    try:
        notify(organisation_id=uuid.UUID(organisation_id), notice_id=uuid.UUID(notice_id))
    finally:
        let_go()


@app.task(name=PLANNED, queue="app", retry=_GrowingPauses())
def send_what_was_planned(organisation_id: str, post_id: str) -> None:
    """Send one planned message; may run twice."""
    try:
        send_planned(organisation_id=uuid.UUID(organisation_id), post_id=uuid.UUID(post_id))
    finally:
        let_go()
