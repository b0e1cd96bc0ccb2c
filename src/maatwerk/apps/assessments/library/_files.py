"""Tests as TOML files: texts per language beside each other, keys once."""

import tomllib
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from maatwerk.apps.assessments.content import InstrumentDraft, ItemDraft, ScaleDraft

LANGUAGES = ("en", "nl")
#: What stands beside the texts of an item in its file and belongs to its key.
_KEYED = ("correct", "partial", "order", "value", "tolerance", "best", "worst")


def read(name: str) -> dict[str, Any]:
    """Return the content of a file of this folder."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def from_file(name: str, language: str) -> InstrumentDraft:
    """Return one language version of the test in a file."""
    table = read(name)
    if isinstance(table.get("items"), dict):
        items = _ratings(table, language)
    else:
        items = tuple(_item(entry, language) for entry in table["item"])
    return InstrumentDraft(items=items, scales=scales_of(table), **facts(table, language))


def facts(table: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what a file says about the test as a whole, in one language."""
    text = table["text"][language]
    return {
        "key": table["key"],
        "version": table["version"],
        "language": language,
        "name": text["name"],
        "introduction": text["introduction"],
        "source": text["source"],
        "criteria": {
            key: {"text": said[language], "judgement": said["judgement"]}
            for key, said in table["criteria"].items()
        },
        "fields": table["fields"][language],
    }


def scales_of(table: dict[str, Any]) -> tuple[ScaleDraft, ...]:
    """Return the scales; a construct has the key of its scale."""
    return tuple(ScaleDraft(**({"concept": scale["key"]} | scale)) for scale in table["scale"])


def options(texts: list[str]) -> list[dict[str, str]]:
    """Return options with letters as their keys."""
    return [{"id": letter, "text": text} for letter, text in zip(ascii_lowercase, texts, strict=False)]


def _ratings(table: dict[str, Any], language: str) -> tuple[ItemDraft, ...]:
    answers = options(table["text"][language]["options"])
    place = 2 + LANGUAGES.index(language)
    return tuple(
        ItemDraft(
            key=key,
            kind=table["kind"],
            content={"prompt": entry[place], "options": answers},
            answer_key={"reversed": entry[1] == "-"},
            scale=entry[0],
        )
        for key, entry in table["items"].items()
    )


def _item(entry: dict[str, Any], language: str) -> ItemDraft:
    text = entry[language]
    content: dict[str, Any] = {"prompt": text["prompt"]}
    answer_key: dict[str, Any] = {name: entry[name] for name in _KEYED if name in entry}
    if "options" in text:
        content["options"] = options(text["options"])
    if entry["kind"] == "numeric":
        content["unit"] = text.get("unit", "")
    if entry["kind"] == "rating":
        answer_key["reversed"] = False
    if entry["kind"] == "work_sample":
        content["most_words"] = entry["most_words"]
        answer_key["anchors"] = text["anchors"]
    return ItemDraft(
        key=entry["key"],
        kind=entry["kind"],
        content=content,
        answer_key=answer_key,
        scale=entry.get("scale", ""),
        area=entry.get("area", ""),
        seconds=entry.get("seconds"),
        is_practice=entry.get("practice", False),
    )
