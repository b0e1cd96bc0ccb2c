"""Reading an answer from the form of its screen, by kind; the counterpart of `templates/assessments/player/items/`."""

from collections.abc import Mapping
from typing import Any, Protocol, overload

from maatwerk.apps.assessments.kinds import BadAnswer, number_of
from maatwerk.apps.assessments.models import ItemKind


class Form(Protocol):
    """A form that was sent in, whoever read it."""

    def __contains__(self, name: object, /) -> bool:
        """Whether the form has this name."""
        ...

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str, /) -> str: ...

    def getlist(self, name: str, /) -> list[str]:
        """Return every value of a name."""
        ...


def answer_from(kind: str, content: Mapping[str, Any], form: Form) -> object:
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


def _in_order(ids: list[str], form: Form) -> list[str]:
    places = {form.get(f"place-{number}"): option for number, option in enumerate(ids)}
    wanted = [str(number + 1) for number in range(len(ids))]
    if sorted(str(place) for place in places) != sorted(wanted):
        raise BadAnswer
    return [places[place] for place in wanted]
