"""What tests of the pipeline begin with."""

import pytest

from factories.desk import Desk, make_desk


@pytest.fixture
def desk() -> Desk:
    """A vacancy that promises five days for a first answer, with two people who applied."""
    return make_desk()
