"""Who may touch outcomes. What a manager wrote in words, and who wrote it, is not for the model."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "History": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT",
        scoring="SELECT (id, organisation_id, job_family_id, sampling, fingerprint)",
        audit="SELECT",
    ),
    "Engagement": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT"),
    "FollowUp": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
    "Outcome": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT",
        scoring="SELECT (id, organisation_id, engagement_id, observed_on, still_here, separated_on, voluntary,"
        " performance, rater_saw_advice, recorded_at)",
        audit="SELECT",
    ),
}
