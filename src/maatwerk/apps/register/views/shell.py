"""What the pages of the register share."""

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.organisations.public import Member
from maatwerk.apps.register.rules import REGISTER_ROLES
from maatwerk.ui.shapes import Tab


def tabs(member: Member, current: str) -> tuple[Tab, ...]:
    """Return the tabs of the register that this member may open."""
    slug = member.organisation.slug
    pages = [
        ("list", _("What scores people")),
        ("stops", _("Stopped advice")),
        ("risks", _("Risks")),
        ("reviews", _("Reviews")),
        ("auditors", _("Auditors from outside")),
    ]
    if not member.has(*REGISTER_ROLES):
        return ()
    return tuple(
        Tab(label, reverse(f"register:{name}", args=[slug]), current=name == current) for name, label in pages
    )
