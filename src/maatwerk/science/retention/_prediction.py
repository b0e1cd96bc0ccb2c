"""What a model says of one person: ranges, reasons that add up, and what it does not know."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from maatwerk.science.results import Caveat, Language

if TYPE_CHECKING:
    from maatwerk.science.retention._fitted import FittedHazard

Pull = Literal["stay", "leave", "higher", "lower", "none"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Probability of still being there after so many months, with its interval."""

    months: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one piece of evidence adds to the monthly log-odds of leaving, against average evidence.

    Attributes
    ----------
    value, used
        As given (None: missing), and as used: held at the edge of what history has shown.
    sd_units
        Standard deviations above the mean of the people whose history the model knows.
    log_odds, low, high
        Contribution (positive: leaves sooner) and the interval that comes from not knowing the weight.
    pull
        Towards staying, leaving, or neither.
    """

    name: str
    value: float | None
    used: float | None
    sd_units: float
    log_odds: float
    low: float
    high: float
    pull: Pull
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Advice on one person.

    Attributes
    ----------
    estimates
        Outlook per horizon; empty where the data were sampled on the outcome, so that rates would be wrong.
    contributions
        One per feature; their `log_odds` add up to `log_odds` (to 1e-9, exactly rounded).
    log_odds, log_odds_low, log_odds_high
        Difference in monthly log-odds of leaving from a person with average evidence; its exponential
        is an odds ratio that is right under either way of sampling.
    reference
        Outlook of a person with average evidence by the model (empty under `estimates`' condition).
    base_rate
        Kaplan–Meier outlook of everybody in the history (empty under the same condition).
    n, n_left
        Persons in the history and how many of them left.
    unused
        Names given that the model does not use.
    """

    estimates: tuple[Outlook, ...]
    contributions: tuple[Contribution, ...]
    log_odds: float
    log_odds_low: float
    log_odds_high: float
    reference: tuple[Outlook, ...]
    base_rate: tuple[Outlook, ...]
    n: int
    n_left: int
    method: str
    confidence: float
    caveats: tuple[Caveat, ...] = ()
    unused: tuple[str, ...] = ()
    model: "FittedHazard" = field(repr=False, compare=False)

    def at(self, months: float) -> Outlook:
        """Return the outlook at one of the horizons; KeyError when it was not computed."""
        for outlook in self.estimates:
            if outlook.months == months:
                return outlook
        raise KeyError(months)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values (the model is left out: store its own `to_dict` once)."""
        names = (name for name in self.__dataclass_fields__ if name not in ("model", "caveats"))
        plain: dict[str, Any] = {}
        for name in names:
            value = getattr(self, name)
            nested = isinstance(value, tuple) and value and hasattr(value[0], "__dataclass_fields__")
            plain[name] = [asdict(part) for part in value] if nested else value
        plain["caveats"] = [{"code": c.code, "values": dict(c.values)} for c in self.caveats]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    def explain(self, language: Language = "en") -> str:
        """Return the last outlook (or the side of average), the strongest reason and the caveats."""
        parts = [_outlook_sentence(self, language)]
        strongest = max(self.contributions, key=lambda c: abs(c.log_odds))
        if strongest.pull != "none":
            parts.append(_REASON[language][strongest.pull].format(name=strongest.name))
        return " ".join([*parts, *(found.explain(language) for found in self.caveats)])


_OUTLOOK: dict[Language, str] = {
    "en": (
        "Of people with such evidence, between {low:.0%} and {high:.0%} are expected to be there after "
        "{months:g} months; of all {n} people in the history it was {base:.0%}."
    ),
    "nl": (
        "Van mensen met zulke gegevens is naar verwachting tussen {low:.0%} en {high:.0%} er na {months:g} "
        "maanden nog; van alle {n} mensen in de geschiedenis was dat {base:.0%}."
    ),
}
_NO_BASE: dict[Language, str] = {
    "en": (
        "Of people with such evidence, between {low:.0%} and {high:.0%} are expected to be there after "
        "{months:g} months."
    ),
    "nl": (
        "Van mensen met zulke gegevens is naar verwachting tussen {low:.0%} en {high:.0%} er na "
        "{months:g} maanden nog."
    ),
}
_RELATIVE: dict[Language, dict[str, str]] = {
    "en": {
        "less": "In any month, less likely to leave than a person with average evidence.",
        "more": "In any month, more likely to leave than a person with average evidence.",
        "same": "Not distinguishable from a person with average evidence.",
    },
    "nl": {
        "less": "De kans op vertrek is in elke maand kleiner dan bij iemand met gemiddelde gegevens.",
        "more": "De kans op vertrek is in elke maand groter dan bij iemand met gemiddelde gegevens.",
        "same": "Niet te onderscheiden van iemand met gemiddelde gegevens.",
    },
}
_REASON: dict[Language, dict[str, str]] = {
    "en": {
        "stay": "The strongest reason is “{name}”, which points to staying.",
        "leave": "The strongest reason is “{name}”, which points to leaving.",
    },
    "nl": {
        "stay": "De sterkste reden is “{name}”, die wijst op blijven.",
        "leave": "De sterkste reden is “{name}”, die wijst op vertrekken.",
    },
}


def _outlook_sentence(prediction: Prediction, language: Language) -> str:
    if not prediction.estimates:
        side = "same"
        if prediction.log_odds_high < 0:
            side = "less"
        elif prediction.log_odds_low > 0:
            side = "more"
        return _RELATIVE[language][side]
    last = prediction.estimates[-1]
    if not prediction.base_rate:
        return _NO_BASE[language].format(low=last.low, high=last.high, months=last.months)
    return _OUTLOOK[language].format(
        low=last.low,
        high=last.high,
        months=last.months,
        n=prediction.n,
        base=prediction.base_rate[-1].estimate,
    )
