"""What the register shows on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.apps.register.queries import overdue_reviews
from maatwerk.apps.register.rules import KEEPERS
from maatwerk.ui.shapes import Tile


@waiting(*KEEPERS, order=35)
def late_reviews(member: Member) -> Tile | None:
    """Reviews whose day has gone."""
    number = overdue_reviews()
    if not number:
        return None
    url = reverse("register:reviews", args=[member.organisation.slug])
    return Tile(
        _("Reviews overdue"), str(number), _("Somebody has to look, and write down what they saw."), url
    )
