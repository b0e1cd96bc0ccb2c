"""The key of one of our own tests, as it is needed to read answers from elsewhere (paper, another system)."""

import uuid
from collections.abc import Collection

from maatwerk.apps.assessments.kinds import n_categories
from maatwerk.apps.assessments.models import FactSheet, Item, ItemKey
from maatwerk.apps.assessments.responses import KeyedItem, ScoringKey
from maatwerk.kernel.tables import Place, Problem, problem


def instrument_key(instrument_id: uuid.UUID, header: Collection[str]) -> ScoringKey:
    """Return how columns of this header are scored: ratings as 1 to k or in words, choices by option or number, others as points.

    Items that the file lacks are named in a note; where it has none of them, the key says so when it is used.
    """
    sheet = FactSheet.objects.select_related("instrument").get(instrument_id=instrument_id)
    name = f"{sheet.instrument.name} {sheet.instrument.version}"
    keys = dict(ItemKey.objects.filter(item__instrument_id=instrument_id).values_list("item_id", "key"))
    rows = list(
        Item.objects.filter(instrument_id=instrument_id, is_practice=False)
        .select_related("scale")
        .order_by("position", "key")
    )
    absent = [row.key for row in rows if row.key not in header]
    kept = [row for row in rows if row.key in header] or rows
    notes: tuple[Problem, ...] = ()
    if absent and len(kept) < len(rows):
        shown = ", ".join(absent[:6]) + (" …" if len(absent) > 6 else "")
        notes = (problem("note_items_absent", Place(name), count=len(absent), names=shown),)
    return ScoringKey(name=name, items=tuple(_keyed(row, keys[row.pk]) for row in kept), notes=notes)


def _keyed(row: Item, key: dict[str, object]) -> KeyedItem:
    scale = row.scale.key if row.scale else ""
    if row.kind == "rating":
        words = tuple(str(option["text"]) for option in row.content["options"])
        turned = bool(key.get("reversed"))
        return KeyedItem(item=row.key, scale=scale, reversed=turned, low=1, high=len(words), answers=words)
    if row.kind == "choice":
        options = [str(option["id"]) for option in row.content["options"]]
        right = str(key["correct"])
        numbered = any(option.isdecimal() for option in options)
        place = () if numbered else (str(options.index(right) + 1),)
        return KeyedItem(item=row.key, scale=scale, correct=(right.casefold(), *place))
    return KeyedItem(item=row.key, scale=scale, low=0, high=n_categories(row.kind, row.content, key) - 1)
