"""The front door of moving in and out."""

from maatwerk.apps.moving.bringing import bring_in, record_import
from maatwerk.apps.moving.brought import (
    came_of,
    keep_paths,
    look_again,
    make_plan,
    read_again,
    refuse_unready,
    report_of,
    without_values,
)
from maatwerk.apps.moving.contracts import Counted, Stays
from maatwerk.apps.moving.leaving.making import export_to
from maatwerk.apps.moving.models import Export, Move
from maatwerk.apps.moving.reading import MovingError
from maatwerk.apps.moving.setu.assignments import assignment_for
from maatwerk.apps.moving.setu.checking import Finding, findings, read_message
from maatwerk.apps.moving.setu.orders import Received, WrongMessage, order_as_it_came, receive_order
from maatwerk.apps.moving.setu.shapes import MESSAGES
from maatwerk.apps.moving.taking_back import stays_by_reason, take_back
from maatwerk.apps.moving.words import because

__all__ = [
    "MESSAGES",
    "Counted",
    "Export",
    "Finding",
    "Move",
    "MovingError",
    "Received",
    "Stays",
    "WrongMessage",
    "assignment_for",
    "because",
    "bring_in",
    "came_of",
    "export_to",
    "findings",
    "keep_paths",
    "look_again",
    "make_plan",
    "order_as_it_came",
    "read_again",
    "read_message",
    "receive_order",
    "record_import",
    "refuse_unready",
    "report_of",
    "stays_by_reason",
    "take_back",
    "without_values",
]
