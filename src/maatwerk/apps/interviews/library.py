"""Questions that come with Maatwerk, by type of skill. A start, to be changed at will. Pure: no database."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("library.toml")
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as it will be asked, with what an answer looks like that scores 1, 3 and 5."""

    about: str
    text: str
    follow_up: str
    anchor_1: str
    anchor_3: str
    anchor_5: str


Entry = dict[str, Any]


@cache
def _by_type() -> dict[str, tuple[Entry, ...]]:
    return {one["key"]: tuple(one["questions"]) for one in _file()["type"]}


@cache
def _type_of_skill() -> dict[str, str]:
    return {skill: one["key"] for one in _file()["type"] for skill in one["skills"]}


@cache
def _file() -> dict[str, list[dict[str, Any]]]:  # read once per process
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def skill_types() -> dict[str, tuple[str, ...]]:
    """Return which skills of the catalogue each type has questions for."""
    return {key: tuple(s for s, t in _type_of_skill().items() if t == key) for key in _by_type()}


def questions_for(skill_key: str, label: str, language: str) -> list[QuestionDraft]:
    """Return the questions for a requirement, the best one first; one that the library does not know gets general ones."""
    entries = _by_type()[_type_of_skill().get(skill_key, GENERAL)]
    return [_draft(one, language, about=label) for one in entries]


def questions_for_any_work(language: str) -> list[QuestionDraft]:
    """Return questions that fit any work."""
    tongue = _tongue(language)
    return [_draft(one, language, about=str(one[f"about_{tongue}"])) for one in _file()["any"]]


def _draft(entry: Entry, language: str, *, about: str) -> QuestionDraft:
    tongue = _tongue(language)
    said = {name: str(entry[f"{name}_{tongue}"]) for name in ("follow", "low", "mid", "high")}
    text = str(entry[tongue]).replace("{skill}", about)
    return QuestionDraft(about, text, said["follow"], said["low"], said["mid"], said["high"])


def _tongue(language: str) -> str:
    return "nl" if language.startswith("nl") else "en"
