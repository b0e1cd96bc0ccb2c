"""The collector is paused for as long as a page needs, and no longer."""

import gc

import pytest

from maatwerk.kernel.collecting import much_at_once


def test_the_collector_goes_on_afterwards_also_when_something_went_wrong():
    assert gc.isenabled()
    with much_at_once():
        assert not gc.isenabled()
        with much_at_once():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), much_at_once():
        1 / 0  # noqa: B018 - it is the fault
    assert gc.isenabled()
