"""Who may touch protected attributes: *app* writes them and shows people their own; *audit* alone reads across people."""

from maatwerk.kernel.walls import ORGANISATION, OWN_PERSON, Wall

WALLS = {
    "ProtectedAttribute": Wall(rows=ORGANISATION, app="SELECT, INSERT", app_sees=OWN_PERSON, audit="SELECT"),
    "ImpactTable": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "ChannelImpact": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
}
