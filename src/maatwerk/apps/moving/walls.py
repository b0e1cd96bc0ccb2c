"""Who may touch what moves in and out. *Scoring* has no right here: what another system decided is no evidence."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OF_IMPORTED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    delete=f"{ORGANISATION.check} AND EXISTS (SELECT 1 FROM applications_application a"  # noqa: S608 - constants alone
    " WHERE a.id = application_id AND a.import_id IS NOT NULL)",
)

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
