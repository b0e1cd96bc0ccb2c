"""Words that research or usage ties to one sex. Counts, never a verdict: many are plain words of work.

Both lists are our own, each stem with its reason. Gaucher, Friesen & Kay (2011, JPSP 101(1), 109-128) showed for English that
advertisements for work done mostly by men hold more of one kind, and that women find those less appealing. For
Dutch nobody validated a list: ours says where an eye is worth casting. Another list (`stem,code` per line, as that of the Gender
Decoder) is read by `read_stems`.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from maatwerk.apps.vacancies.writing._text import fold, words

Code = Literal["masculine", "feminine"]
Stems = Mapping[str, tuple[Code, str]]


@dataclass(frozen=True, slots=True)
class CodedWord:
    """A word found, how often, with its code and the reason it is on the list."""

    word: str
    code: Code
    times: int
    reason: str


_DUTCH: Stems = {
    "ambitieu": ("masculine", "drive"),
    "assertie": ("masculine", "dominance"),
    "besluitvaardig": ("masculine", "dominance"),
    "competitie": ("masculine", "contest"),
    "daadkracht": ("masculine", "dominance"),
    "doorzettingsvermogen": ("masculine", "drive"),
    "dominant": ("masculine", "dominance"),
    "doelgericht": ("masculine", "drive"),
    "gedreven": ("masculine", "drive"),
    "hunter": ("masculine", "contest"),
    "kerel": ("masculine", "names_men"),
    "krachtig": ("masculine", "dominance"),
    "leider": ("masculine", "dominance"),
    "lef": ("masculine", "contest"),
    "ninja": ("masculine", "contest"),
    "ondernemend": ("masculine", "drive"),
    "overtuigingskracht": ("masculine", "dominance"),
    "resultaatgericht": ("masculine", "drive"),
    "rockstar": ("masculine", "contest"),
    "scoren": ("masculine", "contest"),
    "stressbestendig": ("masculine", "drive"),
    "topper": ("masculine", "contest"),
    "uitdag": ("masculine", "contest"),
    "vakman": ("masculine", "names_men"),
    "winnaar": ("masculine", "contest"),
    "zelfverzekerd": ("masculine", "dominance"),
    "behulpzaam": ("feminine", "care"),
    "begripvol": ("feminine", "care"),
    "bescheiden": ("feminine", "yielding"),
    "betrokken": ("feminine", "togetherness"),
    "dienstbaar": ("feminine", "yielding"),
    "empathi": ("feminine", "care"),
    "gastvrouw": ("feminine", "names_women"),
    "geduldig": ("feminine", "care"),
    "gevoelig": ("feminine", "care"),
    "gezellig": ("feminine", "togetherness"),
    "hartelijk": ("feminine", "care"),
    "inlevingsvermogen": ("feminine", "care"),
    "invoelend": ("feminine", "care"),
    "liefdevol": ("feminine", "care"),
    "luisterend": ("feminine", "care"),
    "meelevend": ("feminine", "care"),
    "samen": ("feminine", "togetherness"),
    "sociaal": ("feminine", "togetherness"),
    "steun": ("feminine", "care"),
    "verbind": ("feminine", "togetherness"),
    "vriendelijk": ("feminine", "care"),
    "warm": ("feminine", "care"),
    "zorgza": ("feminine", "care"),
}
_ENGLISH: Stems = {
    "aggressi": ("masculine", "contest"),
    "ambitio": ("masculine", "drive"),
    "assertive": ("masculine", "dominance"),
    "champion": ("masculine", "contest"),
    "competiti": ("masculine", "contest"),
    "confident": ("masculine", "dominance"),
    "decisive": ("masculine", "dominance"),
    "dominan": ("masculine", "dominance"),
    "driven": ("masculine", "drive"),
    "fearless": ("masculine", "contest"),
    "guys": ("masculine", "names_men"),
    "hunter": ("masculine", "contest"),
    "ninja": ("masculine", "contest"),
    "outspoken": ("masculine", "dominance"),
    "relentless": ("masculine", "drive"),
    "rockstar": ("masculine", "contest"),
    "strong": ("masculine", "dominance"),
    "salesman": ("masculine", "names_men"),
    "foreman": ("masculine", "names_men"),
    "caring": ("feminine", "care"),
    "compassion": ("feminine", "care"),
    "considerate": ("feminine", "care"),
    "cooperat": ("feminine", "togetherness"),
    "empath": ("feminine", "care"),
    "gentle": ("feminine", "yielding"),
    "hostess": ("feminine", "names_women"),
    "modest": ("feminine", "yielding"),
    "nurtur": ("feminine", "care"),
    "patient": ("feminine", "care"),
    "sensitiv": ("feminine", "care"),
    "supportive": ("feminine", "care"),
    "sympath": ("feminine", "care"),
    "together": ("feminine", "togetherness"),
    "warm": ("feminine", "care"),
}


def coded_words(text: str, language: str, stems: Stems | None = None) -> list[CodedWord]:
    """Return the words of a text whose beginning is on the list, the most frequent first."""
    known = stems if stems is not None else (_DUTCH if language.startswith("nl") else _ENGLISH)
    counts: dict[str, int] = {}
    for word in words(text):
        plain = fold(word)
        counts[plain] = counts.get(plain, 0) + 1
    found = []
    for word, times in counts.items():
        stem = max((stem for stem in known if word.startswith(stem)), key=len, default=None)
        if stem is not None:
            code, reason = known[stem]
            found.append(CodedWord(word, code, times, reason))
    return sorted(found, key=lambda row: (-row.times, row.word))


def read_stems(lines: Sequence[str] | Iterable[str]) -> dict[str, tuple[Code, str]]:
    """Read a list of others: lines ``stem,code``, where the code is masculine or feminine."""
    found: dict[str, tuple[Code, str]] = {}
    for row in csv.DictReader(lines):
        code = row["code"].strip()
        if code == "masculine":
            found[fold(row["stem"].strip())] = ("masculine", "list")
        elif code == "feminine":
            found[fold(row["stem"].strip())] = ("feminine", "list")
        else:
            raise ValueError(f"the code of {row['stem']!r} must be masculine or feminine, got {code!r}")
    return found
