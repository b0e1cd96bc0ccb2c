"""The curated skills that come with Maatwerk: a start for whoever has no skill graph yet."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class CatalogueSkill:
    """One skill with its names in both languages; nothing in the database until an organisation uses it."""

    key: str
    label_en: str
    label_nl: str
    also_en: tuple[str, ...]
    also_nl: tuple[str, ...]

    def label(self, language: str) -> str:
        """Return its name in a language."""
        return self.label_nl if language.startswith("nl") else self.label_en

    def words(self) -> tuple[str, ...]:
        """Return every word for it, in both languages: Dutch vacancies name half their skills in English."""
        return (self.label_en, self.label_nl, *self.also_en, *self.also_nl)


@cache
def catalogue() -> dict[str, CatalogueSkill]:
    """Return the curated skills by key."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["skill"]
    return {
        entry["key"]: CatalogueSkill(
            entry["key"], entry["en"], entry["nl"], tuple(entry["also_en"]), tuple(entry["also_nl"])
        )
        for entry in entries
    }
