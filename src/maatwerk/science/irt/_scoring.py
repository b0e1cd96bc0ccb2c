"""From answers to theta: expected a posteriori, maximum a posteriori, maximum likelihood."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._likelihood import Likelihood
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, Ints, Responses, as_matrix, encode, survey
from maatwerk.science.irt._threads import run, split, thread_count
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, percent

ScoringMethod = Literal["eap", "map", "ml"]

#: Where maximum likelihood stops looking; a mode beyond is reported as infinite.
ML_LIMIT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonScore:
    """One person's theta with its interval; `answered` items stand behind it."""

    theta: float
    low: float
    high: float
    answered: int
    method: str
    confidence: float = 0.90

    def explain(self, language: Language = "en") -> str:
        """Return the score and its interval as one plain sentence."""
        if not np.isfinite(self.low):
            return {
                "en": f"No finite score: {self.answered} answers do not bound it.",
                "nl": f"Geen eindige score: {self.answered} antwoorden begrenzen haar niet.",
            }[language]
        theta, low, high = (number(value, language) for value in (self.theta, self.low, self.high))
        sure = percent(self.confidence, language)
        return {
            "en": f"Score {theta}, with {sure} certainty between {low} and {high} ({self.answered} answers).",
            "nl": f"Score {theta}, met {sure} zekerheid tussen {low} en {high} ({self.answered} antwoorden).",
        }[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Theta of people, on the calibration's scale.

    Attributes
    ----------
    theta, standard_error : arrays (n_people,)
        Finite for "eap" and "map". Maximum likelihood has no finite value for people at the ceiling or
        floor of all items, or without answers: there theta is ± infinity (without answers: the
        population's mean) and the standard error infinite.
    answered : array (n_people,)
        Items answered.
    """

    theta: Floats
    standard_error: Floats
    answered: Ints
    method: str
    caveats: tuple[Caveat, ...] = ()

    def person(self, index: int, *, confidence: float = 0.90) -> PersonScore:
        """Return one person's theta with its interval, ± z standard errors."""
        from statistics import NormalDist

        if not 0 < confidence < 1:
            raise ScienceError("confidence", "between 0 and 1", confidence)
        half = NormalDist().inv_cdf((1 + confidence) / 2) * float(self.standard_error[index])
        theta = float(self.theta[index])
        return PersonScore(
            theta=theta,
            low=theta - half if np.isfinite(half) else -np.inf,
            high=theta + half if np.isfinite(half) else np.inf,
            answered=int(self.answered[index]),
            method=self.method,
            confidence=confidence,
        )


def read_for(calibration: Calibration, responses: ArrayLike, threads: int) -> tuple[Floats, Responses, Ints]:
    """Return responses checked against a calibration: as an array, encoded, and answered items per person."""
    array = as_matrix(responses)
    if array.shape[1] != len(calibration.items):
        raise ScienceError("responses", f"{len(calibration.items)} items (columns)", array.shape[1])
    if len(array) == 0:
        raise ScienceError("responses", "at least one person", 0)
    missing = survey(array, threads).missing
    encoded, answered = encode(
        array, [item.answers for item in calibration.items], any_missing=missing > 0, threads=threads
    )
    return array, encoded, answered


def score(
    calibration: Calibration,
    responses: ArrayLike,
    *,
    method: ScoringMethod = "eap",
    population: object = None,
    threads: int | None = None,
) -> Scores:
    """Estimate theta of people from their answers.

    Parameters
    ----------
    responses : array (n_people, n_items)
        In the calibration's answers; NaN for missing.
    method
        "eap": posterior mean and SD; "map": posterior mode; "ml": likelihood mode, no prior.
    population
        Name of the population whose normal distribution is the prior; default the first. Everybody gets the
        same prior: a prior by protected group would treat people by group.
    threads
        Default: one per available processor.

    References
    ----------
    .. [1] bock1982: EAP. Standard errors of "map" and "ml" from Fisher information.
    """
    workers = thread_count(threads)
    _, encoded, answered = read_for(calibration, responses, workers)
    chosen = calibration.populations[0] if population is None else calibration.population(population)
    people = len(answered)
    theta, error = np.empty(people), np.empty(people)
    spans = split(people, workers, smallest=2_000)
    if method == "eap":
        _expected(calibration, encoded, (chosen.mean, chosen.deviation), spans, theta, error)
    elif method in ("map", "ml"):
        precision = 1 / chosen.deviation**2 if method == "map" else 0.0
        _modes(calibration, encoded, (chosen.mean, precision), spans, theta, error)
    else:
        raise ScienceError("method", "eap, map or ml", repr(method))
    if method == "ml":
        theta[answered == 0], error[answered == 0] = chosen.mean, np.inf
    infinite = int(np.isinf(error).sum())
    return Scores(
        theta=theta,
        standard_error=error,
        answered=answered,
        method=f"{method}/1",
        caveats=(caveat("no_finite_score", n=infinite),) if infinite else (),
    )


def _expected(
    calibration: Calibration,
    encoded: Responses,
    normal: tuple[float, float],
    spans: list[tuple[int, int]],
    theta: Floats,
    error: Floats,
) -> None:
    from maatwerk.science.irt import _kernels_scoring as kernels

    nodes = calibration.theta
    tables = Likelihood(encoded, nodes, populations=1, threads=1).tables(calibration.vector)
    prior = normal_weights(nodes, np.array([normal[0]]), np.array([normal[1]]))[0]

    def work(first: int, last: int) -> None:
        kernels.expected_a_posteriori(
            encoded.codes, encoded.blocks.row, tables.table, tables.scale, tables.logs, prior, nodes,
            first, last, theta, error,
        )  # fmt: skip

    run(work, spans)


def _modes(
    calibration: Calibration,
    encoded: Responses,
    normal: tuple[float, float],
    spans: list[tuple[int, int]],
    theta: Floats,
    error: Floats,
) -> None:
    from maatwerk.science.irt import _kernels_scoring as kernels

    start = Likelihood(encoded, calibration.theta, populations=1, threads=1).start
    vector, limit = calibration.vector, ML_LIMIT

    def work(first: int, last: int) -> None:
        kernels.maximum_of_posterior(
            encoded.codes, encoded.blocks.start, encoded.blocks.radix, vector, start, encoded.categories,
            normal[0], normal[1], limit, first, last, theta, error,
        )  # fmt: skip

    run(work, spans)
