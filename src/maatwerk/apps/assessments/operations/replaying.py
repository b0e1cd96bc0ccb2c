"""Making every choice of a session again, behind the wall: item keys and categories, no content, no words, no names."""

import uuid
from dataclasses import dataclass

from maatwerk.apps.assessments.analysis.adaptive import (
    BankItem,
    FixedGiver,
    Giver,
    Replayed,
    adaptive_giver,
    replay,
)
from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import AssessmentSession, Item, Module, Response, Scale
from maatwerk.apps.assessments.queries.playing import parameters_of

_SESSION = ("id", "organisation_id", "module_id", "seed", "calibrations", "excluded", "n_answered")


@dataclass(frozen=True, slots=True)
class SessionReplay:
    """A session beside the choices that its rules make from the same seed and answers."""

    session_id: uuid.UUID
    choices: tuple[Replayed, ...]

    @property
    def differs_at(self) -> int | None:
        """The first place where the rules choose otherwise; None where all is as it was."""
        return next((one.position for one in self.choices if one.chosen != one.given), None)


def replay_session(session_id: uuid.UUID, *, using: str = "scoring") -> SessionReplay:
    """Make every choice of a session again from what is published, its seed and its scored answers.

    Runs on the scoring login, inside `tenancy.acting(…, using="scoring")`: nobody's page can read answers.
    """
    session = AssessmentSession.objects.using(using).only(*_SESSION).get(pk=session_id)
    rows = Response.objects.using(using).filter(session_id=session_id).order_by("position")
    answers = list(rows.values_list("item_id", "category"))
    giver = _giver(session, using)
    choices = replay(
        giver,
        session.seed,
        [str(item) for item, _category in answers],
        [category for _item, category in answers],
        frozenset(session.excluded),
    )
    return SessionReplay(session_id, tuple(choices))


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
