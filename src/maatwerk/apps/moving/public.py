"""The front door of moving in and out."""

from maatwerk.apps.moving.bringing import bring_in, record_import
from maatwerk.apps.moving.contracts import Counted, Stays
from maatwerk.apps.moving.brought import keep_paths, make_plan, report_of, say_yes
from maatwerk.apps.moving.models import Export, Move
from maatwerk.apps.moving.taking_back import stays_by_reason, take_back

__all__ = [
    "Counted",
    "Export",
    "Move",
    "Stays",
    "bring_in",
    "keep_paths",
    "make_plan",
    "record_import",
    "report_of",
    "say_yes",
    "stays_by_reason",
    "take_back",
]
