"""How often each item of an adaptive test was seen, counted on the scoring login: of whom, it does not say."""

import uuid
from typing import Any

from django.db.models import Count

from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import AssessmentSession, Item, Module, Response

#: So many of the items that are seen most stand on the page.
SHOWN = 5
#: Of fewer people nothing is told: which items somebody got tells how well they did.
FEWEST = 10


def exposure(instrument_id: uuid.UUID, *, using: str) -> dict[str, Any] | None:
    """Return how many people got a test adaptively, the cap, and per scale how often items are seen; None without any.

    Fixed forms give everybody the same items, so they have no part in it. Items left open were seen as well.
    """
    modules = Module.objects.using(using).filter(
        instrument_id=instrument_id, delivery=Module.Delivery.ADAPTIVE
    )
    caps = [Giving.read(rules).cap for rules in modules.values_list("rules", flat=True)]
    sessions = AssessmentSession.objects.using(using).filter(module__in=modules)
    people = sessions.count()
    if not people:
        return None
    cap = min(caps)
    if people < FEWEST:
        return {"people": people, "cap": cap, "scales": []}
    given = Response.objects.using(using).filter(session_id__in=sessions.values("pk"))
    counts = dict(given.values_list("item_id").annotate(n=Count("pk")))
    items = Item.objects.using(using).filter(instrument_id=instrument_id, is_practice=False)
    scales: dict[str, list[tuple[int, str]]] = {}
    for key, name, scale in items.order_by("position", "key").values_list("pk", "key", "scale__key"):
        scales.setdefault(str(scale), []).append((counts.get(key, 0), name))
    told = [_of_scale(scale, seen, people, cap) for scale, seen in scales.items()]
    return {"people": people, "cap": cap, "scales": told}


def _of_scale(scale: str, seen: list[tuple[int, str]], people: int, cap: float) -> dict[str, Any]:
    most = sorted(seen, key=lambda one: (-one[0], one[1]))[:SHOWN]
    return {
        "scale": scale,
        "items": len(seen),
        "above": sum(count > cap * people for count, _name in seen),
        "unseen": sum(not count for count, _name in seen),
        "most": [{"name": name, "people": count, "share": count / people} for count, name in most if count],
    }
