"""Reads of the concept scheme."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from maatwerk.apps.skills.models import Concept


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
    dutch = (get_language() or "nl").startswith("nl")
    rows = [ConceptRow(c.pk, c.key, c.kind, c.label_nl if dutch else c.label_en) for c in found]
    return sorted(rows, key=lambda row: row.label.lower())
