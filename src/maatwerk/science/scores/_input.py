"""What every function of `scores` accepts, checked in one place."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, caveat

Floats = NDArray[np.float64]

#: Below this many people a result carries the caveat "small_sample".
SMALL_SAMPLE = 30


def as_numbers(values: ArrayLike, argument: str, *, dimensions: int) -> Floats:
    """Return `values` as floats of the asked number of dimensions, without infinities (NaN may stay)."""
    array = as_floats(argument, values)
    if array.ndim != dimensions:
        raise ScienceError(argument, f"an array with {dimensions} dimension(s)", f"shape {array.shape}")
    if np.isinf(array).any():
        raise ScienceError(argument, "finite numbers, NaN for missing", "infinity")
    return array


def as_responses(responses: ArrayLike, *, minimum_items: int = 2, minimum_people: int = 3) -> Floats:
    """Return item responses (n_people, n_items), people without a single answer left out."""
    array = as_numbers(responses, "responses", dimensions=2)
    if array.shape[1] < minimum_items:
        raise ScienceError("responses", f"at least {minimum_items} items (columns)", array.shape[1])
    answered = array[~np.isnan(array).all(axis=1)]
    if len(answered) < minimum_people:
        raise InsufficientDataError(
            "responses", f"answers of at least {minimum_people} people", f"{len(answered)} people"
        )
    for column in range(array.shape[1]):
        seen = answered[:, column]
        seen = seen[~np.isnan(seen)]
        if len(seen) == 0 or np.ptp(seen) == 0:
            got = "no answers" if len(seen) == 0 else f"{seen[0]:g} from everybody"
            raise ScienceError("responses", "items that differ between people", f"{got} in column {column}")
    return answered


def check_confidence(confidence: float) -> float:
    """Return `confidence` when it is a coverage in (0, 1)."""
    return check_open_unit(confidence, "confidence")


def check_open_unit(value: Any, argument: str) -> float:
    """Return `value` as a float when it lies strictly between 0 and 1."""
    number = check_number(value, argument)
    if not 0 < number < 1:
        raise ScienceError(argument, "between 0 and 1", value)
    return number


def check_number(value: Any, argument: str) -> float:
    """Return `value` as a finite float."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ScienceError(argument, "a finite number", repr(value)) from error
    if not np.isfinite(number):
        raise ScienceError(argument, "a finite number", value)
    return number


def sample_caveats(n: int) -> tuple[Caveat, ...]:
    """Return the caveat that a small number of people deserves, if any."""
    return (caveat("small_sample", n=n),) if n < SMALL_SAMPLE else ()


def pairwise_covariance(array: Floats) -> tuple[Floats, int, tuple[Caveat, ...]]:
    """Return the covariance matrix, the smallest number of people behind a pair, and caveats.

    Each covariance uses the people who answered both items, with means over those people
    (as R's ``cov(use = "pairwise")``).
    """
    seen = ~np.isnan(array)
    n_items = array.shape[1]
    if seen.all():
        return np.cov(array, rowvar=False), len(array), ()
    weight = seen.astype(np.float64)
    # centred first: the pairwise sums below would otherwise lose digits to large means
    filled = np.where(seen, array - np.nanmean(array, axis=0), 0.0)
    pairs = weight.T @ weight
    if pairs.min() < 3:
        raise InsufficientDataError(
            "responses", "at least 3 people who answered both items of each pair", int(pairs.min())
        )
    sums = filled.T @ weight  # sums[j, k]: item j over people who answered k too
    covariance = (filled.T @ filled - sums * sums.T / pairs) / (pairs - 1)
    found = [caveat("pairwise_missing", share=float(1 - seen.mean()))]
    if np.linalg.eigvalsh(covariance)[0] <= 1e-10 * np.trace(covariance) / n_items:
        found.append(caveat("not_positive_definite"))
    return covariance, int(pairs.min()), tuple(found)
