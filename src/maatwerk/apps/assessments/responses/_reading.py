"""One cell as a number: written as one, before its words (“4 - agree”), as a word of the key, or as right and wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from maatwerk.apps.assessments.responses._key_words import TRUTH
from maatwerk.kernel.tables import Problem

_LABELLED = re.compile(r"(\d{1,3})\s*(?:[-\u2013\u2014=.:)]\s*|\()(?=[^\W\d]).*")


def number_of(text: str) -> float | None:
    """Return the number that a text is, whatever its decimal sign; None where it is none."""
    try:
        value = float(text.replace("\u2212", "-").replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None  # also no infinity and no "nan"


def whole_of(text: str) -> int | None:
    """Return the whole number that a text is; None where it is none."""
    value = number_of(text)
    return int(value) if value is not None and value.is_integer() else None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the texts of one item become numbers; `how` is the note that says it, empty for plain numbers."""

    how: str = ""
    words: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str], answers: Sequence[str]) -> Reading:
        """Find out how an item is written: one way for all of its texts, so that nothing is read half."""
        words = [text for text in texts if number_of(text) is None]
        if not words:
            return cls()
        stated = {_plain(word): at for at, word in enumerate(answers, start=1)}
        is_clear = len(stated) == len(answers)  # a word that stands twice has no place of its own
        if stated and is_clear and all(_plain(word) in stated for word in words):
            return cls("note_words_of_key", stated)
        if len(words) == len(texts) and all(_plain(word) in TRUTH for word in words):
            return cls("note_right_and_wrong", TRUTH)
        labelled = {_plain(word): int(found[1]) for word in words if (found := _LABELLED.fullmatch(word))}
        if len(labelled) == len({_plain(word) for word in words}):
            return cls("note_labelled", labelled)
        return cls()

    def whole(self, text: str) -> int | None:
        """Return what a text counts as."""
        found = self.words.get(_plain(text))
        return whole_of(text) if found is None else found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def alike_once(found: Sequence[Problem]) -> list[Problem]:
    """Say once what is wrong in many columns alike, where it first stands, with how often it occurs in all of them."""
    first: dict[tuple[object, ...], int] = {}
    kept: list[Problem] = []
    for one in found:
        values = dict(one.values)
        if "times" not in values:
            kept.append(one)
            continue
        alike = (one.code, *(value for name, value in one.values if name != "times"))
        at = first.setdefault(alike, len(kept))
        if at == len(kept):
            kept.append(one)
            continue
        together = int(str(dict(kept[at].values)["times"])) + int(str(values["times"]))
        rest = tuple((name, together if name == "times" else value) for name, value in kept[at].values)
        kept[at] = replace(kept[at], values=rest)
    return kept
