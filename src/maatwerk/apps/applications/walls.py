"""Who may touch applications and decisions. The scoring login has no right here at all."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Application": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (stage, stage_since, closed_at)", audit="SELECT"
    ),
    "OwnView": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "AdviceSeen": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "Decision": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
}
