"""What agreement between interviewers says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.interviews.analysis import FEWEST_PEOPLE, Agreement, Interval
from maatwerk.ui import formats


def agreement_words(found: Agreement) -> tuple[str, ...]:
    """Return what is known of agreement as sentences; that too little is known is one of them."""
    if not found.people:
        return (
            _(
                "Nobody was scored by several interviewers yet, so nothing can be said about how far they agree."
            ),
        )
    counted = ngettext(
        "%(people)d person was scored by several interviewers: in %(equal)d of %(answers)d pairs of scores both are the same.",
        "%(people)d people were scored by several interviewers: in %(equal)d of %(answers)d pairs of scores both are the same.",
        found.people,
    ) % {"people": found.people, "equal": found.equal, "answers": found.answers}
    if not found.is_sufficient:
        few = _("That is too few to say how far interviewers agree: it takes %(fewest)d people.") % {
            "fewest": FEWEST_PEOPLE
        }
        return counted, few
    if found.single is None or found.panel is None:
        return counted, _("Everybody got nearly the same scores, so agreement cannot be told from chance.")
    sentences = [
        counted,
        _("One interviewer's mean score: intraclass correlation %(range)s (0 is none, 1 is full agreement).")
        % {"range": _range(found.single)},
        _("The mean of %(panel)d interviewers, as people usually have: %(range)s.")
        % {"panel": found.usual, "range": _range(found.panel)},
    ]
    if found.kappa is not None:
        sentences.append(
            _("Single answers, near misses weighing less: kappa %(range)s.") % {"range": _range(found.kappa)}
        )
    return tuple(sentences)


def _range(found: Interval) -> str:
    """Write a range with two decimals; never a bare estimate."""
    low, high = (formats.number(round(value, 2)) for value in found[1:])
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
