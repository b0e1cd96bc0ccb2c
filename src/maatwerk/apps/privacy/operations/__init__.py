"""Writes of privacy."""

from maatwerk.apps.privacy.operations.again import erase_again
from maatwerk.apps.privacy.operations.erasing import ERASE, Cause, erase, order_erasure
from maatwerk.apps.privacy.operations.holding import end_hold, place_hold
from maatwerk.apps.privacy.operations.looking import Looked, choose_keeping, look
from maatwerk.apps.privacy.operations.packages import (
    PACKAGE,
    everything,
    make_package,
    open_package,
    order_package,
)
from maatwerk.apps.privacy.operations.summing import count_groups

__all__ = [
    "ERASE",
    "PACKAGE",
    "Cause",
    "Looked",
    "choose_keeping",
    "count_groups",
    "end_hold",
    "erase",
    "erase_again",
    "everything",
    "look",
    "make_package",
    "open_package",
    "order_erasure",
    "order_package",
    "place_hold",
]
