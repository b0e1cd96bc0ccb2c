"""Who may touch validity. Findings about groups are written where protected attributes are read, and nowhere else."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Study": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "Reliability": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "WorthFigures": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "GroupFinding": Wall(rows=ORGANISATION, app="SELECT", audit="SELECT, INSERT"),
    "Experiment": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (state, judged_by, judged_at, reason, ended_by, ended_at, end_reason)",
        audit="SELECT",
    ),
    "Assignment": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "NightlyLook": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
}
