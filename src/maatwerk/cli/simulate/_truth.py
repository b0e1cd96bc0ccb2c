"""What is true in the simulated call centre, and what its experts believe. Every number here is invented."""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

Language = Literal["en", "nl"]
Words = dict[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueConstruct:
    """A construct as the world knows it and as the experts see it.

    Attributes
    ----------
    reliability
        Share of the variance of a score that is true score, in (0, 1).
    leaving
        Change in the log-odds of leaving in any month, per standard deviation of the *true* score.
    performing
        Change in latent performance (residual SD 1), per standard deviation of the true score.
    impression
        Weight in the recruiter's impression, which chose whom to hire.
    believed
        The experts' idea of `leaving`, per standard deviation of the *observed* score, before any outcome.
    reason
        Why the experts believe it.
    """

    key: str
    label: Words
    instrument: str
    reliability: float
    leaving: float
    performing: float
    impression: float
    believed: float
    reason: Words

    @property
    def leaving_observed(self) -> float:
        """What can be found at best: `leaving` per standard deviation of the observed score.

        Measurement error shrinks it by the square root of the reliability (other constructs apart).
        """
        return self.leaving * sqrt(self.reliability)

    @property
    def worthless(self) -> bool:
        """Whether it says nothing about staying nor about performing."""
        return self.leaving == 0 and self.performing == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everything that decides who stays and who performs.

    Attributes
    ----------
    monthly_leaving
        Chance that an average person leaves in month 1, 2, …; the last value holds from there on.
    sources, shifts
        Change in the log-odds of leaving, by recruitment source and by shift.
    group_difference
        How much lower women score on `group_construct`, in true standard deviations. Sex itself has no effect
        on any outcome.
    """

    constructs: tuple[TrueConstruct, ...]
    monthly_leaving: tuple[float, ...]
    sources: dict[str, float]
    shifts: dict[str, float]
    group_construct: str
    group_difference: float

    def without_effects(self) -> "Truth":
        """The same world in which nothing that is known about a person makes a difference."""
        return replace(
            self,
            constructs=tuple(replace(one, leaving=0.0, performing=0.0) for one in self.constructs),
            sources=dict.fromkeys(self.sources, 0.0),
            shifts=dict.fromkeys(self.shifts, 0.0),
        )


CONSTRUCTS = (
    TrueConstruct(
        key="conscientiousness",
        label={"en": "Conscientiousness", "nl": "Zorgvuldigheid"},
        instrument="Vragenlijst werkstijlen (gesimuleerd)",
        reliability=0.82,
        leaving=-0.35,
        performing=0.30,
        impression=0.2,
        believed=-0.30,
        reason={
            "en": "People who keep agreements also keep their job, in every study we know.",
            "nl": "Wie afspraken nakomt, houdt ook zijn baan; dat zien we in alle onderzoeken die we kennen.",
        },
    ),
    TrueConstruct(
        key="service_orientation",
        label={"en": "Service orientation", "nl": "Servicegerichtheid"},
        instrument="Vragenlijst werkstijlen (gesimuleerd)",
        reliability=0.78,
        leaving=-0.15,
        performing=0.25,
        impression=0.5,
        believed=-0.25,
        reason={
            "en": "Who likes to help callers likes the work.",
            "nl": "Wie bellers graag helpt, vindt het werk leuk.",
        },
    ),
    TrueConstruct(
        key="stress_tolerance",
        label={"en": "Stress tolerance", "nl": "Stressbestendigheid"},
        instrument="Vragenlijst werkstijlen (gesimuleerd)",
        reliability=0.80,
        leaving=-0.45,
        performing=0.05,
        impression=0.0,
        believed=-0.05,
        reason={
            "en": "Helps a little on busy days; our coaches take care of the rest.",
            "nl": "Helpt een beetje op drukke dagen; onze coaches doen de rest.",
        },
    ),
    TrueConstruct(
        key="verbal_ability",
        label={"en": "Verbal ability", "nl": "Taalvaardigheid"},
        instrument="Taaltest (gesimuleerd)",
        reliability=0.85,
        leaving=0.0,
        performing=0.45,
        impression=0.4,
        believed=-0.10,
        reason={
            "en": "Clear language makes calls easier.",
            "nl": "Duidelijke taal maakt gesprekken makkelijker.",
        },
    ),
    TrueConstruct(
        key="typing_accuracy",
        label={"en": "Typing accuracy", "nl": "Nauwkeurig typen"},
        instrument="Typetest (gesimuleerd)",
        reliability=0.90,
        leaving=0.0,
        performing=0.20,
        impression=0.0,
        believed=0.0,
        reason={
            "en": "Says something about the quality of notes, not about staying.",
            "nl": "Zegt iets over de kwaliteit van notities, niet over blijven.",
        },
    ),
    TrueConstruct(
        key="handwriting",
        label={"en": "Handwriting analysis", "nl": "Handschriftanalyse"},
        instrument="Handschriftanalyse (gesimuleerd, met opzet niets waard)",
        reliability=0.70,
        leaving=0.0,
        performing=0.0,
        impression=0.2,
        believed=-0.30,
        reason={
            "en": "Our consultant has worked with it for twenty years and swears by it.",
            "nl": "Onze adviseur werkt er al twintig jaar mee en zweert erbij.",
        },
    ),
)

#: Correlations of true scores where they differ from none; the worthless test goes with nothing.
CORRELATIONS = {
    ("conscientiousness", "service_orientation"): 0.25,
    ("conscientiousness", "stress_tolerance"): 0.20,
    ("service_orientation", "stress_tolerance"): 0.20,
    ("service_orientation", "verbal_ability"): 0.10,
    ("verbal_ability", "typing_accuracy"): 0.30,
}

TRUTH = Truth(
    constructs=CONSTRUCTS,
    # many leave in their first weeks, as call centres know; who is still there after a year tends to stay
    monthly_leaving=(0.10, 0.08, 0.065, 0.05, 0.045, 0.04, 0.03, 0.03, 0.03, 0.025, 0.025, 0.025, 0.016),
    sources={"referral": -0.35, "career_site": -0.10, "job_board": 0.0, "social_media": 0.15, "agency": 0.30},
    shifts={"day": 0.0, "evening": 0.20},
    group_construct="stress_tolerance",
    group_difference=0.4,
)
NULL_TRUTH = TRUTH.without_effects()

SOURCE_LABELS: dict[str, Words] = {
    "referral": {"en": "Referred by an employee", "nl": "Aangedragen door een medewerker"},
    "career_site": {"en": "Own career site", "nl": "Eigen vacaturesite"},
    "job_board": {"en": "Job board", "nl": "Vacaturebank"},
    "social_media": {"en": "Social media", "nl": "Sociale media"},
    "agency": {"en": "Employment agency", "nl": "Uitzendbureau"},
}
SOURCE_SHARES = {
    "referral": 0.20,
    "career_site": 0.20,
    "job_board": 0.35,
    "social_media": 0.15,
    "agency": 0.10,
}
