"""Every public function answers spoiled arguments by a ScienceError or in numbers: never a silent NaN.

NaN stands nowhere in a result, infinity only where its docstring promises it.
"""

import dataclasses
import inspect
import math

import numpy as np
import pytest
from calls import ELSEWHERE, PACKAGES, calls

from maatwerk.science.errors import ScienceError

CALLS = calls()
#: Where the docstring promises infinity, and where NaN marks a place in a list that nobody takes.
INFINITE = {"irt.score", "fairness.impact_by_part", "fairness.impact_table", "fairness.impact_tables"}
EMPTY_PLACES = {"matching.best_people"}


def numbers(value):
    """Every number in a result, however deep."""
    if isinstance(value, (bool, str, type(None))):
        return
    if isinstance(value, (int, float, np.number)):
        yield float(value)
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fiu":
            yield from value.astype(float).ravel().tolist()
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for part in dataclasses.fields(value):
            yield from numbers(getattr(value, part.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, (tuple, list, set)):
        for part in value:
            yield from numbers(part)


def no_silent_nan(name, function, arguments):
    try:
        found = function(**arguments)
    except ScienceError as error:
        found = error
    if isinstance(found, ScienceError):
        assert found.argument
        assert found.expected
        return
    seen = list(numbers(found))
    assert name in EMPTY_PLACES or not any(math.isnan(value) for value in seen), "a silent NaN"
    if name not in INFINITE:
        assert not any(math.isinf(value) for value in seen), "a silent infinity"


def sprinkle(value):
    def spoil(array):
        made = array.astype(float).copy()
        made.flat[:: max(1, made.size // 7)] = value
        return made

    return spoil


SPOILS = {
    "some missing": sprinkle(np.nan),
    "all missing": lambda array: np.full(array.shape, np.nan),
    "infinity": sprinkle(np.inf),
    "minus infinity": sprinkle(-np.inf),
    "constant": lambda array: np.full_like(array, array.flat[0]),
    "zeros": np.zeros_like,
    "negative": lambda array: -array.astype(float) - 1,
    "huge": lambda array: array.astype(float) * 1e200,
    "tiny": lambda array: array.astype(float) * 1e-200,
    "a step beside a constant": lambda array: np.where(
        np.arange(array.size).reshape(array.shape) == 0, 2.0, 1.0
    ),
    "of text": lambda array: np.full(array.shape, "x"),
    "one longer": lambda array: np.concatenate([array, array[:1]]),
    "one dimension more": lambda array: array[None],
    "a number": lambda array: np.float64(3.0),
}


def spoiled(array, spoil):
    if array.dtype.kind == "U" and spoil not in ("one longer", "one dimension more"):
        return np.full_like(array, array.flat[0])  # labels: everybody in one group
    return SPOILS[spoil](array)


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_every_public_function_is_called_here_or_elsewhere(package):
    door = PACKAGES[package]
    functions = {name for name in door.__all__ if inspect.isfunction(getattr(door, name))}
    called = {name.split(".")[1] for name in CALLS if name.startswith(package + ".")}
    assert functions - called - ELSEWHERE.get(package, set()) == set()
    assert ELSEWHERE.get(package, set()) <= functions


@pytest.mark.parametrize("name", sorted(CALLS))
def test_the_call_as_it_stands_answers(name):
    function, arrays, settings = CALLS[name]
    found = function(**arrays, **settings)
    assert not any(math.isnan(value) for value in numbers(found))


@pytest.mark.parametrize("spoil", sorted(SPOILS))
@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_spoiled_argument_is_refused_or_answered(name, spoil):
    function, arrays, settings = CALLS[name]
    for argument, array in arrays.items():
        no_silent_nan(name, function, {**arrays, **settings, argument: spoiled(array, spoil)})


@pytest.mark.parametrize("people", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("name", sorted(CALLS))
def test_few_people_are_refused_or_answered(name, people):
    function, arrays, settings = CALLS[name]
    length = max(len(array) for array in arrays.values())
    cut = {key: array[:people] if len(array) == length else array for key, array in arrays.items()}
    settings = {key: value[:people] if key == "deciders" else value for key, value in settings.items()}
    no_silent_nan(name, function, {**cut, **settings})


@pytest.mark.parametrize("name", sorted(CALLS))
def test_everybody_twice_is_refused_or_answered(name):
    function, arrays, settings = CALLS[name]
    length = max(len(array) for array in arrays.values())
    twice = {
        key: np.concatenate([array, array]) if len(array) == length else array
        for key, array in arrays.items()
    }
    settings = {key: value * 2 if key == "deciders" else value for key, value in settings.items()}
    no_silent_nan(name, function, {**twice, **settings})
