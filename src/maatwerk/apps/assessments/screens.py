"""Writing the player's pages. An item's own part never changes, so it is written once per language and kept."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from maatwerk.apps.assessments.operations.sessions import Screen
from maatwerk.apps.assessments.playing import Kept
from maatwerk.apps.assessments.queries.playing import ModuleContent, PlayItem
from maatwerk.apps.assessments.queries.taking import TakerRow

ITEMS_KEPT = 4_000
_items = Kept(ITEMS_KEPT)


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


def screen_part(content: ModuleContent, screen: Screen, *, address: str, **more: Any) -> str:
    """Write the part of the page that changes with every answer."""
    form = more.pop("form", None)
    context = {
        "screen": screen,
        "number": screen.place + 1,
        "content": content,
        "address": address,
        "item_part": item_part(screen.item, content.language, form=form),
        "seconds_left": None if screen.seconds_left is None else max(0, round(screen.seconds_left)),
    }
    return get_template("assessments/player/_screen.html").render(context | more)


def item_part(item: PlayItem, language: str, *, form: QueryDict | None = None) -> SafeString:
    """Write question and choices: what the person may see of an item, and nothing else of it."""

    def write() -> SafeString:
        template = get_template(f"assessments/player/items/{item.kind}.html")
        context = {"item": seen(item), "language": language, "said": form or {}, "chosen": _chosen(form)}
        return template.render(context)

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
