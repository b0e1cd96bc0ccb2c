"""The first look at numbers that come from outside, the same for every subject."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError

LARGEST, SMALLEST = 1e100, 1e-100  # beyond these, sums of squares and products leave what a float can hold


def as_floats(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return `values` as floats of any shape; NaN and infinity pass, the caller knows what they mean.

    Raises
    ------
    ScienceError
        What is no number, and magnitudes whose squares a float cannot hold: a result would be silently wrong.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ScienceError(argument, "numbers", type(values).__name__) from None
    size = np.abs(array)
    largest = float(np.max(size, where=np.isfinite(size), initial=0.0))
    if largest > LARGEST or 0 < largest < SMALLEST:
        raise ScienceError(argument, f"of a size between {SMALLEST:g} and {LARGEST:g}", f"{largest:g}")
    return array
