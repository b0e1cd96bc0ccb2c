"""Where a case about an alarm leads."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.audits.models import ImpactAlarm
from maatwerk.apps.audits.rules import SEEING_ROLES
from maatwerk.apps.audits.words import group_label
from maatwerk.apps.organisations.public import Member
from maatwerk.ui.shapes import Action


def page_of_alarm(key: uuid.UUID, member: Member) -> Action | None:
    """Return the alarm's page for who may see it."""
    found = ImpactAlarm.objects.filter(pk=key).first()
    if found is None or not member.has(*SEEING_ROLES):
        return None
    label = _("Alarm about %(group)s") % {"group": group_label(found.group)}
    return Action(label, reverse("audits:alarm", args=[member.organisation.slug, key]))
