"""Who may touch opportunities."""

from maatwerk.kernel.walls import IMPORTED, ORGANISATION, Wall

_KEPT = "SELECT, INSERT, UPDATE, DELETE"

WALLS = {
    "JobFamily": Wall(rows=IMPORTED, app=_KEPT, scoring="SELECT", audit="SELECT"),
    "Opportunity": Wall(rows=IMPORTED, app=_KEPT, scoring="SELECT", audit="SELECT"),
    "Requirement": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring="SELECT", audit="SELECT"
    ),
}
