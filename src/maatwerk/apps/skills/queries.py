"""Reads of the concept scheme."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from maatwerk.apps.skills.catalogue import catalogue
from maatwerk.apps.skills.models import Concept, Occupation
from maatwerk.kernel.languages import language_now


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept with its label in the language active now."""

    id: uuid.UUID
    key: str
    kind: str
    label: str


def concepts(ids: Collection[uuid.UUID] | None = None, *, using: str = "default") -> list[ConceptRow]:
    """Return the concepts of the organisation (all, or those of `ids`) by label."""
    found = Concept.objects.using(using).all()
    if ids is not None:
        found = found.filter(pk__in=ids)
    dutch = language_now() == "nl"
    rows = [ConceptRow(c.pk, c.key, c.kind, c.label_nl if dutch else c.label_en) for c in found]
    return sorted(rows, key=lambda row: row.label.lower())


@dataclass(frozen=True, slots=True)
class SkillWords:
    """Every word for one skill: by these, texts are searched. `concept_id` is empty while nobody uses it here."""

    key: str
    label: str
    words: tuple[str, ...]
    concept_id: uuid.UUID | None = None


def skill_words() -> list[SkillWords]:
    """Return the organisation's own skills and the curated ones, own ones first; each key once."""
    dutch = language_now() == "nl"
    own = [
        SkillWords(
            c.key,
            c.label_nl if dutch else c.label_en,
            (c.label_en, c.label_nl, *c.alt_labels_en, *c.alt_labels_nl),
            c.pk,
        )
        for c in Concept.objects.filter(kind=Concept.Kind.SKILL).order_by("key")
    ]
    known = {row.key for row in own}
    language = "nl" if dutch else "en"
    curated = [
        SkillWords(skill.key, skill.label(language), skill.words())
        for skill in catalogue().values()
        if skill.key not in known
    ]
    return own + curated


@dataclass(frozen=True, slots=True)
class OccupationFound:
    """An official occupation with its label in the language active now."""

    uri: str
    isco: str
    label: str


def occupations_named(text: str, *, most: int = 10) -> list[OccupationFound]:
    """Return loaded occupations whose name in either language holds these words, shortest first."""
    name = " ".join(text.split())
    if not name:
        return []
    found = Occupation.objects.filter(Q(label_nl__icontains=name) | Q(label_en__icontains=name))[:200]
    dutch = language_now() == "nl"
    rows = [OccupationFound(o.uri, o.isco, o.label_nl if dutch else o.label_en) for o in found]
    return sorted(rows, key=lambda row: (len(row.label), row.label))[:most]
