"""Timed work about orders (remind, expire), and making packages ready."""

import secrets
import uuid
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.analysis.adaptive import calibrated_exposure
from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import Module, Order
from maatwerk.apps.assessments.operations import alarms, orders, results
from maatwerk.apps.assessments.operations.packages import READY, open_package
from maatwerk.apps.assessments.queries.playing import (
    approved_calibrations,
    module_content,
    parameters_of,
)
from maatwerk.apps.assessments.queries.taking import modules_of
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job, let_go


@job(READY, queue="app")
def ready_package(progress: Progress) -> dict[str, Any]:
    """Find the exposure of every adaptive scale by simulation, then open the package for orders."""
    assert progress.object_id is not None
    with tenancy.acting(organisation=progress.organisation_id):
        contents = [module_content(key) for key in modules_of(progress.object_id)]
        adaptive = [one for one in contents if one.delivery == Module.Delivery.ADAPTIVE]
        parameters = {one.id: parameters_of(approved_calibrations(one.instrument_id)) for one in adaptive}
    found: dict[uuid.UUID, dict[str, dict[str, float]]] = {}
    total, done = sum(len(each) for each in parameters.values()), 0
    for content in adaptive:
        giving = Giving.read(content.rules)
        found[content.id] = {}
        for scale in playing.adaptive_giver_of(content, parameters[content.id]).scales:
            progress.tell(scale.key, done=done, total=total)
            found[content.id][scale.key] = calibrated_exposure(scale, giving, seed=secrets.randbelow(2**63))
            done += 1
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        open_package(progress.object_id, found)
    return {"scales": done}


@app.task(name=alarms.REMIND, queue="app")
def remind(organisation_id: str, order_id: str) -> None:
    """Remind somebody who has not finished; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            orders.remind(order_id=uuid.UUID(order_id))
    finally:
        let_go()


@app.task(name=alarms.EXPIRE, queue="app")
def expire(organisation_id: str, order_id: str) -> None:
    """End an invitation whose time is over; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            orders.expire(order_id=uuid.UUID(order_id))
    finally:
        let_go()


@app.task(name=alarms.END_PART, queue="app")
def end_part(organisation_id: str, order_id: str, session_id: str) -> None:
    """End a part whose clock ran out while nobody was there; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            orders.end_by_clock(order_id=uuid.UUID(order_id), session_id=uuid.UUID(session_id))
    finally:
        let_go()


#: After 4, 16, 64 … seconds, for four days: time to mend what is wrong.
AGAIN = RetryStrategy(max_attempts=10, exponential_wait=4)


@app.task(name=alarms.SCORE, queue="app", retry=AGAIN)
def score_order(organisation_id: str, order_id: str) -> None:
    """Score what could not be scored when the test ended; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            order = Order.objects.get(pk=uuid.UUID(order_id))
            with tenancy.acting(person=order.person_id):
                results.settle(order.pk)
    finally:
        let_go()
