"""Which skills a text names: whole words and phrases of their labels, accents and capitals aside.

A dictionary by first word, the longest phrase first; each stretch of text counts once. A phrase that is denied ("geen
rijbewijs nodig") is passed over. What is found is a proposal: the sentence goes along, a person decides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from maatwerk.apps.vacancies.writing._text import fold, sentences

_TOKEN = re.compile(r"[^\W_]+(?:[+#]+)?")
_DENIALS = frozenset({"geen", "niet", "zonder", "no", "not", "without", "hoeft"})
_REACH = 3  # a denial counts within so many words before


@dataclass(frozen=True, slots=True)
class SkillFound:
    """A skill a text names: its key, the words that named it and the sentence around them."""

    key: str
    words: str
    sentence: str


def find_skills(text: str, names: Mapping[str, Iterable[str]]) -> list[SkillFound]:
    """Return each skill once, in the order the text names them; `names` gives every word for each key."""
    book = _book(names)
    found: dict[str, SkillFound] = {}
    for sentence in sentences(text):
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(sentence.text)]
        plain = [fold(token) for token, _start, _end in tokens]
        position = 0
        while position < len(plain):
            phrase, key = _longest(book, plain, position)
            if not phrase:
                position += 1
                continue
            denied = _DENIALS.intersection(plain[max(0, position - _REACH) : position])
            if not denied and key not in found:
                stretch = sentence.text[tokens[position][1] : tokens[position + len(phrase) - 1][2]]
                found[key] = SkillFound(key, stretch, sentence.text)
            position += len(phrase)
    return list(found.values())


Book = dict[str, list[tuple[tuple[str, ...], str]]]


def _book(names: Mapping[str, Iterable[str]]) -> Book:
    book: Book = {}
    for key, labels in names.items():
        for label in labels:
            phrase = tuple(fold(token) for token in _TOKEN.findall(label))
            if phrase:
                book.setdefault(phrase[0], []).append((phrase, key))
    for entries in book.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return book


def _longest(book: Book, plain: list[str], position: int) -> tuple[tuple[str, ...], str]:
    for phrase, key in book.get(plain[position], ()):
        if tuple(plain[position : position + len(phrase)]) == phrase:
            return phrase, key
    return (), ""
