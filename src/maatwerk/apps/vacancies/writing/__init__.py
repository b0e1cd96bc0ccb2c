"""Reads a vacancy's text and says what stands out. Pure: text in, findings out; no Django, no clock, no database.

Findings are codes with the place in the text; what a reader is told stands in `vacancies.words`.
"""

from maatwerk.apps.vacancies.writing._gender import CodedWord, coded_words, read_stems
from maatwerk.apps.vacancies.writing._grounds import (
    GROUNDS,
    Finding,
    Ground,
    lint_audience,
    lint_question,
    lint_text,
)
from maatwerk.apps.vacancies.writing._readability import Readability, readability
from maatwerk.apps.vacancies.writing._skills import SkillFound, find_skills
from maatwerk.apps.vacancies.writing._text import fold, sentences, syllables, words

__all__ = [
    "GROUNDS",
    "CodedWord",
    "Finding",
    "Ground",
    "Readability",
    "SkillFound",
    "coded_words",
    "find_skills",
    "fold",
    "lint_audience",
    "lint_question",
    "lint_text",
    "read_stems",
    "readability",
    "sentences",
    "syllables",
    "words",
]
