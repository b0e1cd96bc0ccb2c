"""Checking, bringing in, taking back and packing outside the request; each may run twice, none leaves a half."""

import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.moving import brought
from maatwerk.apps.moving.bringing import bring_in, record_import
from maatwerk.apps.moving.leaving import making
from maatwerk.apps.moving.models import Export, Move
from maatwerk.apps.moving.taking_back import stays_by_reason, take_back
from maatwerk.apps.organisations.public import Member, memberships
from maatwerk.apps.organisations.public import User as Account
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job, let_go
from maatwerk.kernel.refusals import NotAllowed


@job("moving.check", queue="app")
def check_files(progress: Progress) -> dict[str, Any]:
    """Read files as they are to be read, and keep what was found; nothing comes in."""
    progress.tell("reading")
    with _acting(progress):
        move = Move.objects.select_for_update().get(pk=_object(progress))
        brought.look_again(move)
        return {"broken": move.report["broken_count"], "fatal": len(move.report["fatal"])}


@job("moving.bring_in", queue="app")
def bring_files_in(progress: Progress) -> dict[str, Any]:
    """Import files in one transaction; killed in the middle, nothing of them is there and it can be repeated."""
    with _acting(progress):
        move = Move.objects.select_for_update().get(pk=_object(progress))
        if move.state == Move.State.IMPORTED:
            return {}
        looked, plan = brought.make_plan(move)
        report = brought.report_of(looked, plan)
        brought.refuse_unready(report, leave_out=bool(move.report.get("leave_out")))
        counted = bring_in(
            move,
            plan,
            by=_member(progress),
            tell=lambda done, total: progress.tell("writing", done=done, total=total),
        )
        record_import(move, counted, left_outside=sorted(report["left_outside"]), broken=len(plan.broken))
        came = brought.came_of(counted)
        move.report = brought.without_values(report, broken=False) | {"came": came}
        move.save(update_fields=["report"])
        return came


@job("moving.take_back", queue="app")
def take_files_back(progress: Progress) -> dict[str, Any]:
    """Take an import back as far as nobody built on it."""
    progress.tell("looking")
    with _acting(progress):
        move = Move.objects.select_for_update().get(pk=_object(progress))
        if move.state == Move.State.UNDONE:
            return {}
        counted, stays = take_back(move, by=_member(progress))
        went = {
            "vacancies": counted.vacancies,
            "people": counted.people,
            "applications": counted.applications,
        }
        move.report |= {"went": went, "stays": [list(one) for one in stays_by_reason(stays)]}
        move.save(update_fields=["report"])
        return went


@job("moving.pack", queue="app")
def pack_everything(progress: Progress) -> dict[str, Any]:
    """Pack everything into one file; killed in the middle, there is none and it is made anew."""
    with _acting(progress):
        made = Export.objects.get(pk=_object(progress))
        making.pack(
            made,
            by=_member(progress),
            tell=lambda done, total: progress.tell("writing", done=done, total=total),
        )
        return {"fingerprint": made.fingerprint}


@app.task(name=making.FORGET, queue="app")
def forget_export(organisation_id: str, export_id: str) -> None:
    """Remove a file with everything; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            making.forget_export(uuid.UUID(export_id))
    finally:
        let_go()


@app.task(name=brought.FORGET, queue="app")
def forget_files(organisation_id: str, move_id: str) -> None:
    """Remove files that are not needed any more; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            brought.forget_files(uuid.UUID(move_id))
    finally:
        let_go()


def _acting(progress: Progress) -> Any:
    return tenancy.acting(organisation=progress.organisation_id, account=progress.started_by)


def _member(progress: Progress) -> Member:
    """Return who asked for this, with the roles of today: who lost theirs meanwhile brings nothing in."""
    account = Account.objects.filter(pk=progress.started_by).first() if progress.started_by else None
    found = memberships(account) if account else []
    member = next((one for one in found if one.organisation.id == progress.organisation_id), None)
    if member is None:
        raise NotAllowed("")
    return member


def _object(progress: Progress) -> uuid.UUID:
    if progress.object_id is None:
        raise RuntimeError("this work needs a move")
    return progress.object_id
