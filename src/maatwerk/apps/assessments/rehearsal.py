"""Taking a test by program, with the product's own operations: for demos, and to try a package before people get it."""

import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from maatwerk.apps.assessments.models import ItemKind
from maatwerk.apps.assessments.operations import answering, orders, sessions
from maatwerk.apps.assessments.operations.answering import Given
from maatwerk.apps.assessments.operations.sessions import Screen
from maatwerk.apps.assessments.queries.taking import modules_of, taker
from maatwerk.kernel import tenancy
from maatwerk.kernel.link_tokens import token_hash

Chooser = Callable[[str, Mapping[str, Any]], object]


def rehearse(organisation_id: uuid.UUID, token: str, *, choose: Chooser, most: int | None = None) -> int:
    """Take the test of a link from the notice on, until it is done or `most` answers are given; return how many were.

    `choose` gets an item's kind and content, as a person would see them, and returns an answer.
    """
    with tenancy.acting(organisation=organisation_id):
        found = taker(token_hash(token))
        if found is None:
            raise LookupError("no order has this link")
        orders.read_notice(order_id=found.order_id)
        modules = modules_of(found.package_id, without=found.left_out)
    given = 0
    for module_id in modules:
        with tenancy.acting(organisation=organisation_id, person=found.person_id):
            session = sessions.open_session(order_id=found.order_id, module_id=module_id, device="computer")
            screen = sessions.screen_of(organisation_id, session, seconds_left=None)
        while screen is not None:
            if given == most:
                return given
            screen = _answer(organisation_id, token, found.person_id, screen, choose)
            given += 1
    return given


def at_random(rng: random.Random) -> Chooser:
    """Return a chooser that gives any answer that can be given."""

    def choose(kind: str, content: Mapping[str, Any]) -> object:
        ids = [option["id"] for option in content.get("options", ())]
        match kind:
            case ItemKind.MULTIPLE:
                return rng.sample(ids, k=rng.randint(1, len(ids)))
            case ItemKind.ORDER:
                return rng.sample(ids, k=len(ids))
            case ItemKind.SITUATION:
                best, worst = rng.sample(ids, k=2)
                return {"best": best, "worst": worst}
            case ItemKind.NUMERIC:
                return str(rng.randint(0, 100))
            case ItemKind.WORK_SAMPLE:
                return "…"
            case _:
                return rng.choice(ids)

    return choose


def _answer(
    organisation_id: uuid.UUID, token: str, person_id: uuid.UUID, screen: Screen, choose: Chooser
) -> Screen | None:
    given = Given(
        organisation_id,
        token,
        screen.session_id,
        screen.module_id,
        screen.place,
        uuid.UUID(screen.item.id),
        screen.seal,
    )
    answered = answering.answer(answering.question_of(given), choose(screen.item.kind, screen.item.content))
    if answered.screen is None:
        with tenancy.acting(organisation=organisation_id, person=person_id):
            sessions.finish_session(session_id=screen.session_id, ended_by=answered.ended_by)
    return answered.screen
