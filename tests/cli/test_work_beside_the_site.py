"""Work beside the site breaks off without a word when the site stops, and is heard when it fails by itself."""

import pytest
from django.db import OperationalError

from maatwerk.cli.serve import _beside


def loses_its_database():
    raise OperationalError("the database system is shutting down")


def test_what_a_stop_breaks_off_is_no_fault():
    _beside(loses_its_database, lambda: True)


def test_a_fault_of_its_own_is_raised():
    with pytest.raises(OperationalError):
        _beside(loses_its_database, lambda: False)
