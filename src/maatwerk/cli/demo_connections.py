"""Other systems in the demo: one that reads the pipeline until a year from now, and one that was shut out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
READS = ("vacancies:read", "applications:read", "scorecards:read")


def load_connections(acting_as: As) -> None:
    """Link two systems. Their tokens are shown to nobody: who wants to try the API makes one."""
    from maatwerk.apps.messages.public import Wish, close_connection, open_connection

    with acting_as("administrator") as member:
        former = Wish(kind="api", name="Vorig dashboard (gesimuleerd)", scopes=("vacancies:read",))
        close_connection(open_connection(former, by=member).row.id, by=member)
        reader = Wish(kind="api", name="Datamagazijn (gesimuleerd)", scopes=READS, days=365)
        open_connection(reader, by=member)
