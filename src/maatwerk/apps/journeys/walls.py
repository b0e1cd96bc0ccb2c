"""Who may touch uploads."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {"HistoryUpload": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE")}
