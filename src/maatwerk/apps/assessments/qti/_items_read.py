"""QTI 3 assessment items as our kinds: what they ask, and how they are scored. Whatever is not known is refused by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from maatwerk.apps.assessments.kinds import MOST_OPTIONS
from maatwerk.apps.assessments.models import ItemKind
from maatwerk.apps.assessments.qti._names import BEST, QTI, WORST, local

#: The parts of an item beside its body.
_PARTS = {
    "qti-response-declaration",
    "qti-outcome-declaration",
    "qti-item-body",
    "qti-response-processing",
}
#: Marks of text that we read as plain text.
_TEXT = {"p", "div", "span", "strong", "em", "b", "i", "br", "sub", "sup", "blockquote", "q"}
_BLOCKS = {"p", "div", "blockquote"}
_CHOICES = {"qti-simple-choice", "qti-simple-associable-choice", "qti-simple-match-set", "qti-prompt"}
_RUBRIC = {"qti-rubric-block", "qti-content-body", "ol", "ul", "li"}


class Unsupported(Exception):
    """Something of an item that cannot be read here, in a sentence with its name."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item as our kinds have it."""

    kind: str
    content: dict[str, Any]
    answer_key: dict[str, Any]


@dataclass
class _Parts:
    """An item taken apart: how its one response is declared, and its one interaction."""

    interaction: etree._Element
    cardinality: str
    base_type: str
    correct: list[str]
    mapping: dict[str, float] | None
    lower_bound: float | None
    processing: str
    body: etree._Element
    tolerance: float = 0
    anchors: list[str] = field(default_factory=list)


def item_of(root: etree._Element) -> ReadItem:
    """Read one item.

    Raises
    ------
    Unsupported
        It holds something that cannot be asked or scored here.
    """
    if root.tag != f"{{{QTI}}}qti-assessment-item":
        raise Unsupported(
            _("This is no QTI 3 item: its first element is “%(name)s”.") % {"name": local(root.tag)}
        )
    if root.get("adaptive", "false") == "true":
        raise _not("adaptive")
    for part in root:
        if local(part.tag) not in _PARTS:
            raise _not(local(part.tag))
    parts = _parts(root)
    return _KINDS[local(parts.interaction.tag)](parts)


def _not(name: str) -> Unsupported:
    return Unsupported(_("“%(name)s” is not supported.") % {"name": name})


def _parts(root: etree._Element) -> _Parts:
    body = _one(root, "qti-item-body")
    interactions = [each for each in body.iter() if local(each.tag).endswith("-interaction")]
    for each in interactions:
        if local(each.tag) not in _KINDS:
            raise _not(local(each.tag))
    if len(interactions) != 1:
        raise Unsupported(
            _("An item asks one thing; this one has %(count)d interactions.") % {"count": len(interactions)}
        )
    for each in body.iter():
        name = local(each.tag)
        known = _TEXT | _CHOICES | _RUBRIC | {"qti-item-body"} | set(_KINDS)
        if name not in known or not str(each.tag).startswith(f"{{{QTI}}}"):
            raise _not(name)
    declarations = [part for part in root if local(part.tag) == "qti-response-declaration"]
    if len(declarations) != 1:
        raise Unsupported(_("An item must declare exactly one response."))
    declaration, interaction = declarations[0], interactions[0]
    if interaction.get("response-identifier") != declaration.get("identifier"):
        raise Unsupported(_("The interaction answers to a response that is not declared."))
    mapping, lower = _mapping(declaration)
    processing, tolerance = _processing(root, declaration.get("identifier", ""))
    return _Parts(
        interaction=interaction,
        cardinality=declaration.get("cardinality", ""),
        base_type=declaration.get("base-type", ""),
        correct=[_text(value) for value in declaration.iterfind(f"{{{QTI}}}qti-correct-response/{{{QTI}}}qti-value")],
        mapping=mapping,
        lower_bound=lower,
        processing=processing,
        tolerance=tolerance,
        body=body,
        anchors=[_text(each) for each in body.iterfind(f".//{{{QTI}}}qti-rubric-block//{{{QTI}}}li")],
    )  # fmt: skip


def _one(root: etree._Element, name: str) -> etree._Element:
    found = root.findall(f"{{{QTI}}}{name}")
    if len(found) != 1:
        raise Unsupported(_("An item needs exactly one “%(name)s”.") % {"name": name})
    return found[0]


def _mapping(declaration: etree._Element) -> tuple[dict[str, float] | None, float | None]:
    found = declaration.find(f"{{{QTI}}}qti-mapping")
    if found is None:
        return None, None
    if _number(found.get("default-value", "0")) != 0:
        raise Unsupported(_("A mapping with another default than 0 is not supported."))
    lower = found.get("lower-bound")
    entries = {
        entry.get("map-key", ""): _number(entry.get("mapped-value", ""))
        for entry in found.iterfind(f"{{{QTI}}}qti-map-entry")
    }
    return entries, None if lower is None else _number(lower)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not abs(found) < float("inf"):
        raise Unsupported(_("“%(text)s” is no number.") % {"text": text[:40]})
    return found


def _processing(root: etree._Element, response: str) -> tuple[str, float]:
    """Return which template scores the response ("" where a person does), and a tolerance."""
    found = root.find(f"{{{QTI}}}qti-response-processing")
    if found is None:
        return "", 0
    template = found.get("template", "").rpartition("/")[2].removesuffix(".xml")
    if template in ("match_correct", "map_response") and not len(found):
        return template, 0
    if template:
        raise _not(template)
    return "match_correct", _within(found, response)


def _within(processing: etree._Element, response: str) -> float:
    """Return the tolerance of the one rule of our own that we also read: equal within a tolerance, then 1."""
    names = [local(each.tag) for each in processing.iter()][1:]
    expected = [
        "qti-response-condition",
        "qti-response-if",
        "qti-equal",
        "qti-variable",
        "qti-correct",
        "qti-set-outcome-value",
        "qti-base-value",
    ]
    if names != expected:
        raise Unsupported(
            _(
                "Response processing of its own is not supported, only match_correct, map_response and a tolerance."
            )
        )
    equal = next(processing.iter(f"{{{QTI}}}qti-equal"))
    sides = [_number(text) for text in equal.get("tolerance", "").split()]
    base = next(processing.iter(f"{{{QTI}}}qti-base-value"))
    named = {each.get("identifier") for each in equal}
    if (
        equal.get("tolerance-mode") != "absolute"
        or not sides
        or len(set(sides)) != 1
        or named != {response}
        or _number(_text(base)) != 1
    ):
        raise Unsupported(_("This tolerance is not supported: give the same absolute one to both sides."))
    return sides[0]


def _text(element: etree._Element) -> str:
    """Return text with its line breaks; emphasis is lost, words are not."""
    said: list[str] = []
    _gather(element, said)
    lines = [" ".join(line.split()) for line in "".join(said).split("\n")]
    return "\n".join(lines).strip()


def _gather(element: etree._Element, said: list[str]) -> None:
    # white space that only lays out the file is not text
    said.append(_flat(element.text))
    for child in element:
        name = local(child.tag)
        if name not in _TEXT:
            raise _not(name)
        if name == "br" or (name in _BLOCKS and "".join(said).strip()):
            said.append("\n")
        _gather(child, said)
        if name in _BLOCKS:
            said.append("\n" if _flat(child.tail).strip() else "")
        said.append(_flat(child.tail))


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _prompt(parts: _Parts) -> str:
    """Return what stands before the choices: the prompt of the interaction, and text around it."""
    said = [_text(each) for each in parts.body if _holds_text_alone(each)]
    inner = parts.interaction.find(f"{{{QTI}}}qti-prompt")
    if inner is not None:
        said.append(_text(inner))
    return "\n".join(line for line in said if line)


def _holds_text_alone(element: etree._Element) -> bool:
    return all(local(each.tag) in _TEXT for each in element.iter())


def _options(parts: _Parts, holder: etree._Element, name: str) -> list[dict[str, str]]:
    if parts.interaction.get("shuffle", "false") == "true":
        raise Unsupported(_("Choices in a shuffled order are not supported."))
    return [
        {"id": each.get("identifier", ""), "text": _text(each)}
        for each in holder.iterfind(f"{{{QTI}}}{name}")
    ]


def _choice(parts: _Parts) -> ReadItem:
    content = {
        "prompt": _prompt(parts),
        "options": _options(parts, parts.interaction, "qti-simple-choice"),
    }
    ids = [option["id"] for option in content["options"]]  # type: ignore[index]
    if parts.base_type != "identifier" or parts.cardinality not in ("single", "multiple"):
        raise _not(f"{parts.cardinality} {parts.base_type}")
    if parts.cardinality == "multiple":
        return ReadItem(ItemKind.MULTIPLE, content, _several(parts, ids))
    if parts.processing == "match_correct":
        return ReadItem(ItemKind.CHOICE, content, {"correct": _single(parts)})
    return _mapped(parts, content, ids)


def _single(parts: _Parts) -> str:
    if len(parts.correct) != 1:
        raise Unsupported(_("The item must name one correct answer."))
    return parts.correct[0]


def _several(parts: _Parts, ids: list[str]) -> dict[str, Any]:
    if parts.processing == "match_correct":
        return {"correct": parts.correct}
    mapping = parts.mapping or {}
    right = [name for name in ids if mapping.get(name) == 1]
    rest = {mapping.get(name) for name in ids if name not in right}
    if parts.processing != "map_response" or not right or not rest <= {-1.0} or parts.lower_bound != 0:
        raise Unsupported(
            _(
                "Points per choice are read as 1 for each right one and -1 for each wrong one, 0 at least; not otherwise."
            )
        )
    return {"correct": right, "partial": True}


def _mapped(parts: _Parts, content: dict[str, Any], ids: list[str]) -> ReadItem:
    worth = [(parts.mapping or {}).get(name, 0.0) for name in ids]
    rising = [float(number) for number in range(len(ids))]
    if parts.processing == "map_response" and worth in (rising, rising[::-1]):
        return ReadItem(ItemKind.RATING, content, {"reversed": worth != rising})
    if parts.processing == "map_response" and sorted(worth) == [0.0] * (len(ids) - 1) + [1.0]:
        return ReadItem(ItemKind.CHOICE, content, {"correct": ids[worth.index(1.0)]})
    raise Unsupported(
        _(
            "Points per choice are read as a rating (0, 1, 2 … in order) or as one right answer; not otherwise."
        )
    )


def _order(parts: _Parts) -> ReadItem:
    content = {"prompt": _prompt(parts), "options": _options(parts, parts.interaction, "qti-simple-choice")}
    if parts.processing != "match_correct":
        raise Unsupported(_("An ordering is scored by match_correct; not otherwise."))
    key: dict[str, Any] = {"order": parts.correct}
    if parts.interaction.get("data-scoring") == "neighbours":
        key["partial"] = True
    return ReadItem(ItemKind.ORDER, content, key)


def _numeric(parts: _Parts) -> ReadItem:
    if parts.base_type not in ("float", "integer"):
        raise Unsupported(_("Text that is typed in is scored as a number; words are not supported."))
    if parts.processing != "match_correct":
        raise Unsupported(_("A number is scored by match_correct or within a tolerance; not otherwise."))
    units = [each for each in parts.body.iter(f"{{{QTI}}}span") if each.get("class") == "unit"]
    value = _number(_single(parts))
    key: dict[str, Any] = {"value": _whole(value)}
    if parts.tolerance:
        key["tolerance"] = _whole(parts.tolerance)
    unit = _text(units[0]) if units else ""
    prompt = _prompt(parts) or _around(parts)
    return ReadItem(ItemKind.NUMERIC, {"prompt": prompt, "unit": unit}, key)


def _around(parts: _Parts) -> str:
    """Return the words of a sentence that the field stands in, a gap in its place."""
    said: list[str] = []
    for each in parts.body.iter():
        if each is parts.interaction:
            said.append("…")
        elif each.text and each.get("class") != "unit":
            said.append(each.text)
        if each.tail:
            said.append(each.tail)
    return " ".join(" ".join(said).split())


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _slider(parts: _Parts) -> ReadItem:
    low, high = (_number(parts.interaction.get(name, "")) for name in ("lower-bound", "upper-bound"))
    step = _number(parts.interaction.get("step", "1"))
    if parts.correct:
        return ReadItem(
            ItemKind.NUMERIC,
            {"prompt": _prompt(parts), "unit": ""},
            {"value": _whole(_number(_single(parts)))},
        )
    count = (high - low) / step + 1 if step > 0 else 0.0
    if not count.is_integer() or not 2 <= count <= MOST_OPTIONS:
        raise Unsupported(
            _("A slider is read as a rating of 2 to %(most)d steps; this one has another number.")
            % {"most": MOST_OPTIONS}
        )
    options = [{"id": f"s{number}", "text": str(_whole(low + number * step))} for number in range(int(count))]
    return ReadItem(ItemKind.RATING, {"prompt": _prompt(parts), "options": options}, {"reversed": False})


def _match(parts: _Parts) -> ReadItem:
    sets = parts.interaction.findall(f"{{{QTI}}}qti-simple-match-set")
    if len(sets) != 2:
        raise _not("qti-match-interaction")
    ends = {each["id"] for each in _options(parts, sets[1], "qti-simple-associable-choice")}
    pairs = {tuple(pair.split()): value for pair, value in (parts.mapping or {}).items()}
    chosen = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    if ends != {BEST, WORST} or set(chosen) != ends or set(pairs.values()) != {1.0} or len(pairs) != 2:
        raise Unsupported(
            _("“qti-match-interaction” is read as a situation with a best and a worst answer; not otherwise.")
        )
    content = {
        "prompt": _prompt(parts),
        "options": _options(parts, sets[0], "qti-simple-associable-choice"),
    }
    return ReadItem(ItemKind.SITUATION, content, {"best": chosen[BEST], "worst": chosen[WORST]})


def _extended(parts: _Parts) -> ReadItem:
    if not parts.anchors:
        raise Unsupported(
            _("An open question needs a rubric for the scorer with a list that describes each score.")
        )
    content: dict[str, Any] = {"prompt": _prompt(parts)}
    most = parts.interaction.get("data-most-words", "")
    if most.isdecimal():
        content["most_words"] = int(most)
    return ReadItem(ItemKind.WORK_SAMPLE, content, {"anchors": parts.anchors})


_KINDS: dict[str, Callable[[_Parts], ReadItem]] = {
    "qti-choice-interaction": _choice,
    "qti-order-interaction": _order,
    "qti-text-entry-interaction": _numeric,
    "qti-slider-interaction": _slider,
    "qti-match-interaction": _match,
    "qti-extended-text-interaction": _extended,
}
