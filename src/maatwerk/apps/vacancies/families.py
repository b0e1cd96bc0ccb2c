"""Kinds of work that come with Maatwerk: what they ask, three questions, usual hours. A start, to be changed at will."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from maatwerk.apps.vacancies.writing import fold

FILE = Path(__file__).with_name("families.toml")
ISCO_ADDRESS = "http://data.europa.eu/esco/isco/C"


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """A question to applicants as somebody writes it."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class FamilySkill:
    """What a kind of work asks, and why."""

    key: str
    need: str
    why_en: str
    why_nl: str

    def why(self, language: str) -> str:
        """Return the reason in a language."""
        return self.why_nl if language.startswith("nl") else self.why_en


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of work with its defaults."""

    key: str
    label_en: str
    label_nl: str
    isco: str
    also: tuple[str, ...]
    hours: tuple[float, float]
    contract: str
    skills: tuple[FamilySkill, ...]
    questions_en: tuple[QuestionSpec, ...]
    questions_nl: tuple[QuestionSpec, ...]

    def label(self, language: str) -> str:
        """Return its name in a language."""
        return self.label_nl if language.startswith("nl") else self.label_en

    def questions(self, language: str) -> tuple[QuestionSpec, ...]:
        """Return its three questions in a language."""
        return self.questions_nl if language.startswith("nl") else self.questions_en

    @property
    def isco_uri(self) -> str:
        """The address of its ISCO group."""
        return ISCO_ADDRESS + self.isco


@cache
def families() -> dict[str, Family]:
    """Return the kinds of work by key."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["family"]
    return {
        entry["key"]: Family(
            key=entry["key"],
            label_en=entry["en"],
            label_nl=entry["nl"],
            isco=entry["isco"],
            also=tuple(entry["also"]),
            hours=(entry["hours"][0], entry["hours"][1]),
            contract=entry["contract"],
            skills=tuple(FamilySkill(**skill) for skill in entry["skills"]),
            questions_en=tuple(_question(one, "en") for one in entry["questions"]),
            questions_nl=tuple(_question(one, "nl") for one in entry["questions"]),
        )
        for entry in entries
    }


def family_like(title: str) -> Family | None:
    """Return the kind of work that a title names, by its longest name in it; None where no name fits."""
    plain = f" {fold(title)} "
    names = [
        (fold(name), family)
        for family in families().values()
        for name in (family.label_en, family.label_nl, *family.also)
    ]
    fitting = [(name, family) for name, family in names if name in plain]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def _question(entry: dict[str, object], language: str) -> QuestionSpec:
    choices = entry.get(f"choices_{language}", ())
    assert isinstance(choices, list | tuple)
    return QuestionSpec(str(entry["kind"]), str(entry[language]), tuple(map(str, choices)))
