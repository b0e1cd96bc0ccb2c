"""Who may touch messages."""

from maatwerk.kernel.walls import ORGANISATION, Wall

WALLS = {
    "Message": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (body, calendar, sent_at, given_up_at, attempts, last_error)",
        reason="a body is only ever emptied, once a confidential mail has gone",
    ),
    "Connection": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (last_used_at, closed_at)"),
    "Delivery": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (attempts, last_status, last_error, delivered_at, given_up_at)",
    ),
}
