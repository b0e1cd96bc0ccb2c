"""Who may touch evidence. There is no UPDATE for anybody: evidence is append-only."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Instrument": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", scoring="SELECT", audit="SELECT"),
    "Evidence": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT", audit="SELECT"),
}
