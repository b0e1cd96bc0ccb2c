"""What outcomes keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why, of_person

_THEIR_WORK = of_person("engagement_id", "outcomes_engagement")

KEPT = {
    "Outcome": Kept(
        fields="engagement_id follow_up_id observed_on still_here separated_on voluntary performance reason_code reason_note"
        " missing_reason rated_by rater_saw_advice recorded_at",
        why=Why.WORK,
        until=Until.CLOCK,
        whose=_THEIR_WORK,
    ),
    "FollowUp": Kept(
        fields="engagement_id months due_on state asked", why=Why.WORK, until=Until.CLOCK, whose=_THEIR_WORK
    ),
    "Engagement": Kept(
        fields="person_id job_family_id opportunity_id history_id kind started_on tenure_months separated voluntary"
        " entry_months performance evidence_occasion source under_advice created_at",
        why=Why.WORK,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "History": Kept(
        fields="job_family_id name sampling fingerprint report imported_by imported_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
