"""Who may touch the concept scheme."""

from maatwerk.kernel.walls import SHARED, Wall

WALLS = {"Concept": Wall(rows=SHARED, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT")}
