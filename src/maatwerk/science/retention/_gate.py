"""The gate: is the model's worth established here, not established here, or is there no usable signal?"""

import math
from dataclasses import dataclass
from typing import Literal

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Estimate, Language
from maatwerk.science.retention._validation import HorizonValidity, Validity

Answer = Literal["established", "not_established", "no_signal"]
Statistic = Literal["brier", "concordance"]

SMALLEST_USEFUL: dict[Statistic, float] = {"brier": 0.02, "concordance": 0.55}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The answer, the numbers behind it, and how much experience would decide it.

    Attributes
    ----------
    answer
        ``"established"``: the lower bounds of skill and concordance lie above no model.
        ``"no_signal"``: enough outcomes, and neither this fit nor the best possible weights reach the
        smallest useful value. ``"not_established"``: neither is shown.
    may_advise
        Established, or not established but resting on a prior whose source was approved.
    skill, potential, concordance
        The estimates that decided; None when the history is too small to validate at all.
    smallest_useful, statistic
        What was stated beforehand.
    outcomes, more_outcomes
        Persons whose outcome at the horizon is known, and how many more would settle the question if
        the estimates stay where they are; None when that cannot be said, 0 when it is settled.
    """

    answer: Answer
    may_advise: bool
    prior_sourced: bool
    statistic: Statistic
    smallest_useful: float
    months: float | None
    skill: Estimate | None
    potential: Estimate | None
    concordance: Estimate | None
    outcomes: int
    more_outcomes: int | None
    method: str = "gate/1"

    def explain(self, language: Language = "en") -> str:
        """Return the answer and what follows from it in plain sentences."""
        rests_on_prior = self.answer == "not_established" and self.prior_sourced
        key = "not_established_prior" if rests_on_prior else self.answer
        sentence = _SENTENCES[key][language].format(n=self.outcomes, months=self.months or 0)
        if self.answer == "not_established":
            needed = "unknown" if self.more_outcomes is None else "needed"
            sentence += " " + _NEEDED[needed][language].format(more=self.more_outcomes)
        return sentence


_SENTENCES: dict[str, dict[Language, str]] = {
    "established": {
        "en": (
            "Established here: on {n} people it had not seen, and of whom it is known whether they stayed {months:g} "
            "months, the model did better than no model."
        ),
        "nl": (
            "Hier vastgesteld: bij {n} mensen die het niet kende, en van wie bekend is of zij {months:g} maanden "
            "bleven, deed het model het beter dan geen model."
        ),
    },
    "no_signal": {
        "en": "No usable signal: {n} outcomes were enough to find one, and there is none. No advice.",
        "nl": (
            "Geen bruikbaar signaal: {n} uitkomsten waren genoeg om er een te "
            "vinden; het is er niet. Geen advies."
        ),
    },
    "not_established": {
        "en": "Not established here: {n} outcomes do not show that the model beats no model. No advice.",
        "nl": (
            "Hier niet vastgesteld: {n} uitkomsten tonen niet dat het model beter is dan geen. Geen advies."
        ),
    },
    "not_established_prior": {
        "en": (
            "Not established here: {n} outcomes do not show it yet; this rests on "
            "published or expert knowledge."
        ),
        "nl": (
            "Hier niet vastgesteld: {n} uitkomsten tonen het nog niet; dit rust op "
            "publicaties of deskundigen."
        ),
    },
}
_NEEDED: dict[str, dict[Language, str]] = {
    "needed": {
        "en": "About {more} more outcomes are needed.",
        "nl": "Er zijn nog ongeveer {more} uitkomsten nodig.",
    },
    "unknown": {
        "en": "How many more are needed cannot be said yet.",
        "nl": "Hoeveel er nog nodig zijn, is nog niet te zeggen.",
    },
}


def gate(
    validity: Validity | None,
    *,
    smallest_useful: float | None = None,
    statistic: Statistic = "brier",
    months: float | None = None,
    prior_sourced: bool = False,
) -> Gate:
    """Decide what may be said of a model, from its out-of-sample validity and a value stated beforehand.

    *Established here* asks two lower bounds at once (each one-sided 5 % at the default 90 % intervals):
    skill over no model above 0 and concordance above .5. The first alone could be met by a smoother
    baseline without any evidence at work; the second alone by a model whose probabilities mislead.

    *No usable signal* asks two upper bounds to lie below the smallest useful value: that of the fitted
    model out of sample, and that of the best weights (`potential`). The first alone would call a
    model useless that shrank to nothing because there were too few outcomes to learn from.

    Parameters
    ----------
    validity
        Result of `nested_validation`; None where the history was too small for it.
    smallest_useful
        Skill (share by which the Brier score must fall, default .02) or concordance (default .55)
        below which a model is of no use to the job family: stated before looking.
    statistic
        Which of the two `smallest_useful` is.
    months
        Horizon that decides; default the longest. Trying several horizons and taking the best would
        break the promise of 5 %.
    prior_sourced
        A psychologist approved the sources of the prior's weights.
    """
    if statistic not in SMALLEST_USEFUL:
        raise ScienceError("statistic", "'brier' or 'concordance'", repr(statistic))
    useful = SMALLEST_USEFUL[statistic] if smallest_useful is None else smallest_useful
    low, high = (0.0, 1.0) if statistic == "brier" else (0.5, 1.0)
    if not low < useful < high:
        raise ScienceError("smallest_useful", f"between {low:g} and {high:g}", useful)
    if validity is None:
        return Gate(
            answer="not_established",
            may_advise=prior_sourced,
            prior_sourced=prior_sourced,
            statistic=statistic,
            smallest_useful=useful,
            months=months,
            skill=None,
            potential=None,
            concordance=None,
            outcomes=0,
            more_outcomes=None,
        )
    entry = validity.horizon(months)
    answer = _answer(validity, entry, statistic, useful)
    return Gate(
        answer=answer,
        may_advise=answer == "established" or (answer == "not_established" and prior_sourced),
        prior_sourced=prior_sourced,
        statistic=statistic,
        smallest_useful=useful,
        months=entry.months,
        skill=entry.skill,
        potential=entry.potential if statistic == "brier" else validity.potential_concordance,
        concordance=validity.concordance,
        outcomes=entry.outcomes,
        more_outcomes=_more(validity, entry, statistic, useful) if answer == "not_established" else 0,
    )


def _answer(validity: Validity, entry: HorizonValidity, statistic: Statistic, useful: float) -> Answer:
    if entry.skill.low > 0 and validity.concordance.low > 0.5:
        return "established"
    found, potential = _judged(validity, entry, statistic)
    if max(found.high, potential.high) < useful:
        return "no_signal"
    return "not_established"


def _judged(validity: Validity, entry: HorizonValidity, statistic: Statistic) -> tuple[Estimate, Estimate]:
    if statistic == "brier":
        return entry.skill, entry.potential
    return validity.concordance, validity.potential_concordance


def _more(validity: Validity, entry: HorizonValidity, statistic: Statistic, useful: float) -> int | None:
    """Outcomes still needed for the sooner of the two decisions, if the estimates stay.

    Half-widths shrink with √n; the potential's excess over chance, which is a variance, with n.
    """
    ways = []
    if entry.skill.estimate > 0 and validity.concordance.estimate > 0.5:
        ways.append(max(_shrink(entry.skill, 0.0, up=False), _shrink(validity.concordance, 0.5, up=False)))
    found, potential = _judged(validity, entry, statistic)
    floor = 0.0 if statistic == "brier" else 0.5
    if found.estimate < useful and potential.estimate < useful:
        ways.append(max(_shrink(found, useful, up=True), (potential.high - floor) / (useful - floor)))
    if not ways:
        return None
    return max(1, math.ceil(entry.outcomes * min(ways)) - entry.outcomes)


def _shrink(found: Estimate, bound: float, *, up: bool) -> float:
    """Factor on the number of outcomes at which the interval no longer reaches the bound."""
    width = found.high - found.estimate if up else found.estimate - found.low
    return float((width / abs(bound - found.estimate)) ** 2)
