"""What a fit may see: admitted features and the evidence behind each engagement. Runs on the scoring login."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from maatwerk.apps.advice.contracts import FeatureSpec, TrainingRow, TrainingSet, Values
from maatwerk.apps.advice.models import Feature
from maatwerk.apps.evidence.public import EvidenceRow, evidence_for_selection
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.outcomes.public import TenureRow, tenures


def admitted_features(job_family_id: uuid.UUID, *, using: str) -> tuple[FeatureSpec, ...]:
    """Return the features admitted to a job family's models, in a fixed order: the allow-list of DESIGN section 1."""
    found = (
        Feature.objects.using(using)
        .filter(job_family_id=job_family_id, withdrawn_at__isnull=True)
        .select_related("concept")
        .order_by("concept__key", "kind")
    )
    return tuple(
        FeatureSpec(
            key=feature.concept.key,
            concept_id=str(feature.concept_id),
            kind=feature.kind,
            label_en=feature.concept.label_en,
            label_nl=feature.concept.label_nl,
            importance=feature.importance,
            helps=feature.helps,
            is_one_way=feature.is_one_way,
            is_exception=feature.is_exception,
            prior_source=feature.prior_source,
            reason=feature.reason,
        )
        for feature in found
    )


def training_set(job_family_id: uuid.UUID, *, using: str) -> TrainingSet:
    """Gather what one fit sees: nothing that is not admitted, nobody's name, no protected attribute."""
    family = job_family(job_family_id, using=using)
    features = admitted_features(job_family_id, using=using)
    seen = tenures(job_family_id, using=using)
    by_person = evidence_by_person({row.person_id for row in seen}, using=using)
    rows = tuple(_training_row(row, by_person[row.person_id], features) for row in seen)
    return TrainingSet(
        features=features,
        rows=rows,
        horizons=family.horizons_months,
        by_outcome=any(row.by_outcome for row in seen),
        smallest_useful=family.smallest_useful_skill,
        succeeds_at=family.succeeds_at_rating,
        rating_scale=(family.rating_low, family.rating_high),
        prior_sourced=_prior_is_sourced(features),
    )


def evidence_values(rows: Iterable[EvidenceRow], features: Sequence[FeatureSpec]) -> Values:
    """Return the newest admitted evidence per feature; what is not admitted is not even looked at."""
    values: Values = {feature.key: None for feature in features}
    wanted = {(feature.concept_id, feature.kind): feature.key for feature in features}
    for row in rows:  # oldest first, so the newest stays
        key = wanted.get((str(row.concept_id), row.kind))
        if key is not None:
            values[key] = row.value if row.value is not None else row.level
    return values


def evidence_by_person(people: Collection[uuid.UUID], *, using: str) -> dict[uuid.UUID, list[EvidenceRow]]:
    """Return what may be used about each person in a selection, oldest first; nothing known is an empty list."""
    found: dict[uuid.UUID, list[EvidenceRow]] = defaultdict(list)
    for row in evidence_for_selection(people, using=using):
        found[row.person_id].append(row)
    return found


def _training_row(
    row: TenureRow, evidence: list[EvidenceRow], features: Sequence[FeatureSpec]
) -> TrainingRow:
    if (
        row.occasion is not None
    ):  # what was known before this engagement, not before another of the same person
        evidence = [found for found in evidence if found.occasion == row.occasion]
    return TrainingRow(
        person_id=row.person_id,
        values=evidence_values(evidence, features),
        tenure_months=row.tenure_months,
        separated=row.separated,
        entry_months=row.entry_months,
        performance=row.performance,
    )


def _prior_is_sourced(features: Sequence[FeatureSpec]) -> bool:
    """Whether something is expected of a feature and every such expectation names its source."""
    stated = [feature for feature in features if feature.importance]
    return bool(stated) and all(feature.prior_source.strip() for feature in stated)
