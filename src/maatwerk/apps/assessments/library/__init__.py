"""The tests that come with Maatwerk: public-domain items and items made by rule, each language a test of its own.

Nothing here is calibrated on people. `drafts` gives what `operations.content.write_instrument` writes.
"""

from dataclasses import dataclass
from functools import cache

from maatwerk.apps.assessments.content import InstrumentDraft
from maatwerk.apps.assessments.library._ability import reasoning
from maatwerk.apps.assessments.library._files import LANGUAGES, from_file

FILES = ("big-five-markers", "every-kind")

__all__ = ["BuiltIn", "drafts", "names", "titles"]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A test that comes along, as a list shows it."""

    key: str
    name: str
    languages: tuple[str, ...]
    n_items: int


def names() -> tuple[str, ...]:
    """Return the keys of the tests that come with Maatwerk."""
    return (*FILES, "reasoning-by-rule")


@cache
def drafts(name: str) -> tuple[InstrumentDraft, ...]:
    """Return a test's language versions; `KeyError` where there is none of this name."""
    if name == "reasoning-by-rule":
        return tuple(reasoning(language) for language in LANGUAGES)
    if name in FILES:
        return tuple(from_file(name, language) for language in LANGUAGES)
    raise KeyError(name)


def titles(language: str) -> list[BuiltIn]:
    """Return the tests that come with Maatwerk by what they are called in this language."""
    found = []
    for key in names():
        versions = {draft.language: draft for draft in drafts(key)}
        draft = versions.get(language) or next(iter(versions.values()))
        n_items = sum(not item.is_practice for item in draft.items)
        found.append(BuiltIn(key, draft.name, tuple(versions), n_items))
    return sorted(found, key=lambda one: one.name.lower())
