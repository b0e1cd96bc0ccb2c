"""Writing the player's pages. What never changes is written once per language and kept: an item, and a module's frame.

A few facts of a screen change with every answer; the frame has a mark in their place. The marks are of Unicode's private
use, and an item's own text is put in afterwards.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from maatwerk.apps.assessments.operations.sessions import Screen
from maatwerk.apps.assessments.playing import Kept
from maatwerk.apps.assessments.queries.playing import ModuleContent, PlayItem
from maatwerk.apps.assessments.queries.taking import TakerRow

ITEMS_KEPT, FRAMES_KEPT = 4_000, 256
_items = Kept(ITEMS_KEPT)
_frames = Kept(FRAMES_KEPT)
_MARK = "\ue000"
_SCREEN = "assessments/player/_screen.html"
_FACTS = ("number", "place", "session", "seal", "address", "seconds", "item", "part")
_MARKED = re.compile(f"{_MARK}([a-z]+){_MARK}")


def page(name: str, found: TakerRow, token: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Write a page of the player; without a request, so that no cookie is set and no account looked up."""
    shell = {
        "taker": found,
        "token": token,
        "organisation": {"name": found.organisation},
        "simulated": found.is_simulated,
        "LANGUAGE_CODE": get_language(),
    }
    template = get_template(f"assessments/player/{name}.html")
    return HttpResponse(template.render(shell | context), status=status)


def screen_part(content: ModuleContent, screen: Screen, *, address: str, language: str, **more: Any) -> str:
    """Write the part of the page that changes with every answer; `more` holds what went wrong, if anything did."""
    facts = {
        "number": str(screen.place + 1),
        "place": str(screen.place),
        "session": str(screen.session_id),
        "seal": screen.seal,
        "address": address,
        "seconds": "" if screen.seconds_left is None else str(max(0, round(screen.seconds_left))),
        "item": screen.item.id,
    }
    if more:
        return _written(content, screen, facts, **more)
    part = _items.find((screen.item.id, language))
    if part is None:
        with translation.override(language):
            part = item_part(screen.item, content.language)
    facts["part"] = part
    frame = _frame(content, screen, language)
    return "".join([facts[piece] if place % 2 else piece for place, piece in enumerate(frame)])


def _frame(content: ModuleContent, screen: Screen, language: str) -> list[str]:
    """Return what all screens of a module share, in pieces: every second one is the name of a fact."""
    has_clock = screen.seconds_left is not None

    def write() -> list[str]:
        facts = {name: f"{_MARK}{name}{_MARK}" for name in _FACTS} | ({} if has_clock else {"seconds": ""})
        context = facts | {"most": screen.most, "module": content.id, "item_part": facts["part"]}
        with translation.override(language):
            return _MARKED.split(get_template(_SCREEN).render(context))

    return _frames.get((content.id, screen.most, has_clock, language), write)


def _written(content: ModuleContent, screen: Screen, facts: Mapping[str, str], **more: Any) -> str:
    part = item_part(screen.item, content.language, form=more.pop("form", None))
    context = {**facts, "most": screen.most, "module": screen.module_id, "item_part": part}
    return get_template(_SCREEN).render(context | more)


def item_part(item: PlayItem, language: str, *, form: QueryDict | None = None) -> SafeString:
    """Write question and choices: what the person may see of an item, and nothing else of it."""

    def write() -> SafeString:
        template = get_template(f"assessments/player/items/{item.kind}.html")
        context = {"item": seen(item), "language": language, "said": form or {}, "chosen": _chosen(form)}
        return SafeString(template.render(context))

    if form is not None:
        return write()
    return _items.get((item.id, get_language()), write)


def seen(item: PlayItem) -> dict[str, Any]:
    """Return what a person sees of an item: content, never the key, not even its name in the bank."""
    content: Mapping[str, Any] = item.content
    return {
        "id": item.id,
        "kind": item.kind,
        "prompt": content["prompt"],
        "options": content.get("options", ()),
        "unit": content.get("unit", ""),
        "most_words": content.get("most_words"),
        "seconds": item.seconds,
        "places": range(1, len(content.get("options", ())) + 1),
    }


def _chosen(form: QueryDict | None) -> list[str]:
    return form.getlist("a") if form is not None else []


def forget() -> None:
    """Empty this process's memory of written items."""
    _items.clear()
    _frames.clear()
