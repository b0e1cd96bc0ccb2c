"""The shape every result shares: an estimate with its interval, its n, its method and its caveats."""

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "nl"]

#: Sentences of the core, by code. Every caveat a result can carry stands here, in both languages.
CAVEATS: dict[str, dict[Language, str]] = {
    "small_sample": {
        "en": "Only {n} people: chance alone moves this number a lot.",
        "nl": "Maar {n} personen: toeval alleen al verandert dit getal sterk.",
    },
    "not_converged": {
        "en": "The computation did not settle after {iterations} steps; do not rely on this result.",
        "nl": "De berekening kwam na {iterations} stappen niet tot rust; vertrouw niet op deze uitkomst.",
    },
    "constant": {
        "en": "“{name}” has the same value for everybody, so it says nothing here.",
        "nl": "“{name}” heeft voor iedereen dezelfde waarde en zegt hier dus niets.",
    },
}


@dataclass(frozen=True, slots=True)
class Caveat:
    """A reason to read a result with care: a code of `CAVEATS` and the values its sentence needs."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return the caveat as one plain sentence."""
        return CAVEATS[self.code][language].format(**dict(self.values))


def caveat(code: str, **values: object) -> Caveat:
    """Make a caveat; an unknown code or a missing value fails here and not on somebody's page."""
    made = Caveat(code, tuple(sorted(values.items())))
    made.explain("en")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with what is needed to judge it.

    `low` and `high` bound the interval of coverage `confidence`; `n` counts independent persons;
    `method` names the estimator and its version, e.g. ``"concordance/1"``.
    """

    estimate: float
    low: float
    high: float
    n: int
    method: str
    confidence: float = 0.90
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the estimate, its interval and its n as one plain sentence, caveats after it."""
        sentence = {
            "en": "{estimate:.3g}, with {confidence:.0%} certainty between {low:.3g} and {high:.3g} ({n} people).",
            "nl": "{estimate:.3g}, met {confidence:.0%} zekerheid tussen {low:.3g} en {high:.3g} ({n} personen).",
        }[language].format(
            estimate=self.estimate, low=self.low, high=self.high, n=self.n, confidence=self.confidence
        )
        if language == "nl":
            sentence = sentence.replace(".", ",").removesuffix(",") + "."  # decimal comma
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])
