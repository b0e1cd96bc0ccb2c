"""What cases show on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from maatwerk.apps.cases.queries import waiting_for
from maatwerk.apps.cases.rules import CASE_ROLES
from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.ui.formats import counted
from maatwerk.ui.shapes import Tile


@waiting(*CASE_ROLES, order=15)
def open_cases(member: Member) -> Tile | None:
    """Cases that wait for this member, or for whoever takes them."""
    number, late = waiting_for(member)
    if not number:
        return None
    note = (
        ngettext("%(late)s is too late", "%(late)s are too late", late) % {"late": counted(late)}
        if late
        else ""
    )
    return Tile(
        _("Cases to answer"), counted(number), note, reverse("cases:list", args=[member.organisation.slug])
    )
