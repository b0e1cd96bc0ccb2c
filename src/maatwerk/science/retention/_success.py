"""Success as the job family defines it: still here after so many months, and rated at least so high."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, Language
from maatwerk.science.retention._evidence import DIGITS
from maatwerk.science.retention._performance import PerformancePrediction
from maatwerk.science.retention._prediction import Prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessDefinition:
    """A job family's own words: `months` of staying and a rating of `at_least`."""

    months: float
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """Probability of staying *and* performing, with the two parts it is the product of.

    `staying` and `performing` are (probability, low, high).
    """

    definition: SuccessDefinition
    estimate: float
    low: float
    high: float
    staying: tuple[float, float, float]
    performing: tuple[float, float, float]
    confidence: float
    method: str = "success/1"
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return the chance of success in one sentence, caveats after it."""
        sentence = _SENTENCE[language].format(
            low=self.low, high=self.high, months=self.definition.months, rating=self.definition.at_least
        )
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])


_SENTENCE: dict[Language, str] = {
    "en": (
        "Of people with such evidence, between {low:.0%} and {high:.0%} are expected to be there after {months:g} "
        "months and to be rated {rating} or higher."
    ),
    "nl": (
        "Van mensen met zulke gegevens is naar verwachting tussen {low:.0%} en {high:.0%} er na {months:g} maanden nog "
        "met een beoordeling van {rating} of hoger."
    ),
}


def success(stay: Prediction, perform: PerformancePrediction, definition: SuccessDefinition) -> Success:
    """Combine advice on staying and on performing.

    P(success) = P(still there at the horizon) · P(rating ≥ least | still there), both given the evidence:
    the performance model is fitted on people who were there to be rated, so the product is the chain rule
    and assumes no independence. The posteriors of the two models are taken as independent (they share no
    parameters); standard errors of the log probabilities add up in squares, and the interval is formed
    on the log(−log) scale.

    Raises
    ------
    ScienceError
        Rates of staying are withheld (history sampled on the outcome), or horizon or rating unknown.
    """
    if not stay.estimates:
        raise ScienceError("stay", "a prediction with rates", "rates withheld (sampled on the outcome)")
    if stay.confidence != perform.confidence:
        raise ScienceError("perform", f"of confidence {stay.confidence}", perform.confidence)
    try:
        outlook = stay.at(definition.months)
    except KeyError:
        known = [found.months for found in stay.estimates]
        raise ScienceError("definition.months", f"one of {known}", definition.months) from None
    staying = outlook.estimate, outlook.low, outlook.high
    performing = perform.probability(definition.at_least)
    z = NormalDist().inv_cdf((1 + stay.confidence) / 2)
    parts = [_log_and_error(numbers, z) for numbers in (staying, performing)]
    cumulative = math.fsum(part[0] for part in parts)
    spread = z * math.sqrt(math.fsum(part[1] ** 2 for part in parts)) / cumulative
    return Success(
        definition=definition,
        estimate=round(math.exp(-cumulative), DIGITS),
        low=round(math.exp(-cumulative * math.exp(spread)), DIGITS),
        high=round(math.exp(-cumulative * math.exp(-spread)), DIGITS),
        staying=staying,
        performing=performing,
        confidence=stay.confidence,
        caveats=tuple(dict.fromkeys(stay.caveats + perform.caveats)),
    )


def _log_and_error(numbers: tuple[float, float, float], z: float) -> tuple[float, float]:
    """−log p and its standard error, from p and its interval on the log(−log) scale."""
    p, low, high = (-math.log(min(max(number, 1e-12), 1 - 1e-12)) for number in numbers)
    return p, p * math.log(low / high) / (2 * z)
