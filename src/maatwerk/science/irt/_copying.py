"""Answers that two people share more than their ability explains: a sign of copying or of a shared key."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._dif import benjamini_hochberg
from maatwerk.science.irt._fit_statistics import categories_of
from maatwerk.science.irt._responses import Floats, Ints
from maatwerk.science.irt._scoring import read_for, score
from maatwerk.science.irt._threads import thread_count
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import p_value, with_caveats

FEWEST_ITEMS = 20  # both answered: wollack1997 holds its error rate from 40 items on, nearly so from 20
MOST_PEOPLE = 5_000
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAnswers:
    """Two people who gave more equal answers than the model expects.

    Attributes
    ----------
    one, other
        Positions of the person whose answers were judged, and of the one whose answers they were held against.
    equal, expected
        Equal answers, and how many were expected of someone with the first person's theta.
    omega
        (equal - expected) in standard deviations.
    p, p_adjusted
        One-sided, and adjusted for all ordered pairs by Benjamini and Hochberg.
    """

    one: int
    other: int
    equal: int
    expected: float
    omega: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyingScreen:
    """Pairs above the false discovery rate, most striking first; `compared` ordered pairs were judged."""

    pairs: tuple[SharedAnswers, ...]
    compared: int
    false_discovery_rate: float
    n: int
    method: str = "omega/1"
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return how many pairs stand out, as plain sentences."""
        found = len({frozenset((pair.one, pair.other)) for pair in self.pairs})
        text = {
            "en": f"Of {self.n} people {found} pairs share more answers than their ability explains.",
            "nl": f"Van {self.n} personen delen {found} paren meer antwoorden dan hun niveau verklaart.",
        }[language]
        if self.pairs:
            strongest = p_value(self.pairs[0].p_adjusted, language)
            text += {
                "en": f" The strongest has an adjusted p {strongest}. It is a reason to look, and no proof.",
                "nl": f" Het sterkste heeft een bijgestelde p {strongest}. Het is een reden om te kijken, geen bewijs.",
            }[language]
        return with_caveats(text, self.caveats, language)


def copying_screen(
    calibration: Calibration,
    responses: ArrayLike,
    *,
    false_discovery_rate: float = 0.01,
    threads: int | None = None,
) -> CopyingScreen:
    """Compare the answers of every two people by Wollack's omega [1]_.

    For the answers of one person given, the other's equal answers are independent with the model's
    probabilities at their own theta; omega is their number, centred and scaled, with a normal tail. Wollack used
    the nominal model; with the graded model the categories' probabilities take its place, and with right or
    wrong alone equal right answers weigh as much as equal wrong ones, so that it finds less.

    Parameters
    ----------
    calibration
        Of these items, best on other people: a calibration on few people learns the copying as well.
    responses : (n_people, n_items)
        In the calibration's answers; NaN for missing. At most 5,000 people: the pairs of one sitting or one site.
    false_discovery_rate
        Share of false alarms allowed among the listed pairs [2]_.

    Raises
    ------
    InsufficientDataError
        Fewer than 2 people, or a calibration of fewer than 20 items.

    References
    ----------
    .. [1] wollack1997, eq. 5. [2] benjamini1995.
    """
    if not 0 < false_discovery_rate < 1:
        raise ScienceError("false_discovery_rate", "between 0 and 1", false_discovery_rate)
    array, _, _ = read_for(calibration, responses, thread_count(threads))
    people = len(array)
    if people < 2 or len(calibration.items) < FEWEST_ITEMS:
        raise InsufficientDataError(
            "responses", f"2 people and {FEWEST_ITEMS} items or more", f"shape {array.shape}"
        )
    if people > MOST_PEOPLE:
        raise ScienceError("responses", f"at most {MOST_PEOPLE} people at once", people)
    chosen = categories_of(calibration, array)
    equal, expected, omega = _omegas(calibration, chosen, score(calibration, array, threads=threads).theta)
    return _listed(equal, expected, omega, false_discovery_rate)


def _omegas(calibration: Calibration, chosen: Ints, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Equal answers, expected ones, and omega per ordered pair (judged, held against); NaN on the diagonal
    and where both answered too few of the same items."""
    people = len(chosen)
    equal, expected, omega = (np.empty((people, people)) for _ in range(3))
    curves = calibration.probabilities(theta)
    answered = (chosen >= 0).astype(np.float64)
    shown = [
        (chosen[:, [index]] == np.arange(curve.shape[1])).astype(np.float64)
        for index, curve in enumerate(curves)
    ]
    for begin in range(0, people, CHUNK):
        part = slice(begin, begin + CHUNK)
        spread = np.zeros((len(chosen[part]), people))
        equal[part], expected[part] = 0.0, 0.0
        for index, curve in enumerate(curves):
            own = curve[part] * answered[part, index][:, None]
            equal[part] += shown[index][part] @ shown[index].T
            expected[part] += own @ shown[index].T
            spread += (own * (1 - curve[part])) @ shown[index].T
        both = answered[part] @ answered.T
        usable = (both >= FEWEST_ITEMS) & (spread > 1e-9)
        omega[part] = np.where(
            usable, (equal[part] - expected[part]) / np.sqrt(np.maximum(spread, 1e-9)), np.nan
        )
    np.fill_diagonal(omega, np.nan)
    return equal, expected, omega


def _listed(equal: Floats, expected: Floats, omega: Floats, rate: float) -> CopyingScreen:
    from scipy.special import ndtr

    one, other = np.nonzero(~np.isnan(omega))
    if not len(one):
        raise InsufficientDataError("responses", f"two people who both answered {FEWEST_ITEMS} items", "none")
    found = omega[one, other]
    p = np.asarray(ndtr(-found))
    adjusted = benjamini_hochberg(p)
    kept = np.flatnonzero(adjusted <= rate)
    pairs = [
        SharedAnswers(
            one=int(one[k]),
            other=int(other[k]),
            equal=round(float(equal[one[k], other[k]])),
            expected=float(expected[one[k], other[k]]),
            omega=float(found[k]),
            p=float(p[k]),
            p_adjusted=float(adjusted[k]),
        )
        for k in kept
    ]
    people = len(omega)
    return CopyingScreen(
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.omega, pair.one, pair.other))),
        compared=len(one),
        false_discovery_rate=rate,
        n=people,
        caveats=(caveat("small_sample", n=people),) if people < 30 else (),
    )
