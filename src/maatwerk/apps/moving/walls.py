"""Who may touch what moves in and out. *Scoring* has no right here: what another system decided is no evidence."""

from maatwerk.kernel.walls import ORGANISATION, Wall, imported_with

_OF_IMPORTED = imported_with("applications_application", theirs="id", ours="application_id")

WALLS = {
    "Move": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", audit="SELECT"),
    "SourceNumber": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
    "PastFact": Wall(rows=_OF_IMPORTED, app="SELECT, INSERT, DELETE", audit="SELECT"),
    "Export": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (work_id, fingerprint, size, ready_at, gone_at)",
        audit="SELECT",
    ),
    "StaffingOrder": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
}
