"""The front door of privacy."""

from maatwerk.apps.privacy.operations import (
    Cause,
    Looked,
    choose_keeping,
    count_groups,
    end_hold,
    erase,
    erase_again,
    look,
    make_package,
    order_erasure,
    order_package,
    place_hold,
)
from maatwerk.apps.privacy.queries import (
    DueRow,
    HoldRow,
    OwnKeeping,
    due_row,
    due_rows,
    hold_rows,
    own_keeping,
)
from maatwerk.apps.privacy.register import register
from maatwerk.apps.privacy.sums import kept_moments

__all__ = [
    "Cause",
    "DueRow",
    "HoldRow",
    "Looked",
    "OwnKeeping",
    "choose_keeping",
    "count_groups",
    "due_row",
    "due_rows",
    "end_hold",
    "erase",
    "erase_again",
    "hold_rows",
    "kept_moments",
    "look",
    "make_package",
    "order_erasure",
    "order_package",
    "own_keeping",
    "place_hold",
    "register",
]
