"""Who may touch protected attributes: *app* writes them and shows people their own; *audit* alone reads across people."""

from maatwerk.kernel.walls import ORGANISATION, OWN_PERSON, Wall

WALLS = {
    "ProtectedAttribute": Wall(rows=ORGANISATION, app="SELECT, INSERT", app_sees=OWN_PERSON, audit="SELECT"),
    "ImpactTable": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "ChannelImpact": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    # counted by audit, read by everybody with the role for it, changed by nobody
    "ImpactAudit": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "AuditTable": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "TrendPoint": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "ImpactAlarm": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "AlarmStep": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "SteeringStudy": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "ImpactLook": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    # app, which erases, puts in and cannot read back
    "WaitingGroups": Wall(rows=ORGANISATION, app="INSERT", audit="SELECT, DELETE"),
    "KeptCounts": Wall(rows=ORGANISATION, audit="SELECT, INSERT"),
}
