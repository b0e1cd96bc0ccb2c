"""What stages and channels are called on pages of figures."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.audits.public import SOURCES
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


def channel_label(key: str) -> str:
    """Return what a channel is called; a source that somebody typed is called what they typed."""
    return str({**SOURCES, **channel_labels()}.get(key, key))
