"""How hard a text is to read, from the length of its sentences and words."""

from dataclasses import dataclass

from maatwerk.apps.vacancies.writing._text import sentences, syllables, words

LONG_SENTENCE = (
    20  # words; the plain-language advice of the Dutch government (Taalhuis): 10 to 15, never above 20
)
LEAST_WORDS = 30  # below this the averages say nothing

#: From reading ease to a word for it, after Flesch (1948), table 2; used alike for Douma's Dutch version.
BANDS = (
    (90, "very_easy"),
    (80, "easy"),
    (70, "fairly_easy"),
    (60, "standard"),
    (50, "fairly_hard"),
    (30, "hard"),
)


@dataclass(frozen=True, slots=True)
class Readability:
    """The reading ease (higher is easier, mostly 0 to 100) and what it rests on.

    `grade` is the Flesch-Kincaid grade, years of school, for English only. `band` is empty where the text is too
    short. It knows lengths, not meaning: a text of short wrong words scores well.
    """

    language: str
    words: int
    sentences: int
    syllables: int
    ease: float
    grade: float | None
    band: str
    long_sentences: tuple[str, ...]


def readability(text: str, language: str) -> Readability:
    """Measure a text.

    Dutch: Douma (1960), *De leesbaarheid van landbouwbladen*: 206.84 - 0.93 x words per sentence - 77 x syllables per word.
    English: Flesch (1948), *Journal of Applied Psychology* 32(3), 221-233, and the grade of Kincaid et al. (1975),
    Research Branch Report 8-75.
    """
    parts = sentences(text)
    found = words(text)
    spoken = sum(syllables(word, language) for word in found)
    per_sentence = len(found) / max(1, len(parts))
    per_word = spoken / max(1, len(found))
    dutch = language.startswith("nl")
    constant, of_sentence, of_word = (206.84, 0.93, 77.0) if dutch else (206.835, 1.015, 84.6)
    ease = constant - of_sentence * per_sentence - of_word * per_word
    enough = len(found) >= LEAST_WORDS
    return Readability(
        language=language,
        words=len(found),
        sentences=len(parts),
        syllables=spoken,
        ease=ease,
        grade=None if dutch else 0.39 * per_sentence + 11.8 * per_word - 15.59,
        band=next((name for least, name in BANDS if ease >= least), "very_hard") if enough else "",
        long_sentences=tuple(part.text for part in parts if len(words(part.text)) > LONG_SENTENCE),
    )
