"""Writes to the concept scheme."""

from dataclasses import dataclass

from maatwerk.apps.skills.models import Concept
from maatwerk.kernel import tenancy


@dataclass(frozen=True, slots=True)
class ConceptSpec:
    """A node as somebody describes it."""

    key: str
    kind: str
    label_en: str
    label_nl: str


def ensure_concept(spec: ConceptSpec) -> Concept:
    """Return the organisation's concept of this key, made where it is missing; an existing one keeps its labels."""
    concept, _made = Concept.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        key=spec.key,
        defaults={"kind": spec.kind, "label_en": spec.label_en, "label_nl": spec.label_nl},
    )
    return concept
