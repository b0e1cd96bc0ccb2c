"""Who may touch opportunities."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "JobFamily": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT"),
    "Opportunity": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT"),
    "Requirement": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring="SELECT", audit="SELECT"
    ),
}
