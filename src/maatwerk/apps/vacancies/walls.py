"""Who may touch hiring teams."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {"HiringTeamMember": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE", audit="SELECT")}
