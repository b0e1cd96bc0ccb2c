"""Writes about applications. Only a signed-in human with the right role moves one, one at a time, with a reason."""

from maatwerk.apps.applications.operations.clocks import due_after, promised_days, reset_clocks
from maatwerk.apps.applications.operations.closing import Closing, close_some, go_on_closing, sign_closing
from maatwerk.apps.applications.operations.deciding import (
    Choice,
    decide,
    may_be_taken_back,
    undo,
    why_not_undone,
    withdraw,
)
from maatwerk.apps.applications.operations.entering import apply_for, ask_advice, register_application
from maatwerk.apps.applications.operations.keeping import Arrangement, arrange, drop_view, save_view
from maatwerk.apps.applications.operations.many import Moved, advance_many
from maatwerk.apps.applications.operations.step_order import order_steps
from maatwerk.apps.applications.operations.viewing import record_own_view, record_viewing, see_advice

__all__ = [
    "Arrangement",
    "Choice",
    "Closing",
    "Moved",
    "advance_many",
    "apply_for",
    "arrange",
    "ask_advice",
    "close_some",
    "decide",
    "drop_view",
    "due_after",
    "go_on_closing",
    "may_be_taken_back",
    "order_steps",
    "promised_days",
    "record_own_view",
    "record_viewing",
    "register_application",
    "reset_clocks",
    "save_view",
    "see_advice",
    "sign_closing",
    "undo",
    "why_not_undone",
    "withdraw",
]
