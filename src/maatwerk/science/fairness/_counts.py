"""Whole-number checks shared by every two-group comparison."""

import operator

from maatwerk.science.errors import InsufficientDataError, ScienceError

FOUR_FIFTHS = (4, 5)  # 29 CFR 1607.4(D), numerator and denominator
SMALL_GROUP = 30  # below this, one selection moves a rate by more than three percentage points


def whole(argument: str, value: object) -> int:
    """Return `value` as an int, or say which argument is no whole number."""
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise ScienceError(argument, "a whole number of people", repr(value)) from None


def check_group(selected: object, applicants: object, *, prefix: str = "") -> tuple[int, int]:
    """Return both counts as ints; selected must lie between 0 and applicants, applicants above 0."""
    chosen = whole(f"{prefix}selected", selected)
    people = whole(f"{prefix}applicants", applicants)
    if people < 1:
        raise InsufficientDataError(f"{prefix}applicants", "at least 1 person", people)
    if not 0 <= chosen <= people:
        raise ScienceError(f"{prefix}selected", f"between 0 and {people} applicants", chosen)
    return chosen, people


def check_share(argument: str, value: float) -> float:
    """Return `value` when it lies strictly between 0 and 1."""
    if not 0 < value < 1:
        raise ScienceError(argument, "between 0 and 1, both excluded", repr(value))
    return float(value)


def below_threshold(
    selected: int,
    applicants: int,
    reference_selected: int,
    reference_applicants: int,
    *,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> bool:
    """Say whether the group's rate is under `threshold` of the reference's, in whole numbers only.

    As floats, 20/30 against 25/30 falls just short of four fifths; as products of counts it does not.
    """
    numerator, denominator = threshold
    return denominator * selected * reference_applicants < numerator * reference_selected * applicants
