"""Who may touch the concept scheme."""

from maatwerk.kernel.walls import ORGANISATION, SHARED, Wall

WALLS = {
    "Concept": Wall(rows=SHARED, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT"),
    "Occupation": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
}
