"""What stages and channels are called on pages of figures."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.audits.public import SOURCES, STEPS
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
#: Vacancies by how they ended, as the rows of the time to fill.
VACANCY_SETS: dict[str, str | Promise] = {
    "open": _("Vacancies of this period that are still open"),
    "filled": _("Vacancies of this period that were filled"),
    "withdrawn": _("Vacancies of this period that were withdrawn"),
    "unclear": _("Vacancies of this period that ended before they opened, or on no known day"),
}
#: Who is in the sets of what is known after so many months.
_OF_MONTHS: dict[str, str | Promise] = {
    "settled": _("Applications of which it is known whether they became a hire of %(months)s months or more"),
    "stayed": _("Applications that became a hire of %(months)s months or more"),
}
#: Who is in the sets of one step, which stand for each.
_OF_STEPS: dict[str, str | Promise] = {
    "left": _("Applications that left the step “%(step)s”"),
    "stop": _("Applications that made a stop at the step “%(step)s”"),
}
SETS: dict[str, str | Promise] = {
    "vacancies": _("Vacancies opened in this period"),
    "applied": _("Applications received in this period"),
    "assessed": _("Applications that were assessed"),
    "interview": _("Applications that came to an interview"),
    "offer": _("Applications that came to an offer"),
    "hired": _("Applications that ended in a hire"),
    "at-applied": _("Applications that wait for a first step"),
    "at-assessed": _("Applications that were assessed and wait for the next step"),
    "at-interview": _("Applications that were interviewed and wait for the next step"),
    "at-offer": _("Applications with an offer that is not decided on"),
    "open": _("Applications still under way"),
    "ended": _("Applications that ended without a hire"),
    "answered": _("Applications that ended, with a hire or without"),
    "unclear": _("Applications that ended before they began"),
    "offers": _("Applications with an offer"),
    "offers-answered": _("Applications with an offer that was answered"),
    "offers-waiting": _("Applications with an offer that waits for an answer"),
    "silent": _("Hires about whom nothing was heard yet"),
    "followed": _("Hires of whom it is known how long they stayed"),
    "left": _("Hires who left"),
}


def set_label(what: str) -> str:
    """Return what the rows behind a number are called."""
    kind, _dash, of = what.partition("-")
    if kind in _OF_STEPS and of:
        return str(_OF_STEPS[kind]) % {"step": STEPS[of]}
    if kind in _OF_MONTHS:
        return str(_OF_MONTHS[kind]) % {"months": of}
    return str(SETS[what])


def channel_label(key: str) -> str:
    """Return what a channel is called; a source that somebody typed is called what they typed."""
    return str({**SOURCES, **channel_labels()}.get(key, key))
