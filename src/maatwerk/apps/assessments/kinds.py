"""The kinds of items: what their content and key must hold, and how an answer becomes a scored category.

Pure: content, key and answer are the plain JSON of `Item.content`, `ItemKey.key` and `Response.answer`.

==============  ==========================================  ===================================  ======================
kind            content (beside ``prompt``)                 key                                  answer
==============  ==========================================  ===================================  ======================
rating          ``options`` from low to high                ``reversed``                         id of an option
choice          ``options``                                 ``correct`` (id)                     id of an option
multiple        ``options``                                 ``correct`` (ids), ``partial``       list of ids
order           ``options``                                 ``order`` (ids), ``partial``         list of all ids
numeric         ``unit`` (may be empty)                     ``value``, ``tolerance``             number, or its text
situation       ``options``                                 ``best``, ``worst`` (ids)            ``{"best", "worst"}``
work_sample     ``most_words``                              ``anchors`` (a text per score)       text
==============  ==========================================  ===================================  ======================

An option is ``{"id": "a", "text": "…"}``.
"""

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from maatwerk.apps.assessments.models import ItemKind

Json = Mapping[str, Any]
MOST_OPTIONS = 12
MOST_TEXT = 4000


class BadItem(ValueError):
    """Content or key that cannot be: `field` and `code` say where and what; the caller words it."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


class BadAnswer(ValueError):
    """An answer that the item does not offer."""


def check_item(kind: str, content: Json, key: Json) -> None:
    """Raise `BadItem` unless content and key are what this kind needs."""
    if kind not in _CHECKS:
        raise BadItem("kind", "unknown")
    prompt = content.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip() or len(prompt) > MOST_TEXT:
        raise BadItem("prompt", "text_needed")
    if kind in _WITH_OPTIONS:
        _check_options(content.get("options"))
    _CHECKS[kind](content, key)


def n_categories(kind: str, content: Json, key: Json) -> int:
    """Return how many scored categories the item has; the lowest is 0."""
    if kind == ItemKind.RATING:
        return len(content["options"])
    if kind == ItemKind.MULTIPLE and key.get("partial"):
        return len(key["correct"]) + 1
    if kind == ItemKind.ORDER and key.get("partial"):
        return len(key["order"])
    if kind == ItemKind.SITUATION:
        return 3
    if kind == ItemKind.WORK_SAMPLE:
        return len(key["anchors"])
    return 2


def score_answer(kind: str, content: Json, key: Json, answer: object) -> int | None:
    """Return the scored category, 0 to `n_categories` - 1; None where a person must score it.

    Raises
    ------
    BadAnswer
        The item does not offer this answer.
    """
    return _SCORES[kind](content, key, answer)


def number_of(answer: object) -> float:
    """Read a number as people type it: a comma or a point for the fraction, spaces ignored."""
    if isinstance(answer, bool):
        raise BadAnswer
    if isinstance(answer, int | float):
        value = float(answer)
    elif isinstance(answer, str) and len(answer) <= 40:
        try:
            value = float(answer.replace(" ", "").replace("\u2212", "-").replace(",", "."))
        except ValueError:
            raise BadAnswer from None
    else:
        raise BadAnswer
    if not math.isfinite(value):
        raise BadAnswer
    return value


def _ids(content: Json) -> list[str]:
    return [option["id"] for option in content["options"]]


def _check_options(options: object) -> None:
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        raise BadItem("options", "two_to_twelve")
    seen = set()
    for option in options:
        if not isinstance(option, Mapping) or not all(
            isinstance(option.get(name), str) and 0 < len(option[name]) <= MOST_TEXT
            for name in ("id", "text")
        ):
            raise BadItem("options", "id_and_text")
        seen.add(option["id"])
    if len(seen) != len(options):
        raise BadItem("options", "ids_differ")


def _check_rating(content: Json, key: Json) -> None:
    if not isinstance(key.get("reversed", False), bool):
        raise BadItem("reversed", "yes_or_no")


def _check_choice(content: Json, key: Json) -> None:
    if key.get("correct") not in _ids(content):
        raise BadItem("correct", "one_of_options")


def _check_multiple(content: Json, key: Json) -> None:
    correct = key.get("correct")
    if not isinstance(correct, list) or not correct or len(set(correct)) != len(correct):
        raise BadItem("correct", "some_options")
    if not set(correct) <= set(_ids(content)):
        raise BadItem("correct", "one_of_options")


def _check_order(content: Json, key: Json) -> None:
    order = key.get("order")
    if not isinstance(order, list) or sorted(order) != sorted(_ids(content)):
        raise BadItem("order", "all_options_once")


def _check_numeric(content: Json, key: Json) -> None:
    for name, least in (("value", -math.inf), ("tolerance", 0.0)):
        number = key.get(name, 0 if name == "tolerance" else None)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise BadItem(name, "number_needed")
        if number < least:
            raise BadItem(name, "not_negative")


def _check_situation(content: Json, key: Json) -> None:
    ids = _ids(content)
    if key.get("best") not in ids or key.get("worst") not in ids or key["best"] == key["worst"]:
        raise BadItem("best", "two_different_options")


def _check_work_sample(content: Json, key: Json) -> None:
    anchors = key.get("anchors")
    if not isinstance(anchors, list) or not 2 <= len(anchors) <= 10:
        raise BadItem("anchors", "two_to_ten")
    if not all(isinstance(text, str) and text.strip() for text in anchors):
        raise BadItem("anchors", "text_needed")


def _one_of(content: Json, answer: object) -> int:
    try:
        return _ids(content).index(answer)  # type: ignore[arg-type]
    except ValueError:
        raise BadAnswer from None


def _score_rating(content: Json, key: Json, answer: object) -> int:
    place = _one_of(content, answer)
    return len(content["options"]) - 1 - place if key.get("reversed") else place


def _score_choice(content: Json, key: Json, answer: object) -> int:
    _one_of(content, answer)
    return int(answer == key["correct"])


def _score_multiple(content: Json, key: Json, answer: object) -> int:
    chosen = _some(content, answer)
    right = set(key["correct"])
    if key.get("partial"):
        return max(0, len(chosen & right) - len(chosen - right))
    return int(chosen == right)


def _score_order(content: Json, key: Json, answer: object) -> int:
    if not isinstance(answer, list) or _some(content, answer) != set(_ids(content)):
        raise BadAnswer
    if not key.get("partial"):
        return int(answer == key["order"])
    follows = set(pairwise(key["order"]))
    return sum(pair in follows for pair in pairwise(answer))


def _score_numeric(content: Json, key: Json, answer: object) -> int:
    # a little slack beyond the tolerance: 0.1 + 0.2 is not 0.3 in binary
    return int(abs(number_of(answer) - key["value"]) <= key.get("tolerance", 0) + 1e-9)


def _score_situation(content: Json, key: Json, answer: object) -> int:
    if not isinstance(answer, Mapping) or set(answer) != {"best", "worst"}:
        raise BadAnswer
    _one_of(content, answer["best"])
    _one_of(content, answer["worst"])
    if answer["best"] == answer["worst"]:
        raise BadAnswer
    return int(answer["best"] == key["best"]) + int(answer["worst"] == key["worst"])


def _score_work_sample(content: Json, key: Json, answer: object) -> None:
    if not isinstance(answer, str) or len(answer) > MOST_TEXT * 4:
        raise BadAnswer


def _some(content: Json, answer: object) -> set[str]:
    if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
        raise BadAnswer
    chosen = set(answer)
    if len(chosen) != len(answer) or not chosen <= set(_ids(content)):
        raise BadAnswer
    return chosen


_WITH_OPTIONS = {ItemKind.RATING, ItemKind.CHOICE, ItemKind.MULTIPLE, ItemKind.ORDER, ItemKind.SITUATION}
_CHECKS: dict[str, Callable[[Json, Json], None]] = {
    ItemKind.RATING: _check_rating,
    ItemKind.CHOICE: _check_choice,
    ItemKind.MULTIPLE: _check_multiple,
    ItemKind.ORDER: _check_order,
    ItemKind.NUMERIC: _check_numeric,
    ItemKind.SITUATION: _check_situation,
    ItemKind.WORK_SAMPLE: _check_work_sample,
}
_SCORES: dict[str, Callable[[Json, Json, object], int | None]] = {
    ItemKind.RATING: _score_rating,
    ItemKind.CHOICE: _score_choice,
    ItemKind.MULTIPLE: _score_multiple,
    ItemKind.ORDER: _score_order,
    ItemKind.NUMERIC: _score_numeric,
    ItemKind.SITUATION: _score_situation,
    ItemKind.WORK_SAMPLE: lambda content, key, answer: _score_work_sample(content, key, answer),
}
