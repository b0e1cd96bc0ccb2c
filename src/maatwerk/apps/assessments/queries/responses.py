"""Answers of the platform's own sessions, scored and without names: readable on the scoring login alone."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from maatwerk.apps.assessments.models import AssessmentSession, Item, Response, Scale

if TYPE_CHECKING:
    from maatwerk.apps.assessments.responses import ResponseMatrix, ScaleMatrix


def own_responses(instrument_id: uuid.UUID, *, using: str) -> "ResponseMatrix":
    """Return everybody's scored answers to a test, a row per completed session in no telling order.

    Answers to adaptive tests are missing where an item was not given; which were given depends on answers seen, so
    the likelihood of the item model still holds (mislevy1996).
    """
    from maatwerk.apps.assessments.responses import ResponseMatrix

    sessions = AssessmentSession.objects.using(using).filter(
        module__instrument_id=instrument_id, state=AssessmentSession.State.COMPLETED
    )
    order = {key: place for place, key in enumerate(sorted(sessions.values_list("pk", flat=True)))}
    items = Item.objects.using(using).filter(instrument_id=instrument_id, is_practice=False)
    known = {
        key: (name, scale)
        for key, name, scale in items.order_by("position", "key").values_list("pk", "key", "scale_id")
    }
    given = (
        Response.objects.using(using)
        .filter(session_id__in=list(order), category__isnull=False)
        .values_list("session_id", "item_id", "category")
    )
    cells = [(order[session], known[item], category) for session, item, category in given if item in known]
    names = dict(Scale.objects.using(using).filter(instrument_id=instrument_id).values_list("pk", "key"))
    scales = tuple(
        _scale(name, [item for item, owner in known.values() if owner == key], cells, key, len(order))
        for key, name in names.items()
    )
    return ResponseMatrix(
        name="", fingerprint="", n_people=len(order), scales=tuple(scale for scale in scales if scale.items)
    )


def _scale(
    name: str,
    items: list[str],
    cells: Sequence[tuple[int, tuple[str, uuid.UUID | None], int | None]],
    key: uuid.UUID,
    people: int,
) -> "ScaleMatrix":
    import numpy as np

    from maatwerk.apps.assessments.responses import ScaleMatrix

    places = {item: at for at, item in enumerate(items)}
    scored = np.full((people, len(items)), np.nan)
    for row, (item, owner), category in cells:
        if owner == key and category is not None:
            scored[row, places[item]] = category
    highest = [int(np.nanmax(column)) if not np.isnan(column).all() else 1 for column in scored.T]
    return ScaleMatrix(
        scale=name,
        items=tuple(items),
        scored=scored,
        low=(0,) * len(items),
        high=tuple(max(1, high) for high in highest),
    )
