"""Who may touch models and advice. What a version computed, nobody may change."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Feature": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (withdrawn_at)", scoring="SELECT", audit="SELECT"
    ),
    "ModelVersion": Wall(
        rows=ORGANISATION,
        app="SELECT, UPDATE (state, live_at, retired_at)",
        scoring="SELECT, INSERT",
        audit="SELECT",
    ),
    "VersionStep": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "TrainingScore": Wall(rows=ORGANISATION, scoring="SELECT, INSERT", audit="SELECT"),
    "AdviceRequest": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT"),
    "Advice": Wall(rows=ORGANISATION, app="SELECT", scoring="SELECT, INSERT", audit="SELECT"),
    "Shortlist": Wall(rows=ORGANISATION, app="SELECT", scoring="SELECT, INSERT", audit="SELECT"),
}
