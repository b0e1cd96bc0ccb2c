"""Words, sentences and syllables of Dutch and English."""

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ0-9])|\n+")
# nuclei of Dutch syllables, the longest first; a vowel with a diaeresis always begins a new one
_DUTCH = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouyàâèéêîôûäëïöü]")
_ENGLISH = re.compile(r"[aeo]y(?=[aeiou])|[aeiouy]+?(?=[aeo]y[aeiou])|[aeiouy]+")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it begins in the text."""

    text: str
    start: int


def words(text: str) -> list[str]:
    """Return the words, without numbers and signs."""
    return _WORD.findall(text)


def sentences(text: str) -> list[Sentence]:
    """Return the sentences; each line of a list counts as one, as its readers read it."""
    found, begin = [], 0
    for end in [*_SENTENCE_END.finditer(text), None]:
        stop = end.start() if end else len(text)
        part = text[begin:stop]
        if words(part):
            found.append(Sentence(part.strip(" \t•*-–"), begin + len(part) - len(part.lstrip(" \t•*-–"))))
        begin = end.end() if end else stop
    return found


def syllables(word: str, language: str) -> int:
    """Count the syllables of a word by its vowels: an approximation, right for some nine in ten words."""
    plain = unicodedata.normalize("NFC", word.lower())
    if language.startswith("nl"):
        return max(1, len(_DUTCH.findall(plain)))
    count = len(_ENGLISH.findall(fold(plain)))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and len(plain) > _LEAST_LETTERS:
        count -= 1  # a silent e
    if re.search(r"(?:[^aeiouytd])ed$", plain):
        count -= 1  # walked, planned
    if plain.endswith(("les", "led")) and re.search(r"[^aeiouy]le[sd]$", plain):
        count += plain.endswith("led")
    return max(1, count)


def fold(text: str) -> str:
    """Return a text in small letters without accents, letter for letter as long as before where possible."""
    plain = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))
