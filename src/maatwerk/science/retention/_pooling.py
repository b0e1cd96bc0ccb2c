"""What organisations of an industry may learn from each other: noisy sums over many people, never a record."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Bools, Floats, check_groups, check_histories
from maatwerk.science.evaluation._resampling import as_generator, group_sums
from maatwerk.science.retention._posterior import exposure
from maatwerk.science.retention._prior import FeaturePrior, Prior
from maatwerk.science.retention._standardise import check_matrix

LEAST_PERSONS = 50  # per organisation, below which nothing leaves it
LEAST_ORGANISATIONS = 3  # with two, each could subtract its own sums and read the other's
DEFAULT_RHO = (
    0.005  # any guess about one person is right at most 2.5 percentage points more often than chance
)
_REACH = 3.0  # SDs at which standardised evidence is held, so that one person's weight is bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all organisations agree on beforehand, so that no sum depends on anybody else's record.

    Attributes
    ----------
    names, means, sds
        Features and the public norms that standardise them.
    hazards
        Public monthly chance of leaving in the industry, from which expectations are counted.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]
    hazards: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.names or not len(self.names) == len(self.means) == len(self.sds):
            raise ScienceError("names", "features with a mean and an SD each", f"{len(self.names)} names")
        if min(self.sds) <= 0:
            raise ScienceError("sds", "positive", min(self.sds))
        if not self.hazards or not all(0 < hazard < 1 for hazard in self.hazards):
            raise ScienceError("hazards", "monthly chances between 0 and 1", self.hazards)


@dataclass(frozen=True, slots=True)
class Budget:
    """What an organisation may reveal in total, in zero-concentrated differential privacy [1]_.

    `rho` adds up over releases. A person's presence changes the odds of any statement an observer can
    make about them by a factor of at most about e^ε, ε = ρ + 2√(ρ log(1/δ)), but for a chance δ; by
    Pinsker's inequality no observer's yes-or-no guess gains more than √(ρ/2)/2 over chance.

    References
    ----------
    .. [1] bun2016, definition 1.1, proposition 1.3 and lemma 2.3
    """

    rho: float
    spent: float = 0.0

    def spend(self, rho: float) -> "Budget":
        """Return the budget after a release; refuse one that would exceed it."""
        if not rho > 0:
            raise ScienceError("rho", "positive: exact sums never leave", rho)
        if self.spent + rho > self.rho * (1 + 1e-12):
            raise ScienceError(
                "rho", f"at most what is left of the budget ({self.rho - self.spent:.4g})", rho
            )
        return replace(self, spent=self.spent + rho)

    def epsilon(self, delta: float = 1e-6) -> float:
        """Return ε at a given δ of all that was spent."""
        return self.spent + 2.0 * math.sqrt(self.spent * math.log(1.0 / delta))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Noisy sums of one organisation: the only thing that leaves it.

    Attributes
    ----------
    score : tuple of p + 1 floats
        Σ (1, z) · (left − expected), plus noise.
    information : tuple of (p + 1) rows
        Σ (1, z)(1, z)' · expected, plus noise, symmetric.
    score_noise, information_noise
        Standard deviation of the noise in each entry (off the diagonal /√2): public.
    """

    frame: Frame
    score: tuple[float, ...]
    information: tuple[tuple[float, ...], ...]
    score_noise: float
    information_noise: float
    rho: float


def release_sums(
    X: ArrayLike,
    tenure: ArrayLike,
    event: ArrayLike,
    frame: Frame,
    *,
    rng: np.random.Generator | int,
    persons: ArrayLike | None = None,
    rho: float = DEFAULT_RHO,
) -> Release:
    """Sum what one organisation's people say about the weights, and add noise to the stated budget.

    Each person adds a score vector and an information matrix that depend on their own record and the
    public frame only; both are held to a fixed length, so one person more or less moves the sums by no
    more than that, and Gaussian noise of the matching size hides them [1]_. Half of `rho` goes to each.

    Parameters
    ----------
    X, tenure, event, persons
        As in `HazardModel.fit`; missing evidence counts as the norm's mean.
    rng
        A generator seeded from the system's entropy: with a known seed the noise can be subtracted.
    rho
        Cost of this release; see `Budget`.

    Raises
    ------
    InsufficientDataError
        Fewer than 50 persons.

    References
    ----------
    .. [1] bun2016, proposition 1.6
    """
    if not (math.isfinite(rho) and rho > 0):
        raise ScienceError("rho", "positive: exact sums never leave", rho)
    known = check_histories(tenure, event)
    matrix = check_matrix(X, len(frame.names), rows=len(known.tenure))
    codes = check_groups("persons", persons, len(matrix))
    people = int(codes.max()) + 1
    if people < LEAST_PERSONS:
        raise InsufficientDataError("persons", f"at least {LEAST_PERSONS}", people)
    share = 1.0 / np.bincount(codes)[codes]
    score, information = _per_row(matrix, known.tenure, known.event, frame)
    scores, informations = (group_sums(part * share[:, None], codes) for part in (score, information))
    size = len(frame.names) + 1
    score_reach, information_reach = reaches(len(frame.names))
    noises = [reach * math.sqrt(1.0 / rho) for reach in (score_reach, information_reach)]  # Δ² / 2σ² = ρ / 2
    generator = as_generator(rng)
    noisy_score = _hold(scores, score_reach).sum(axis=0) + generator.normal(0, noises[0], size)
    noisy_information = _hold(informations, information_reach).sum(axis=0)
    noisy_information += generator.normal(0, noises[1], noisy_information.shape)
    return Release(
        frame=frame,
        score=tuple(noisy_score.tolist()),
        information=tuple(tuple(row) for row in _matrix(noisy_information, size).tolist()),
        score_noise=noises[0],
        information_noise=noises[1],
        rho=rho,
    )


def reaches(features: int) -> tuple[float, float]:
    """Longest score vector and information matrix of one person: about 1.5 and 2 times the usual length."""
    return 1.5 * math.sqrt(features + 1), 0.6 * (features + 1)


def _per_row(X: Floats, tenure: Floats, event: Bools, frame: Frame) -> tuple[Floats, Floats]:
    """Score vectors (n, p + 1) and upper triangles of information matrices, √2 off the diagonal."""
    z = (X - np.array(frame.means)) / np.array(frame.sds)
    z = np.clip(np.where(np.isfinite(z), z, 0.0), -_REACH, _REACH)
    full = np.column_stack([np.ones(len(z)), z])
    months = len(frame.hazards)
    exposed = exposure(check_histories(tenure, event), np.arange(months + 1.0))
    expected = exposed.at_risk @ -np.log1p(-np.array(frame.hazards))
    left = np.zeros(len(z))
    left[exposed.rows] = 1.0
    rows, columns = np.triu_indices(full.shape[1])
    stretch = np.where(rows == columns, 1.0, math.sqrt(2.0))
    return full * (left - expected)[:, None], full[:, rows] * full[:, columns] * stretch * expected[:, None]


def _hold(vectors: Floats, reach: float) -> Floats:
    """Shorten vectors to at most `reach`."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors * np.minimum(1.0, reach / np.maximum(length, 1e-12)))


def _matrix(triangle: Floats, size: int) -> Floats:
    rows, columns = np.triu_indices(size)
    full = np.zeros((size, size))
    full[rows, columns] = np.where(rows == columns, triangle, triangle / math.sqrt(2.0))
    return full + np.triu(full, 1).T


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What the industry believes: a prior for a new organisation, and what it rests on.

    Attributes
    ----------
    prior
        Mean of each weight over organisations; SD of a *new* organisation's weight around it.
    between_sd
        How much the weights differ between organisations (τ), per feature.
    organisations, used
        Releases given, and those in which the sums stood out of the noise.
    """

    prior: Prior
    between_sd: tuple[float, ...]
    organisations: int
    used: int
    method: str = "pooled-prior/1"


def pool_organisations(releases: Sequence[Release], *, source: str = "") -> Pooled:
    """Combine releases into a prior by random-effects meta-analysis.

    Each organisation's weights are one Newton step from "no weights" at its own level of leaving; their
    variance is the sampling variance plus that of the noise. Weights are then combined per feature with
    DerSimonian and Laird's between-organisation variance [1]_; the prior's SD is that of the next
    organisation's weight, √(τ² + SE²) [2]_. Releases whose information does not stand out of its noise
    contribute nothing.

    Raises
    ------
    InsufficientDataError
        Fewer than three releases, or fewer than three usable.
    ScienceError
        Releases on different frames.

    References
    ----------
    .. [1] dersimonian1986
    .. [2] higgins2009, section 4
    """
    if len(releases) < LEAST_ORGANISATIONS:
        raise InsufficientDataError("releases", f"at least {LEAST_ORGANISATIONS}", len(releases))
    frame = releases[0].frame
    if any(release.frame != frame for release in releases):
        raise ScienceError("releases", "on one frame", "several frames")
    steps = [found for found in map(_one_step, releases) if found is not None]
    if len(steps) < LEAST_ORGANISATIONS:
        raise InsufficientDataError(
            "releases", f"at least {LEAST_ORGANISATIONS} that stand out of the noise", len(steps)
        )
    weights = np.array([step[0] for step in steps])
    variances = np.array([step[1] for step in steps])
    pooled = [_random_effects(weights[:, k], variances[:, k]) for k in range(len(frame.names))]
    note = source or f"pooled over {len(steps)} organisations"
    features = tuple(
        FeaturePrior(name=name, mean=mean, sd=math.sqrt(tau2 + error2), source=note)
        for name, (mean, error2, tau2) in zip(frame.names, pooled, strict=True)
    )
    return Pooled(
        prior=Prior(features),
        between_sd=tuple(math.sqrt(tau2) for _, _, tau2 in pooled),
        organisations=len(releases),
        used=len(steps),
    )


def _one_step(release: Release) -> tuple[Floats, Floats] | None:
    """Weights and their variances at the organisation's own level; None when lost in the noise."""
    score, information = np.array(release.score), np.array(release.information)
    expected = information[0, 0]
    if expected <= 3 * release.information_noise or expected + score[0] <= 3 * release.score_noise:
        return None
    level = (expected + score[0]) / expected  # observed over expected leavers
    scaled = level * information
    if np.linalg.eigvalsh(scaled).min() <= 3 * level * release.information_noise:
        return None
    inverse = np.linalg.inv(scaled)
    step = inverse @ (score - (level - 1.0) * information[:, 0])
    middle = scaled + release.score_noise**2 * np.eye(len(score))
    covariance = inverse @ middle @ inverse
    return step[1:], np.diag(covariance)[1:]


def _random_effects(values: Floats, variances: Floats) -> tuple[float, float, float]:
    """Mean, squared standard error and between-organisation variance (DerSimonian–Laird)."""
    weight = 1.0 / variances
    centre = float(weight @ values / weight.sum())
    excess = float(weight @ (values - centre) ** 2) - (len(values) - 1)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    tau2 = max(0.0, excess / scale)
    total = 1.0 / (variances + tau2)
    return float(total @ values / total.sum()), float(1.0 / total.sum()), tau2
