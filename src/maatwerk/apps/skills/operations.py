"""Writes to the concept scheme."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.skills.catalogue import catalogue
from maatwerk.apps.skills.esco import OccupationRow
from maatwerk.apps.skills.models import Concept, Occupation
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

_BATCH = 1_000


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


def adopt_skill(key: str) -> Concept:
    """Return the organisation's own concept for a curated skill, with its other words."""
    found = catalogue().get(key)
    if found is None:
        raise Refusal(_("There is no such skill in the list."), code="no_skill", status=422)
    concept, _made = Concept.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        key=key,
        defaults={
            "kind": Concept.Kind.SKILL,
            "label_en": found.label_en,
            "label_nl": found.label_nl,
            "alt_labels_en": list(found.also_en),
            "alt_labels_nl": list(found.also_nl),
        },
    )
    return concept


def place_below(*, concept_id: uuid.UUID, broader_id: uuid.UUID | None) -> None:
    """Say of which wider skill a skill is a part; the graph stays without circles."""
    concept = Concept.objects.select_for_update().get(pk=concept_id)
    above = broader_id
    while above is not None:
        if above == concept_id:
            raise Refusal(_("A skill cannot be part of itself."), code="circle", field="broader", status=422)
        above = Concept.objects.values_list("broader_id", flat=True).get(pk=above)
    concept.broader_id = broader_id
    concept.save(update_fields=["broader"])
    events.record("skills.concept_placed", object_id=concept_id)


@transaction.atomic
def load_occupations(rows: Iterable[OccupationRow]) -> int:
    """Bring the organisation's own copy of the official occupations in; a second file refreshes the labels."""
    organisation = tenancy.current_organisation()
    made = Occupation.objects.bulk_create(
        (
            Occupation(
                organisation_id=organisation,
                uri=row.uri,
                isco=row.isco,
                label_en=row.label_en,
                label_nl=row.label_nl,
                alt_labels_en=list(row.also_en),
                alt_labels_nl=list(row.also_nl),
            )
            for row in rows
        ),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["organisation", "uri"],
        update_fields=["isco", "label_en", "label_nl", "alt_labels_en", "alt_labels_nl"],
    )
    events.record("skills.occupations_loaded", count=len(made))
    return len(made)
