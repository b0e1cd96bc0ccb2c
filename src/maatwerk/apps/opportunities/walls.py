"""Who may touch opportunities."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

#: What came in by an import can be taken back; what was stated here stays.
_IMPORTED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    delete=f"{ORGANISATION.check} AND import_id IS NOT NULL",
)
_KEPT = "SELECT, INSERT, UPDATE, DELETE"

WALLS = {
    "JobFamily": Wall(rows=_IMPORTED, app=_KEPT, scoring="SELECT", audit="SELECT"),
    "Opportunity": Wall(rows=_IMPORTED, app=_KEPT, scoring="SELECT", audit="SELECT"),
    "Requirement": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring="SELECT", audit="SELECT"
    ),
}
