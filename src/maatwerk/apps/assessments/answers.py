"""Reading an answer from the form of its screen, by kind; the counterpart of `templates/assessments/player/items/`."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from maatwerk.apps.assessments.kinds import BadAnswer, number_of
from maatwerk.apps.assessments.models import ItemKind


def answer_from(kind: str, content: Mapping[str, Any], form: QueryDict) -> object:
    """Return the answer as `kinds.score_answer` reads it; None where the person leaves the item open.

    Raises
    ------
    BadAnswer
        Nothing was chosen, or something that cannot be.
    """
    if "open" in form:
        return None
    match kind:
        case ItemKind.MULTIPLE:
            chosen = form.getlist("a")
            if not chosen:
                raise BadAnswer
            return chosen
        case ItemKind.ORDER:
            return _in_order([option["id"] for option in content["options"]], form)
        case ItemKind.SITUATION:
            best, worst = form.get("best"), form.get("worst")
            if not best or not worst or best == worst:
                raise BadAnswer
            return {"best": best, "worst": worst}
        case ItemKind.NUMERIC:
            given = form.get("a", "").strip()
            number_of(given)
            return given
        case _:
            given = form.get("a", "").strip()
            if not given:
                raise BadAnswer
            return given


def _in_order(ids: list[str], form: QueryDict) -> list[str]:
    places = {form.get(f"place-{number}"): option for number, option in enumerate(ids)}
    wanted = [str(number + 1) for number in range(len(ids))]
    if sorted(str(place) for place in places) != sorted(wanted):
        raise BadAnswer
    return [places[place] for place in wanted]
