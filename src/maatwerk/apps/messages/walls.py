"""Who may touch messages."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {"Message": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (sent_at, attempts, last_error)")}
