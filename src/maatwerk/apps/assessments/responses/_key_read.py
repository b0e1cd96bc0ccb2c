"""Reading a key in the shapes in which people have one: CSV or XLSX, JSON, TOML."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from maatwerk.apps.assessments.responses._key import ONLY_SCALE, KeyedItem, ScoringKey, checked_key
from maatwerk.apps.assessments.responses._key_table import key_from_table
from maatwerk.apps.assessments.responses._key_words import (
    CORRECT,
    DIRECTION,
    HIGH,
    ITEM,
    KEY,
    LOW,
    POINTS,
    REVERSE,
    SCALE,
    WORDS,
    answer_words,
    correct_answers,
    direction_of,
    folded,
    reverse_of,
)  # fmt: skip
from maatwerk.kernel.tables import Place, TableError, problem

#: A key is a list of items: nothing honest is larger.
LARGEST = 4 << 20


def read_key(path: Path | str, *, scale_column: str | None = None, name: str | None = None) -> ScoringKey:
    """Read a key.

    Parameters
    ----------
    scale_column
        Of a table, the column that names the scale, where it is not called so.

    Raises
    ------
    TableError
        The file cannot be read, or the key contradicts itself; everything at once.
    """
    path = Path(path)
    name = name or path.name
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt", ".xlsx"):
        return key_from_table(path, name=name, scale_column=scale_column)
    if suffix not in (".json", ".toml"):
        raise TableError(problem("key_kind_unknown", Place(name), suffix=suffix or path.name))
    return checked_key(name, _from_tree(_tree(path, name, suffix), name))


def _tree(path: Path, name: str, suffix: str) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise TableError(problem("file_missing", name=name)) from error
    if len(content) > LARGEST:
        raise TableError(
            problem("key_unreadable", Place(name), format=suffix[1:].upper(), detail="over 4 MB")
        )
    try:
        text = content.decode("utf-8-sig")
        return tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableError(
            problem("key_unreadable", Place(name), format=suffix[1:].upper(), detail=str(error))
        ) from error


def _from_tree(tree: Any, name: str) -> Iterator[KeyedItem]:
    """Yield the items of a JSON or TOML key, whatever its shape."""
    if isinstance(tree, list):
        for at, entry in enumerate(tree, start=1):
            yield _from_entry(entry, where=f"{at}", name=name)
        return
    if not isinstance(tree, Mapping):
        raise TableError(problem("key_shape", Place(name), where=type(tree).__name__))
    wrapped = {folded(str(word)): word for word in tree}
    for section in ("items", "item", "scales", "scale", "schalen", "keys", "key", "correct"):
        if section in wrapped and isinstance(tree[wrapped[section]], Mapping | list):
            inner = tree[wrapped[section]]
            if section == "correct":
                inner = {item: {"correct": answer} for item, answer in _mapping(inner, name).items()}
            yield from _from_tree(inner, name)
            if section != "scales" and section != "scale":
                return
    left = {word: value for word, value in tree.items() if folded(str(word)) not in _SECTIONS}
    for word, value in left.items():
        yield from _from_named(str(word), value, name)


_SECTIONS = {
    "items",
    "item",
    "scales",
    "scale",
    "schalen",
    "keys",
    "key",
    "correct",
    "name",
    "title",
    "version",
}


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise TableError(problem("key_shape", Place(name), where="correct"))


def _from_named(word: str, value: Any, name: str) -> Iterator[KeyedItem]:
    """Yield the items of `scale = [items]`, `scale = {item = …}`, `item = {…}` or `item = answer`."""
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping):
                yield _from_entry({"scale": word} | dict(entry), where=word, name=name)
            elif isinstance(entry, list):
                raise TableError(problem("key_shape", Place(name), where=word))
            else:
                yield signed(str(entry), word)
    elif isinstance(value, Mapping):
        known = {folded(str(key)) for key in value}
        if known & set(SCALE + KEY + DIRECTION + REVERSE + CORRECT) and not any(
            isinstance(inner, Mapping | list) for inner in value.values()
        ):
            yield _from_entry({"item": word} | dict(value), where=word, name=name)
        elif "items" in known and isinstance(value.get("items"), list | Mapping):
            yield from _from_named(word, value["items"], name)
        else:
            for item, said in value.items():
                given = said if isinstance(said, Mapping) else {"key": said}
                yield _from_entry(
                    {"item": item, "scale": word} | dict(given), where=f"{word}.{item}", name=name
                )
    else:
        yield _from_entry({"item": word, "key": value}, where=word, name=name)


def signed(text: str, scale: str, *, line: int | None = None) -> KeyedItem:
    """Return the item of “-A1”, “+A2” or “A3”."""
    text = text.strip()
    turned = text[:1] in "-\u2212" if text else False
    return KeyedItem(item=text.lstrip("+-\u2212").strip(), scale=scale, reversed=turned, line=line)


def _from_entry(entry: Any, *, where: str, name: str) -> KeyedItem:
    """Return the item of a mapping with words such as item, scale, key, reverse, correct."""
    if not isinstance(entry, Mapping):
        raise TableError(problem("key_shape", Place(name), where=where))
    said = {folded(str(word)): value for word, value in entry.items()}
    item = _first(said, ITEM)
    if item is None or not str(item).strip():
        raise TableError(problem("key_shape", Place(name), where=where))
    turned, correct = _meaning(said, name, str(item))
    low, high = _bounds(said, name)
    return KeyedItem(
        item=str(item).strip(),
        scale=str(_first(said, SCALE) or ONLY_SCALE).strip(),
        reversed=turned,
        correct=correct,
        low=low,
        high=high,
        answers=answer_words(_first(said, WORDS) or ""),
    )


def _meaning(said: Mapping[str, Any], name: str, item: str) -> tuple[bool, tuple[str, ...]]:
    correct = _first(said, CORRECT)
    direction = _first(said, DIRECTION)
    key = _first(said, KEY)
    if direction is None and key is not None and correct is None:
        # of one item alone: 1 and -1 are directions, everything else is an answer
        direction, correct = (key, None) if direction_of(key) is not None else (None, key)
    turned = False
    if direction is not None:
        found = direction_of(direction)
        if found is None:
            raise TableError(problem("key_direction", Place(name, None, item), value=str(direction)))
        turned = found
    if (reverse := _first(said, REVERSE)) is not None:
        found = reverse if isinstance(reverse, bool) else reverse_of(reverse)
        if found is None:
            raise TableError(problem("key_reverse", Place(name, None, item), value=str(reverse)))
        turned = found
    return turned, correct_answers(correct) if correct is not None else ()


def _bounds(said: Mapping[str, Any], name: str) -> tuple[int | None, int | None]:
    low, high, points = (_first(said, words) for words in (LOW, HIGH, POINTS))
    if points is not None and low is None and high is None:
        low, high = 1, points
    try:
        return (None if low is None else int(low)), (None if high is None else int(high))
    except (TypeError, ValueError) as error:
        raise TableError(problem("key_range", Place(name), low=str(low), high=str(high))) from error


def _first(said: Mapping[str, Any], words: tuple[str, ...]) -> Any:
    return next((said[word] for word in words if said.get(word) is not None), None)
