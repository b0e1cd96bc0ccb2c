"""The tabs around validity."""

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.ui.shapes import Tab


def tabs(slug: str, current: str) -> tuple[Tab, ...]:
    """Return the three parts, the open one marked."""
    parts = (
        ("families", _("What scores are worth")),
        ("following", _("Following the advice")),
        ("experiments", _("Experiments")),
    )
    return tuple(
        Tab(label, reverse(f"validity:{name}", args=[slug]), current=name == current) for name, label in parts
    )
