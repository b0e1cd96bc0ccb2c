"""Answers of the platform's own sessions, scored and without names: readable on the scoring login alone."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maatwerk.apps.assessments.models import AssessmentSession, Calibration, Item, Response, Scale
from maatwerk.apps.people.public import pseudonym

if TYPE_CHECKING:
    from maatwerk.apps.assessments.in_time import AnswersInTime
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


def answers_in_time(instrument_id: uuid.UUID, *, using: str) -> "list[AnswersInTime]":
    """Return per calibrated scale who answered what how fast, in order of completion, people by their short code."""
    import numpy as np

    from maatwerk.apps.assessments.in_time import AnswersInTime

    sessions = list(
        AssessmentSession.objects.using(using)
        .filter(module__instrument_id=instrument_id, state=AssessmentSession.State.COMPLETED)
        .order_by("completed_at", "pk")
        .values_list("pk", "person_id")
    )
    rows = {key: at for at, (key, _person) in enumerate(sessions)}
    items = Item.objects.using(using).filter(instrument_id=instrument_id, is_practice=False)
    known = {key: (name, scale) for key, name, scale in items.values_list("pk", "key", "scale__key")}
    by_scale: dict[str, dict[str, int]] = {}
    for name, scale in sorted(known.values(), key=lambda pair: (str(pair[1]), pair[0])):
        by_scale.setdefault(str(scale), {}).setdefault(name, len(by_scale.get(str(scale), {})))
    tables = {scale: np.full((2, len(rows), len(places)), np.nan) for scale, places in by_scale.items()}
    given = Response.objects.using(using).filter(session_id__in=list(rows), category__isnull=False)
    for session, item, category, milliseconds in given.values_list(
        "session_id", "item_id", "category", "milliseconds"
    ):
        if item not in known:
            continue
        name, scale_key = known[item]
        at = rows[session], by_scale[str(scale_key)][name]
        tables[str(scale_key)][0][at] = category
        if milliseconds is not None:
            tables[str(scale_key)][1][at] = milliseconds / 1000
    labels = tuple(pseudonym(person) for _key, person in sessions)
    return [
        AnswersInTime(
            scale=scale, items=tuple(places), labels=labels, scored=tables[scale][0], seconds=tables[scale][1]
        )
        for scale, places in by_scale.items()
    ]


def parameters_in_force(instrument_id: uuid.UUID, *, using: str) -> dict[str, dict[str, Any]]:
    """Return the item parameters of the approved calibrations, by scale; scales without an item model have none."""
    found = Calibration.objects.using(using).filter(
        scale__instrument_id=instrument_id, state=Calibration.State.APPROVED
    )
    return {key: given for key, given in found.values_list("scale__key", "parameters") if given}
