"""The ways to look at everybody who applied for a vacancy, as tabs on each of these pages."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.ui.shapes import Tab


def vacancy_tabs(vacancy_id: uuid.UUID, slug: str, current: str) -> tuple[Tab, ...]:
    """Return the ways to look at everybody who applied: sorted by advice, by stage, and as a list."""
    board = reverse("applications:pipeline", args=[slug, vacancy_id])
    return (
        Tab(_("Shortlist"), reverse("journeys:vacancy", args=[slug, vacancy_id]), current == "shortlist"),
        Tab(_("Board"), board, current == "board"),
        Tab(_("Table"), f"{board}?view=table", current == "table"),
    )
