"""Three parts: what a test consists of (`content`), people taking it (`delivery`), and what comes after (`results`)."""

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
from maatwerk.apps.assessments.models.results import WorkRating, WorkSample

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
    "WorkRating",
    "WorkSample",
]
