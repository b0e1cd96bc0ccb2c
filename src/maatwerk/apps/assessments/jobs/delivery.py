"""Timed work about orders (remind, expire), and making packages ready."""

import secrets
import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.analysis.adaptive import calibrated_exposure
from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import Module
from maatwerk.apps.assessments.operations import orders
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


@app.task(name=orders.REMIND, queue="app")
def remind(organisation_id: str, order_id: str) -> None:
    """Remind somebody who has not finished; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            orders.remind(order_id=uuid.UUID(order_id))
    finally:
        let_go()


@app.task(name=orders.EXPIRE, queue="app")
def expire(organisation_id: str, order_id: str) -> None:
    """End an invitation whose time is over; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            orders.expire(order_id=uuid.UUID(order_id))
    finally:
        let_go()
