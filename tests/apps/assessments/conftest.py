"""What the tests of assessments start from; memory of modules is emptied, since each test's rows are rolled back."""

from collections.abc import Iterator

import pytest

from factories.assessments import Tests, make_tests
from maatwerk.apps.assessments import limits, playing, screens
from maatwerk.apps.assessments.operations import answering


@pytest.fixture(autouse=True)
def empty_memory() -> Iterator[None]:
    for forget in (
        playing.forget,
        answering.forget,
        screens.forget,
        limits.ANSWERS.forget,
        limits.GUESSES.forget,
    ):
        forget()
    return


@pytest.fixture
def tests(db: None) -> Tests:
    """An organisation with a vacancy and two published instruments."""
    return make_tests()
