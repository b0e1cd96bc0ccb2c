"""What the outbox shows on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages import queries, thread_rows
from maatwerk.apps.messages.rules import OUTBOX_ROLES, THREAD_ROLES
from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.ui.formats import counted
from maatwerk.ui.shapes import Tile


@waiting(*OUTBOX_ROLES, order=90)
def given_up_mail(member: Member) -> Tile | None:
    """Mail that could not be delivered."""
    number = queries.given_up()
    if not number:
        return None
    url = reverse("outbox:outbox", args=[member.organisation.slug])
    return Tile(_("Mail not delivered"), str(number), _("Nobody read these; look why."), url)


@waiting(*THREAD_ROLES, order=15)
def answers_owed(member: Member) -> Tile | None:
    """People whose last word nobody answered."""
    number = thread_rows.number_to_answer(member)
    if not number:
        return None
    url = reverse("outbox:inbox", args=[member.organisation.slug]) + "?part=ours"
    return Tile(_("Messages to answer"), counted(number), url=url)
