"""What outcomes and findings are called, and numbers as words, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats

VERDICTS: dict[str, tuple[str | Promise, str]] = {
    "established": (gettext_lazy("established here"), "good"),
    "not_established": (gettext_lazy("not established here"), "none"),
    "no_signal": (gettext_lazy("no usable signal"), "warning"),
}
WHY: dict[str, str | Promise] = {
    "too_few": gettext_lazy("too few people with both"),
    "constant_score": gettext_lazy("everybody has the same score"),
    "constant_outcome": gettext_lazy("everybody has the same outcome"),
}
WITHOUT: dict[str, str | Promise] = {
    "no_pool": gettext_lazy(
        "Not corrected for selection on the score: no applicant with this score is known."
    ),
    "small_pool": gettext_lazy(
        "Not corrected for selection on the score: too few applicants to know their spread."
    ),
    "no_restriction": gettext_lazy(
        "Not corrected for selection on the score: the people hired differ no less among each other than the applicants."
    ),
    "not_stated": gettext_lazy(
        "Not corrected for how reliably work is rated: nobody stated that for this kind of work."
    ),
    "impossible": gettext_lazy(
        "Not corrected for how reliably work is rated: the stated reliability cannot be true with this correlation."
    ),
}
RATERS: dict[str, str | Promise] = {
    "unseen": gettext_lazy("raters who had not seen the advice"),
    "seen": gettext_lazy("raters who had seen the advice"),
    "unknown": gettext_lazy("raters of whom that is not known"),
}


def said(both: Mapping[str, str]) -> str:
    """Return a sentence kept in both languages in the one of the page."""
    return both[language_now()]


def outcome_label(outcome: str) -> str:
    """Return what an outcome is called."""
    if outcome == "rating":
        return _("Rating of the work")
    return _("Still here after %(months)s months") % {"months": outcome.removeprefix("stays_")}


def correlation(value: float) -> str:
    """Return a correlation with its sign and two decimals."""
    return formats.signed(value, 2)


def between(found: Mapping[str, Any]) -> str:
    """Return the interval of a correlation: “+0.12 to +0.34”."""
    return pgettext("interval", "%(low)s to %(high)s") % {
        "low": correlation(found["low"]),
        "high": correlation(found["high"]),
    }


def group_name(level: str) -> str:
    """Return what a group is called; what people call themselves stays as it is."""
    known = {"female": pgettext("a group of people", "women"), "male": pgettext("a group of people", "men")}
    return known.get(level, level.replace("-", "–"))
