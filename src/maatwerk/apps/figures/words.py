"""What stages and channels are called on pages of figures."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.figures.queries import UNKNOWN
from maatwerk.apps.vacancies.public import channel_labels

STAGES: dict[str, str | Promise] = {
    "applied": _("applied"),
    "assessed": _("assessed"),
    "interview": _("interview"),
    "offer": _("offer"),
    "hired": _("hired"),
    "rejected": _("rejected"),
    "withdrawn": _("withdrawn"),
}
ONWARD: dict[str, str | Promise] = {
    "applied": _("From application to assessed"),
    "assessed": _("From assessed to interview"),
    "interview": _("From interview to offer"),
    "offer": _("From offer to hired"),
}
SETS: dict[str, str | Promise] = {
    "vacancies": _("Vacancies opened in this period"),
    "applied": _("Applications received in this period"),
    "assessed": _("Applications that were assessed"),
    "interview": _("Applications that came to an interview"),
    "offer": _("Applications that came to an offer"),
    "hired": _("Applications that ended in a hire"),
    "open": _("Applications still under way"),
    "offers": _("Applications with an offer"),
    "silent": _("Hires about whom nothing was heard yet"),
    "left": _("Hires who left"),
}


#: Sources as other systems and files call them.
SOURCES: dict[str, str | Promise] = {
    "referral": _("Through a colleague"),
    "job_board": _("Job sites"),
    "social_media": _("Social media, by another system"),
    "career_site": _("Own career site"),
    "agency": _("Agency"),
}


def channel_label(key: str) -> str:
    """Return what a channel is called; a source that somebody typed is called what they typed."""
    if key == UNKNOWN:
        return str(_("Not known"))
    return str({**SOURCES, **channel_labels()}.get(key, key))
