"""Writes of privacy."""

from maatwerk.apps.privacy.operations.affected import (
    ScopeWish,
    empty_list,
    list_people,
    send_letters,
    write_on,
    write_to_people,
)
from maatwerk.apps.privacy.operations.again import erase_again
from maatwerk.apps.privacy.operations.erasing import ERASE, Cause, erase, order_erasure
from maatwerk.apps.privacy.operations.holding import end_hold, place_hold
from maatwerk.apps.privacy.operations.incident_clock import warn
from maatwerk.apps.privacy.operations.incidents import (
    WARN,
    IncidentFacts,
    StepTaken,
    change_incident,
    close_incident,
    forget_incidents,
    open_incident,
    take_step,
)
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
    "WARN",
    "Cause",
    "IncidentFacts",
    "Looked",
    "ScopeWish",
    "StepTaken",
    "change_incident",
    "choose_keeping",
    "close_incident",
    "count_groups",
    "empty_list",
    "end_hold",
    "erase",
    "erase_again",
    "everything",
    "forget_incidents",
    "list_people",
    "look",
    "make_package",
    "open_incident",
    "open_package",
    "order_erasure",
    "order_package",
    "place_hold",
    "send_letters",
    "take_step",
    "warn",
    "write_on",
    "write_to_people",
]
