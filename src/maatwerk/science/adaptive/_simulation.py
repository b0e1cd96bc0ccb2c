"""Give a test to simulated persons: how long, how precise, and how often each item is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.adaptive._bank import Floats
from maatwerk.science.adaptive._engine import METHOD, AdaptiveTest
from maatwerk.science.adaptive._rules import Exposure
from maatwerk.science.adaptive._session import _REASONS, _number
from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Language

Ints = NDArray[np.int64]

#: Sessions over which no item may be seen more often than the cap (SEC-14 of the requirements).
AUDITED_SESSIONS = 10_000

_SENTENCE: dict[Language, str] = {
    "en": "In {n} simulated sessions the test took {length} items on average, missed the true value by "
    "{rmse} (root mean square), and its most used item was seen in {exposure} % of them.",
    "nl": "In {n} gesimuleerde sessies kostte de test gemiddeld {length} items, lag de schatting {rmse} van de "
    "ware waarde (wortel uit het gemiddelde kwadraat) en kwam het meest gebruikte item voor in "
    "{exposure} % ervan.",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Simulation:
    """What happened in `n` simulated sessions.

    Attributes
    ----------
    theta : (n,) true values
    estimate, standard_error : (n,) posterior mean and standard deviation at the end
    length : (n,) items given
    items, responses : (n, max_length) in order, -1 behind the last
    seed : (n,) of each session, with which it can be replayed
    stop : (n,) reason, see `StopReason`
    exposure : (n_items,) proportion of sessions in which the item was given, in [0, 1]
    eligible : (n_items,) proportion of sessions that might have used it, in [0, 1]
    """

    theta: Floats
    estimate: Floats
    standard_error: Floats
    length: Ints
    items: Ints
    responses: Ints
    seed: Ints
    stop: tuple[str, ...]
    exposure: Floats
    eligible: Floats
    method: str = METHOD

    @property
    def n(self) -> int:
        """Number of sessions."""
        return self.theta.size

    @property
    def rmse(self) -> float:
        """Root mean squared error of the estimates, in theta units."""
        return float(np.sqrt(np.mean((self.estimate - self.theta) ** 2)))

    @property
    def mean_length(self) -> float:
        """Mean number of items."""
        return float(self.length.mean())

    def explain(self, language: Language = "en") -> str:
        """Say in one plain sentence how the test did."""
        return _SENTENCE[language].format(
            n=self.n,
            length=_number(self.mean_length, language),
            rmse=_number(self.rmse, language),
            exposure=_number(100 * float(self.exposure.max()), language),
        )


def simulate(test: AdaptiveTest, thetas: ArrayLike, *, rng: np.random.Generator) -> Simulation:
    """Give `test` to one simulated person for each true value.

    Item choice is the very code of a live session; `rng` supplies the sessions' seeds and the responses.

    Raises
    ------
    ScienceError
        When `thetas` is empty or not finite.
    """
    from maatwerk.science.adaptive import _kernels

    true = _finite("thetas", thetas)
    seeds = rng.integers(0, 2**63 - 1, size=true.size, dtype=np.int64)
    uniforms = rng.random((true.size, test.rules.max_length))
    found, ended, items, responses, eligible, given = _kernels.simulate(
        test._tables, test._settings, seeds, true, uniforms
    )
    return Simulation(
        theta=true,
        estimate=found[:, 0].copy(),
        standard_error=found[:, 1].copy(),
        length=(items >= 0).sum(axis=1),
        items=items,
        responses=responses,
        seed=seeds,
        stop=tuple(str(_REASONS[why]) for why in ended),
        exposure=given / true.size,
        eligible=eligible / true.size,
    )


def calibrate_exposure(
    test: AdaptiveTest,
    *,
    cap: float = 0.25,
    rng: np.random.Generator,
    populations: Sequence[ArrayLike] = (),
    rounds: int = 14,
) -> Exposure:
    """Find the probabilities under which no item is seen by more than a proportion `cap` of people.

    Each round simulates sessions and sets ``P(eligible) = min(1, target / P(given | eligible))`` (van der
    Linden & Veldkamp 2004, eq. 13; Sympson & Hetter 1985); the second half of the rounds is averaged. The
    target lies five binomial standard errors over 10,000 sessions below the cap, so that chance does not
    carry an item over it.

    Parameters
    ----------
    test
        Its own exposure control, if any, is ignored.
    cap
        In (0, 1].
    populations
        Samples of true values; the cap holds within each. By default one sample from the prior. Give several
        when the people who take the test may differ from the prior: items for the able are seen more often
        where people are able.
    rounds
        At least 4.

    Raises
    ------
    InsufficientDataError
        When the bank is too small for the cap: the rates could not be brought under it.

    Notes
    -----
    ``test.with_exposure(calibrate_exposure(test, rng=rng))`` is the test under control.
    """
    if not 0 < cap <= 1:
        raise ScienceError("cap", "in (0, 1]", cap)
    if rounds < 4:
        raise ScienceError("rounds", "at least 4", rounds)
    rules = test.rules
    samples = [_finite("populations", sample) for sample in populations] or [
        rules.prior_mean + rules.prior_sd * rng.standard_normal(AUDITED_SESSIONS)
    ]
    target = cap - 5 * np.sqrt(cap * (1 - cap) / AUDITED_SESSIONS)
    if not target > 0:
        raise ScienceError("cap", "large enough to be told from 0 in 10,000 sessions", cap)
    probabilities = np.ones(len(test.bank))
    total = np.zeros_like(probabilities)
    for turn in range(rounds):
        now = test.with_exposure(Exposure(probabilities=probabilities, cap=cap))
        rate = np.maximum.reduce([_rate_if_eligible(now, sample, rng) for sample in samples])
        probabilities = np.where(rate > 0, np.minimum(1.0, target / np.maximum(rate, 1e-12)), probabilities)
        if turn >= rounds // 2:
            total += probabilities
    probabilities = total / (rounds - rounds // 2)
    final = test.with_exposure(Exposure(probabilities=probabilities, cap=cap))
    highest = max(float(simulate(final, sample, rng=rng).exposure.max()) for sample in samples)
    if highest > cap:
        raise InsufficientDataError(
            "bank", f"large enough to keep every item under an exposure of {cap}", f"{highest:.3f} at best"
        )
    return Exposure(
        probabilities=probabilities, cap=cap, highest=highest, sessions=sum(sample.size for sample in samples)
    )


def _rate_if_eligible(test: AdaptiveTest, thetas: Floats, rng: np.random.Generator) -> Floats:
    found = simulate(test, thetas, rng=rng)
    return np.asarray(found.exposure / np.maximum(found.eligible, 1 / found.n))


def _finite(argument: str, values: ArrayLike) -> Floats:
    made = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if made.ndim != 1 or made.size == 0 or not np.isfinite(made).all():
        raise ScienceError(argument, "one or more finite numbers", f"shape {made.shape}")
    return made
