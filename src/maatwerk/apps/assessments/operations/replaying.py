"""Making every choice of a session again, behind the wall: item keys and categories, no content, no words, no names.

What a psychologist gets to see of it depends on the person: whether the choices are the same, always; which items, and
how the estimate grew, only once the person released the results. An answer is never among it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.analysis.adaptive import (
    AdaptiveGiver,
    BankItem,
    FixedGiver,
    Giver,
    Replayed,
    adaptive_giver,
    replay,
)
from maatwerk.apps.assessments.analysis.retracing import Measured, retrace
from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import AssessmentSession, Item, Module, Order, Response, Scale
from maatwerk.apps.assessments.queries.playing import parameters_of
from maatwerk.apps.assessments.rules import REPLAY, may_replay
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

_SESSION = (
    "id",
    "organisation_id",
    "module_id",
    "seed",
    "calibrations",
    "excluded",
    "ended_by",
)


@dataclass(frozen=True, slots=True)
class SessionReplay:
    """A session beside the choices that its rules make from the same seed and answers."""

    session_id: uuid.UUID
    choices: tuple[Replayed, ...]
    ended_by: str
    estimates: Mapping[int, Measured]  # place → what the answers so far say; empty where nothing is estimated
    stopped: Mapping[str, str]  # scale → why the rules stop there

    @property
    def differs_at(self) -> int | None:
        """The first place where the rules choose otherwise; None where all is as it was."""
        return next((one.position for one in self.choices if one.chosen != one.given), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose sessions are meant: the scoring login reads no order, so it finds them by person, modules and time."""

    person_id: uuid.UUID
    module_ids: tuple[uuid.UUID, ...]
    since: dt.datetime
    until: dt.datetime | None
    is_released: bool

    def as_json(self) -> dict[str, Any]:
        """Return what `read` reads."""
        return {
            "person": str(self.person_id),
            "modules": [str(key) for key in self.module_ids],
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "is_released": self.is_released,
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Asked":
        """Read what stands with the work."""
        until = said["until"]
        return cls(
            uuid.UUID(said["person"]),
            tuple(uuid.UUID(key) for key in said["modules"]),
            dt.datetime.fromisoformat(said["since"]),
            dt.datetime.fromisoformat(until) if until else None,
            said["is_released"],
        )


def replay_order(order_id: uuid.UUID, *, by: Member) -> Work:
    """Queue making the choices of an order again; the worker on the scoring login does it.

    Raises
    ------
    Refusal
        The test is not complete, its answers were removed, or it is being done already.
    """
    if not may_replay(by):
        raise NotAllowed(_("Only a psychologist has the choices of a test made again. Ask one of them."))
    wanted = asked(order_id)
    if Work.objects.filter(kind=REPLAY, object_id=order_id, state__in=("waiting", "running")).exists():
        raise Refusal(_("The choices are being made again already."), code="replaying_already")
    events.record("assessments.choices_replayed", object_id=order_id, person_id=wanted.person_id)
    work = jobs.enqueue(REPLAY, object_id=order_id)
    work.result = {"asked": wanted.as_json()}  # until what was found takes its place
    work.save(update_fields=["result"])
    return work


def asked(order_id: uuid.UUID) -> Asked:
    """Return which sessions belong to an order, for the worker that may not read orders."""
    order = Order.objects.get(pk=order_id)
    _check(order)
    modules = Module.objects.filter(package_id=order.package_id).order_by("position", "id")
    same = Order.objects.filter(package_id=order.package_id, person_id=order.person_id)
    later = same.filter(invited_at__gt=order.invited_at).aggregate(first=Min("invited_at"))["first"]
    return Asked(
        order.person_id,
        tuple(modules.values_list("pk", flat=True)),
        order.invited_at,
        later,
        order.released_at is not None,
    )


def forget_replays(order_id: uuid.UUID) -> None:
    """Remove what was found about an order: its answers are gone, and so is what follows from them."""
    Work.objects.filter(kind=REPLAY, object_id=order_id).update(result={})


def _check(order: Order) -> None:
    if order.state != Order.State.COMPLETED:
        raise Refusal(_("This test is not complete yet."), code="not_complete")
    if order.results_deleted_at:
        raise Refusal(_("This person had their answers removed, so nothing can be made again."), code="gone")


def replay_sessions(wanted: Asked, *, using: str = "scoring") -> list[dict[str, Any]]:
    """Make the choices of an order again and return what a psychologist may see, as it is kept (JSON)."""
    found = AssessmentSession.objects.using(using).filter(
        person_id=wanted.person_id, module_id__in=wanted.module_ids, started_at__gte=wanted.since
    )
    if wanted.until is not None:
        found = found.filter(started_at__lt=wanted.until)
    keys = {session.module_id: session.pk for session in found.only("id", "module_id")}
    return [
        _seen(replay_session(keys[module], using=using), module, using, is_released=wanted.is_released)
        for module in wanted.module_ids
        if module in keys
    ]


def _seen(replayed: SessionReplay, module: uuid.UUID, using: str, *, is_released: bool) -> dict[str, Any]:
    """Return what may be seen: before release no item and no number, since a harder item tells of a right answer."""
    differs = replayed.differs_at is not None
    if not is_released:
        return {"module": str(module), "is_same": not differs, "steps": None}
    keys = [one.given for one in replayed.choices] + [one.chosen for one in replayed.choices if one.chosen]
    names = {
        str(key): (name, area)
        for key, name, area in Item.objects.using(using).filter(pk__in=keys).values_list("id", "key", "area")
    }
    steps = []
    for one in replayed.choices:
        measured = replayed.estimates.get(one.position)
        steps.append(
            {
                "item": names[one.given][0],
                "area": names[one.given][1],
                "again": names[one.chosen][0] if one.chosen else None,
                "scale": measured.scale if measured else "",
                "estimate": measured.theta if measured else None,
                "standard_error": measured.standard_error if measured else None,
                "among": len(one.choice.among) if one.choice else None,
            }
        )
    return {
        "module": str(module),
        "is_same": not differs,
        "ended_by": replayed.ended_by,
        "stopped": dict(replayed.stopped),
        "steps": steps,
    }


def replay_session(session_id: uuid.UUID, *, using: str = "scoring") -> SessionReplay:
    """Make every choice of a session again from what is published, its seed and its scored answers.

    Runs on the scoring login, inside `tenancy.acting(…, using="scoring")`: nobody's page can read answers.
    """
    session = AssessmentSession.objects.using(using).only(*_SESSION).get(pk=session_id)
    rows = Response.objects.using(using).filter(session_id=session_id).order_by("position")
    answers = list(rows.values_list("item_id", "category"))
    items, categories = [str(item) for item, _made in answers], [made for _item, made in answers]
    giver, out = _giver(session, using), frozenset(session.excluded)
    estimates, stopped = (
        retrace(giver, session.seed, items, categories, out) if isinstance(giver, AdaptiveGiver) else ({}, {})
    )
    choices = replay(giver, session.seed, items, categories, out)
    return SessionReplay(session_id, tuple(choices), session.ended_by, estimates, stopped)


def _giver(session: AssessmentSession, using: str) -> Giver:
    given = ("id", "instrument_id", "delivery", "rules", "exposure")
    module = Module.objects.using(using).only(*given).get(pk=session.module_id)
    scales = {
        scale.pk: scale.key
        for scale in Scale.objects.using(using)
        .filter(instrument_id=module.instrument_id)
        .order_by("position", "key")
    }
    facts = Item.objects.using(using).filter(instrument_id=module.instrument_id, is_practice=False)
    items = [
        BankItem(str(key), name, scales.get(scale, ""), area)
        for key, name, scale, area in facts.order_by("position", "key").values_list(
            "id", "key", "scale_id", "area"
        )
    ]
    giving = Giving.read(module.rules)
    if module.delivery == Module.Delivery.FIXED:
        return FixedGiver(tuple(items), shuffle=giving.shuffle)
    parameters = parameters_of(session.calibrations, using=using)
    return adaptive_giver(items, scales.values(), parameters, giving, module.exposure)
