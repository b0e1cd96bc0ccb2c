"""A key: which items make which scale, and how an answer is scored."""

from collections.abc import Iterable
from dataclasses import dataclass

from maatwerk.kernel.tables import Place, Problem, TableError, problem

#: What the one scale is called when a key names none.
ONLY_SCALE = "all items"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedItem:
    """How one item counts in one scale.

    Attributes
    ----------
    correct
        The answers that are right, as texts; empty for an item whose answers are categories from low to high.
    reversed
        Whether a high answer means little of what the scale measures.
    low, high
        The lowest and highest possible answer, where the key says so.
    answers
        The words of the answers from low to high, where answers are words.
    line
        Where the key says it.
    """

    item: str
    scale: str = ONLY_SCALE
    reversed: bool = False
    correct: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    answers: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringKey:
    """All items of all scales, and what was remarkable about the key."""

    name: str
    items: tuple[KeyedItem, ...]
    notes: tuple[Problem, ...] = ()

    @property
    def scales(self) -> tuple[str, ...]:
        """The scales in the order in which the key first names them."""
        return tuple(dict.fromkeys(item.scale for item in self.items))

    def of_scale(self, scale: str) -> tuple[KeyedItem, ...]:
        """Return the items of one scale."""
        return tuple(item for item in self.items if item.scale == scale)


def checked_key(name: str, items: Iterable[KeyedItem], notes: Iterable[Problem] = ()) -> ScoringKey:
    """Return the key, or refuse it with everything that contradicts itself."""
    kept = tuple(items)
    remarks = list(notes)
    if not kept:
        raise TableError(problem("key_empty", Place(name)))
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for item in kept:
        place = Place(name, item.line)
        if (item.item, item.scale) in seen:
            found.append(problem("key_item_twice", place, item=item.item, scale=item.scale))
        seen.add((item.item, item.scale))
        if item.correct and item.reversed:
            found.append(problem("key_correct_and_reversed", place, item=item.item))
        if item.low is not None and item.high is not None and item.low >= item.high:
            found.append(problem("key_range", place, low=str(item.low), high=str(item.high)))
    if found:
        raise TableError(*found)
    scales: dict[str, list[str]] = {}
    for item in kept:
        scales.setdefault(item.item, []).append(item.scale)
    for one, many in scales.items():
        if len(many) > 1:
            remarks.append(problem("key_one_item_many_scales", Place(name), item=one, scales=", ".join(many)))
    if all(item.scale == ONLY_SCALE for item in kept):
        remarks.append(problem("note_one_scale", Place(name), scale=ONLY_SCALE))
    return ScoringKey(name=name, items=kept, notes=tuple(remarks))
