"""The pages about tests that stand beside each other, for whoever may open them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.rules import CONTENT_ROLES, may_rate
from maatwerk.apps.organisations.public import Member
from maatwerk.ui.shapes import Tab


def test_tabs(member: Member, current: str) -> tuple[Tab, ...]:
    """Return the tabs that this member may open; none where there is only one."""
    pages = (
        ("tests", _("Tests"), member.has(*CONTENT_ROLES)),
        ("rate", _("Work samples"), may_rate(member)),
    )
    tabs = tuple(
        Tab(label, reverse(f"assessments:{name}", args=[member.organisation.slug]), current=name == current)
        for name, label, may_open in pages
        if may_open
    )
    return tabs if len(tabs) > 1 else ()
