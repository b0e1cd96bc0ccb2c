"""Writing the player's pages. What never changes about an item's screen is written once per language and kept.

Six facts of a screen change with every answer; the kept text has a mark in their place. The marks are of Unicode's
private use, which no item carries (`content` would show them as boxes).
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

ITEMS_KEPT = 4_000
_items = Kept(ITEMS_KEPT)
_screens = Kept(ITEMS_KEPT)
_MARK = "\ue000"
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
    }
    if more:
        return _written(content, screen, facts, **more)
    has_clock = screen.seconds_left is not None
    marks = {name: f"{_MARK}{name}{_MARK}" for name in facts} | ({} if has_clock else {"seconds": ""})

    def write() -> list[str]:
        """Return the text in pieces, every second one the name of a fact."""
        with translation.override(language):
            return _MARKED.split(_written(content, screen, marks))

    kept = _screens.get((screen.item.id, screen.most, has_clock, language, content.id), write)
    return "".join([facts[piece] if place % 2 else piece for place, piece in enumerate(kept)])


def _written(content: ModuleContent, screen: Screen, facts: Mapping[str, str], **more: Any) -> str:
    form = more.pop("form", None)
    context = {
        **facts,
        "most": screen.most,
        "module": screen.module_id,
        "item": screen.item.id,
        "item_part": item_part(screen.item, content.language, form=form),
    }
    return get_template("assessments/player/_screen.html").render(context | more)


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
    _screens.clear()
