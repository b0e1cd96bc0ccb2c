"""What advice keeps, why, until when, and how it is erased. That there was an advice stays; what it said does not."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why

_THEIRS = f"SELECT id FROM advice_advice WHERE {PERSON}"  # noqa: S608 - a constant
_PLACES = (
    "(SELECT coalesce(jsonb_agg(place ORDER BY number), '[]') FROM jsonb_array_elements(places) WITH ORDINALITY"  # noqa: S608 - constants
    f" AS listed (place, number) WHERE (place->>0)::uuid NOT IN ({_THEIRS}))"
)

KEPT = {
    "Shortlist": Kept(
        fields="opportunity_id version_id places computed_at",
        why=Why.DECISIONS,
        until=Until.CLOCK,
        whose=f"opportunity_id IN (SELECT opportunity_id FROM advice_advice WHERE {PERSON})",  # noqa: S608 - a constant
        empties={"places": _PLACES},
        hidden="places",
    ),
    "TrainingScore": Kept(
        fields="version_id person_id score", why=Why.IMPROVING, until=Until.CLOCK, whose=PERSON
    ),
    "AdviceRequest": Kept(
        fields="opportunity_id person_id requested_at", why=Why.PROCEDURE, until=Until.CLOCK, whose=PERSON
    ),
    "Advice": Kept(
        fields="opportunity_id person_id version_id status score detail created_at",
        why=Why.DECISIONS,
        until=Until.LOG,
        whose=PERSON,
        empties={"score": "NULL", "detail": "''"},
        sealed="detail",
    ),
    "Stop": Kept(
        fields="opportunity_id version_id reason stopped_by stopped_at resumed_by resumed_at resumed_because",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Steering": Kept(
        fields="version_id factors choice seen reason chosen_by chosen_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "VersionStep": Kept(
        fields="version_id from_state to_state by reason at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "ModelVersion": Kept(
        fields="job_family_id number state verdict features fitted performance validity caveats training_fingerprint n_people"
        " n_separations outcomes_needed absolute_rates proposed_because compared_with_id steering_id created_at live_at"
        " retired_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Feature": Kept(
        fields="job_family_id concept_id kind is_exception importance helps is_one_way prior_source reason approved_by"
        " approved_at withdrawn_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
}
