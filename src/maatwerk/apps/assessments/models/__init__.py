"""Two halves: what a test consists of (`content`), and people taking it (`delivery`)."""

from maatwerk.apps.assessments.models.content import (
    Calibration,
    FactSheet,
    Item,
    ItemKey,
    ItemKind,
    ResponseSet,
    Scale,
    Sensitive,
)
from maatwerk.apps.assessments.models.delivery import (
    Accommodation,
    AssessmentSession,
    Module,
    Order,
    Package,
    Response,
    ScaleResult,
)

__all__ = [
    "Accommodation",
    "AssessmentSession",
    "Calibration",
    "FactSheet",
    "Item",
    "ItemKey",
    "ItemKind",
    "Module",
    "Order",
    "Package",
    "Response",
    "ResponseSet",
    "Scale",
    "ScaleResult",
    "Sensitive",
]
