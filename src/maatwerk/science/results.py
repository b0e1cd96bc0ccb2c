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
    "missing_evidence": {
        "en": (
            "“{name}” is not known for this person; they count as average there, and the range is wider "
            "for it."
        ),
        "nl": (
            "“{name}” is van deze persoon niet bekend; die telt daar als gemiddeld, en de marge is daarom "
            "ruimer."
        ),
    },
    "outside_range": {
        "en": "“{name}” lies outside what earlier people had; it counts as the nearest value seen before.",
        "nl": (
            "“{name}” ligt buiten wat eerdere mensen hadden; het telt als de dichtstbijzijnde waarde die "
            "eerder voorkwam."
        ),
    },
    "rates_withheld": {
        "en": "The history was chosen by who left, so it can rank people but not say how many will stay.",
        "nl": (
            "De geschiedenis is gekozen op wie vertrok; zij kan mensen ordenen, maar niet zeggen hoeveel "
            "er blijven."
        ),
    },
    "few_outcomes": {
        "en": (
            "Only {n} people have left so far; the weights still rest mostly on what was believed beforehand."
        ),
        "nl": (
            "Er zijn nog maar {n} mensen vertrokken; de gewichten rusten nog vooral op wat vooraf werd "
            "aangenomen."
        ),
    },
    "few_at_horizon": {
        "en": "Too few people left, or stayed, within {months:g} months to judge whether the chances are right.",
        "nl": "Te weinig mensen vertrokken of bleven binnen {months:g} maanden om te zien of de kansen kloppen.",
    },
    "beyond_follow_up": {
        "en": "Nobody has been followed for {months:g} months yet: what is said about then is an extension.",
        "nl": "Nog niemand is {months:g} maanden gevolgd: wat over dan wordt gezegd, is een verlenging.",
    },
    "prior_only": {
        "en": "No outcomes yet: these weights are what experts or publications say, not what happened here.",
        "nl": (
            "Nog geen uitkomsten: deze gewichten zijn wat deskundigen of publicaties zeggen, niet wat "
            "hier gebeurde."
        ),
    },
    "same_prediction": {
        "en": "Nearly everybody gets the same prediction, so a calibration slope does not exist.",
        "nl": "Bijna iedereen krijgt dezelfde voorspelling; een kalibratiehelling bestaat dan niet.",
    },
    "constant": {
        "en": "“{name}” has the same value for everybody, so it says nothing here.",
        "nl": "“{name}” heeft voor iedereen dezelfde waarde en zegt hier dus niets.",
    },
    "pairwise_missing": {
        "en": "{share:.1%} of the answers are missing; each pair of items uses the people who answered both.",
        "nl": "{share:.1%} van de antwoorden ontbreekt; elk paar vragen gebruikt wie beide beantwoordde.",
    },
    "not_positive_definite": {
        "en": (
            "The items overlap so much, or so much is missing, that their correlations contradict each other."
        ),
        "nl": (
            "De vragen overlappen zo sterk, of er ontbreekt zo veel, dat hun samenhangen elkaar tegenspreken."
        ),
    },
    "against_the_rest": {
        "en": "Answered against the direction of the other items: {names}. Check their keying.",
        "nl": "Beantwoord tegen de richting van de andere vragen in: {names}. Controleer de sleutel.",
    },
    "interval_below_threshold": {
        "en": "The interval reaches down to {low:.2f}, below the threshold of {threshold:.2f}.",
        "nl": "Het interval loopt door tot {low:.2f}, onder de grens van {threshold:.2f}.",
    },
    "norms_dated": {
        "en": "The norms are {years:.0f} years old: people may score differently today.",
        "nl": "De normen zijn {years:.0f} jaar oud: mensen kunnen nu anders scoren.",
    },
    "norms_unusable": {
        "en": "The norms are {years:.0f} years old, too old to use.",
        "nl": "De normen zijn {years:.0f} jaar oud, te oud om te gebruiken.",
    },
    "no_unique_variance": {
        "en": "The model explains all variance of {names}, which is too good to be true.",
        "nl": "Het model verklaart alle spreiding van {names}; dat is te mooi om waar te zijn.",
    },
    "category_unused": {
        "en": "Nobody chose {categories} of “{name}”; nothing is known about those answers.",
        "nl": "Niemand koos {categories} van “{name}”; over die antwoorden is niets bekend.",
    },
    "category_rare": {
        "en": "“{name}”: hardly anybody chose one of its answers (number of people: {n}), so its place is uncertain.",
        "nl": "“{name}”: bijna niemand koos een van de antwoorden (aantal personen: {n}), dus de plaats ervan is onzeker.",
    },
    "slope_unbounded": {
        "en": "“{name}” separates people almost perfectly; its slope has no reliable value.",
        "nl": "“{name}” scheidt mensen bijna perfect; de helling heeft geen betrouwbare waarde.",
    },
    "no_standard_errors": {
        "en": "The data do not determine every item parameter, so there are no standard errors.",
        "nl": "De gegevens bepalen niet elke itemparameter, dus er zijn geen standaardfouten.",
    },
    "people_without_answers": {
        "en": "{n} people answered nothing and are left out of the calibration.",
        "nl": "{n} personen beantwoordden niets en tellen niet mee in de kalibratie.",
    },
    "no_finite_score": {
        "en": "{n} people have no finite score: all their answers point one way, or there are none.",
        "nl": "{n} personen hebben geen eindige score: al hun antwoorden wijzen één kant op, of ontbreken.",
    },
    "coarse_grid": {
        "en": "The scores are more exact than the grid of {nodes} points; use more points.",
        "nl": "De scores zijn preciezer dan het raster van {nodes} punten; gebruik meer punten.",
    },
    "small_group": {
        "en": "The smaller group is small ({n}): chance alone moves these rates a lot.",
        "nl": "De kleinste groep is klein ({n}): toeval alleen al verandert deze percentages sterk.",
    },
    "weights_chosen": {
        "en": "The weighting was chosen on these same people, so its worth may look a little better than it is.",
        "nl": "De weging is op deze zelfde mensen gekozen, dus de waarde ervan kan iets te mooi lijken.",
    },
    "one_selection": {
        "en": "One different selection would change this picture.",
        "nl": "Eén andere keuze zou dit beeld veranderen.",
    },
    "groups_suppressed": {
        "en": "{groups} groups are not shown, to keep small groups of people private.",
        "nl": "{groups} groepen zijn niet te zien, zodat kleine groepen mensen anoniem blijven.",
    },
    "unknown_group": {
        "en": "Of {unknown} of the {n} people the group is not known; they are in no comparison.",
        "nl": (
            "Van {unknown} van de {n} personen is de groep niet bekend; zij tellen in geen vergelijking mee."
        ),
    },
    "nothing_to_compare": {
        "en": "There are not two groups large enough to compare.",
        "nl": "Er zijn geen twee groepen die groot genoeg zijn om te vergelijken.",
    },
    "inputs_as_known": {
        "en": "The figures used to correct count as known; their own uncertainty is not in the interval.",
        "nl": (
            "De cijfers voor de correctie tellen als bekend; hun eigen onzekerheid zit niet in het interval."
        ),
    },
    "left_out": {
        "en": "{n} people with missing answers are left out.",
        "nl": "{n} mensen met ontbrekende antwoorden tellen niet mee.",
    },
    "few_groups": {
        "en": (
            "Only {groups} groups: how much groups differ is itself uncertain, and the intervals are "
            "somewhat narrow."
        ),
        "nl": (
            "Maar {groups} groepen: hoezeer groepen verschillen is zelf onzeker, en de intervallen zijn "
            "iets te smal."
        ),
    },
    "only_recorded_selection": {
        "en": (
            "This holds when selection used nothing but what was recorded; a signal that nobody recorded "
            "stays in it."
        ),
        "nl": (
            "Dit klopt als de keuze alleen berustte op wat is vastgelegd; een signaal dat niemand "
            "vastlegde, zit er nog in."
        ),
    },
    "outcomes_lost": {
        "en": "{n} people who were hired have no outcome yet; they count as missing by chance.",
        "nl": "Van {n} aangenomen mensen is er nog geen uitkomst; zij tellen als toevallig ontbrekend.",
    },
    "same_answer_run": {
        "en": "One and the same answer {run} times in a row, of {items} questions: ask how it went.",
        "nl": "{run} keer achter elkaar hetzelfde antwoord, van {items} vragen: vraag hoe het ging.",
    },
    "little_variation": {
        "en": "Nearly the same answer to every question: ask how it went.",
        "nl": "Vrijwel hetzelfde antwoord op elke vraag: vraag hoe het ging.",
    },
    "fast_answers": {
        "en": "{share:.0%} of the answers came too fast to have read the question.",
        "nl": "{share:.0%} van de antwoorden kwam te snel om de vraag gelezen te hebben.",
    },
    "unusual_pattern": {
        "en": "The answers go together in an unusual way: ask how it went.",
        "nl": "De antwoorden passen op een ongewone manier bij elkaar: vraag hoe het ging.",
    },
    "few_decisions": {
        "en": "Only {n} decisions: too few to judge how the advice is used.",
        "nl": "Maar {n} beslissingen: te weinig om te zien hoe het advies wordt gebruikt.",
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
            "en": (
                "{estimate:.3g}, with {confidence:.0%} certainty between {low:.3g} and {high:.3g} ({n} "
                "people)."
            ),
            "nl": (
                "{estimate:.3g}, met {confidence:.0%} zekerheid tussen {low:.3g} en {high:.3g} ({n} "
                "personen)."
            ),
        }[language].format(
            estimate=self.estimate, low=self.low, high=self.high, n=self.n, confidence=self.confidence
        )
        if language == "nl":
            sentence = sentence.replace(".", ",").removesuffix(",") + "."  # decimal comma
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])
