"""What to know when reading a result, in words: one sentence per code, for the person and for whoever they show it to."""

from collections.abc import Iterable
from statistics import NormalDist

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Certainty of the bands that people see.
CONFIDENCE = 0.90

CAVEATS: dict[str, Promise | str] = {
    "speeded": _(
        "Some answers came faster than anyone can read and solve the question; the score may be too low."
    ),
    "straight_lined": _("Many answers in a row were the same, so this score says less."),
    "implausible_timing": _("The time taken was unusual: very short, or with a long break."),
    "skipped": _("Some questions were left open."),
    "out_of_time": _("The time was over before the end."),
    "unsupervised": _("Taken without anyone present, so nobody checked who answered or with what help."),
    "short": _("Few questions were answered, so the range is wide."),
    "simulated": _("The comparison is with simulated people, not with real ones: use it to practise only."),
    "not_validated": _("This test was not yet validated in this language."),
    "not_calibrated": _("There is no comparison group yet, so no score can be given."),
    "items_left_out": _("Some questions have no known difficulty yet and do not count."),
    "unseen_answer": _("An answer was given that nobody gave before; the nearest known one counts."),
    "no_norms": _("Compared with the people on whom the test was calibrated; they are no norm group."),
    "norms_dated": _("The comparison group is old: people may score differently today."),
    "raters_differ": _("Two people judged the written answers differently; the mean counts."),
    "interview_error_assumed": _(
        "From an interview. Too few people were seen by two interviewers to measure how sure it is: one point is assumed."
    ),
    "awaiting_rating": _("A person still has to judge the written answers."),
}


def caveat_sentences(codes: Iterable[str]) -> list[str]:
    """Return the sentence of each code in the language active now; a code without words stays visible as itself."""
    return [str(CAVEATS.get(code, code)) for code in codes]


#: Where a score stands among the people it is compared with: upper ends, and words that follow "is" or "between".
_BANDS: tuple[tuple[float, Promise | str], ...] = (
    (0.10, _("far below most people")),
    (0.30, _("below most people")),
    (0.70, _("about average")),
    (0.90, _("above most people")),
    (1.01, _("far above most people")),
)


def place_words(share: float) -> str:
    """Return in words where somebody stands who scores higher than this share of people."""
    return str(next(words for end, words in _BANDS if share < end))


def band_words(low: float, high: float) -> str:
    """Return a band of the norm position as one plain sentence."""
    one, other = place_words(low), place_words(high)
    if one == other:
        return _sentence(_("Your score is %(place)s."), place=one)
    return _sentence(_("Your score lies anywhere from %(low)s to %(high)s."), low=one, high=other)


def result_words(value: float, standard_error: float) -> str:
    """Return a result in standard deviations of its norm group as a band in words, for those it was released to."""
    normal, half = NormalDist(), NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * standard_error
    one, other = place_words(normal.cdf(value - half)), place_words(normal.cdf(value + half))
    return one if one == other else _sentence(_("from %(low)s to %(high)s"), low=one, high=other)


def _sentence(text: Promise | str, **values: object) -> str:
    return str(text) % values
