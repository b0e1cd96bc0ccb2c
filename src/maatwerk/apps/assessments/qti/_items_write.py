"""Our kinds of items as QTI 3 assessment items, each with its declarations, interaction and response processing."""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from maatwerk.apps.assessments.content import ItemDraft
from maatwerk.apps.assessments.kinds import n_categories
from maatwerk.apps.assessments.models import ItemKind
from maatwerk.apps.assessments.qti._names import (
    BEST,
    MAP_RESPONSE,
    MATCH_CORRECT,
    NO_PREFIX,
    QTI,
    WORST,
    XML,
    identifier,
)

Json = Mapping[str, Any]
RESPONSE = "RESPONSE"


def item_element(item: ItemDraft, language: str) -> etree._Element:
    """Return an item as the standard writes it."""
    root = etree.Element(
        f"{{{QTI}}}qti-assessment-item",
        {
            "identifier": identifier(item.key),
            "title": item.key,
            "adaptive": "false",
            "time-dependent": "false",
            f"{{{XML}}}lang": language,
        },
        nsmap={NO_PREFIX: QTI},
    )
    _KINDS[item.kind](root, item.content, item.answer_key)
    return root


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(
        parent,
        f"{{{QTI}}}{name}",
        {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()},
    )
    if text:
        _say(made, text)
    return made


def _say(element: etree._Element, text: str) -> None:
    """Write text, its lines divided as the standard divides them."""
    first, *lines = text.split("\n")
    element.text = first
    for line in lines:
        etree.SubElement(element, f"{{{QTI}}}br").tail = line


def _declare(root: etree._Element, cardinality: str, base_type: str, correct: list[str]) -> etree._Element:
    made = _add(
        root, "qti-response-declaration", identifier=RESPONSE, cardinality=cardinality, base_type=base_type
    )
    if correct:
        response = _add(made, "qti-correct-response")
        for value in correct:
            _add(response, "qti-value", value)
    return made


def _map(declaration: etree._Element, values: Mapping[str, int], **bounds: str) -> None:
    mapping = _add(declaration, "qti-mapping", default_value="0", **bounds)
    for key, value in values.items():
        _add(mapping, "qti-map-entry", map_key=key, mapped_value=str(value))


def _score(root: etree._Element, most: int, *, by_human: bool = False) -> etree._Element:
    """Declare the outcome, and return the body."""
    how = {"external_scored": "human"} if by_human else {}
    outcome = _add(
        root,
        "qti-outcome-declaration",
        identifier="SCORE",
        cardinality="single",
        base_type="float",
        normal_minimum="0",
        normal_maximum=str(most),
        **how,
    )
    _add(_add(outcome, "qti-default-value"), "qti-value", "0")
    return _add(root, "qti-item-body")


def _choices(
    body: etree._Element, name: str, content: Json, *, choice: str = "qti-simple-choice", **attributes: str
) -> etree._Element:
    made = _add(body, name, response_identifier=RESPONSE, shuffle="false", **attributes)
    _add(made, "qti-prompt", content["prompt"])
    for option in content["options"]:
        _add(made, choice, option["text"], identifier=option["id"])
    return made


def _process(root: etree._Element, template: str) -> None:
    _add(root, "qti-response-processing", template=template)


def _rating(root: etree._Element, content: Json, key: Json) -> None:
    ids = [option["id"] for option in content["options"]]
    ordered = list(reversed(ids)) if key.get("reversed") else ids
    declaration = _declare(root, "single", "identifier", [])
    _map(declaration, {name: ordered.index(name) for name in ids})
    _choices(_score(root, len(ids) - 1), "qti-choice-interaction", content, max_choices="1")
    _process(root, MAP_RESPONSE)


def _choice(root: etree._Element, content: Json, key: Json) -> None:
    _declare(root, "single", "identifier", [key["correct"]])
    _choices(_score(root, 1), "qti-choice-interaction", content, max_choices="1")
    _process(root, MATCH_CORRECT)


def _multiple(root: etree._Element, content: Json, key: Json) -> None:
    declaration = _declare(root, "multiple", "identifier", key["correct"])
    partial = bool(key.get("partial"))
    if partial:
        right = set(key["correct"])
        worth = {option["id"]: 1 if option["id"] in right else -1 for option in content["options"]}
        _map(declaration, worth, lower_bound="0")
    body = _score(root, len(key["correct"]) if partial else 1)
    _choices(body, "qti-choice-interaction", content, max_choices="0")
    _process(root, MAP_RESPONSE if partial else MATCH_CORRECT)


def _order(root: etree._Element, content: Json, key: Json) -> None:
    _declare(root, "ordered", "identifier", key["order"])
    # no template of the standard counts neighbours: another system scores all or nothing, and says nothing wrong
    more = {"data_scoring": "neighbours"} if key.get("partial") else {}
    _choices(_score(root, 1), "qti-order-interaction", content, **more)
    _process(root, MATCH_CORRECT)


def _numeric(root: etree._Element, content: Json, key: Json) -> None:
    _declare(root, "single", "float", [repr(key["value"])])
    body = _score(root, 1)
    _add(body, "p", content["prompt"])
    line = _add(body, "p")
    entry = _add(line, "qti-text-entry-interaction", response_identifier=RESPONSE)
    if content.get("unit"):
        entry.tail = " "
        _add(line, "span", content["unit"], class_="unit")
    if key.get("tolerance"):
        _process_within(root, repr(key["tolerance"]))
    else:
        _process(root, MATCH_CORRECT)


def _process_within(root: etree._Element, tolerance: str) -> None:
    condition = _add(_add(root, "qti-response-processing"), "qti-response-condition")
    inside = _add(condition, "qti-response-if")
    equal = _add(inside, "qti-equal", tolerance_mode="absolute", tolerance=f"{tolerance} {tolerance}")
    _add(equal, "qti-variable", identifier=RESPONSE)
    _add(equal, "qti-correct", identifier=RESPONSE)
    outcome = _add(inside, "qti-set-outcome-value", identifier="SCORE")
    _add(outcome, "qti-base-value", "1", base_type="float")


def _situation(root: etree._Element, content: Json, key: Json) -> None:
    pairs = [f"{key['best']} {BEST}", f"{key['worst']} {WORST}"]
    declaration = _declare(root, "multiple", "directedPair", pairs)
    _map(declaration, dict.fromkeys(pairs, 1))
    body = _score(root, 2)
    made = _add(
        body,
        "qti-match-interaction",
        response_identifier=RESPONSE,
        shuffle="false",
        max_associations="2",
        min_associations="2",
    )
    _add(made, "qti-prompt", content["prompt"])
    actions = _add(made, "qti-simple-match-set")
    for option in content["options"]:
        _add(actions, "qti-simple-associable-choice", option["text"], identifier=option["id"], match_max="1")
    ends = _add(made, "qti-simple-match-set")
    for name in (BEST, WORST):
        _add(ends, "qti-simple-associable-choice", name.lower(), identifier=name, match_max="1")
    _process(root, MAP_RESPONSE)


def _work_sample(root: etree._Element, content: Json, key: Json) -> None:
    _declare(root, "single", "string", [])
    body = _score(root, n_categories(ItemKind.WORK_SAMPLE, content, key) - 1, by_human=True)
    more = {"data_most_words": str(content["most_words"])} if content.get("most_words") else {}
    made = _add(body, "qti-extended-text-interaction", response_identifier=RESPONSE, **more)
    _add(made, "qti-prompt", content["prompt"])
    rubric = _add(body, "qti-rubric-block", use="scoring", view="scorer")
    scores = _add(_add(rubric, "qti-content-body"), "ol", start="0")
    for anchor in key["anchors"]:
        _add(scores, "li", anchor)


_KINDS: dict[str, Callable[[etree._Element, Json, Json], None]] = {
    ItemKind.RATING: _rating,
    ItemKind.CHOICE: _choice,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.ORDER: _order,
    ItemKind.NUMERIC: _numeric,
    ItemKind.SITUATION: _situation,
    ItemKind.WORK_SAMPLE: _work_sample,
}
