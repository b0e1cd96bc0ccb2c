"""Who may touch the register. *Scoring* has no right here."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Component": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (replaced_at)"),
    "DataSheet": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    "Preparation": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    "ChangePlan": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (approved_by, approved_at, council, council_reason, council_by, council_at)",
    ),
    "Paper": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    "Review": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (owner_id, interval_months, next_on)"),
    "ReviewHeld": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    "Risk": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (hazard, misuse, mitigation, test, owner_id, changed_at)",
    ),
    "Mandate": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (ended_at)"),
}
