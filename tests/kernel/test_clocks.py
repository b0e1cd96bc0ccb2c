"""Business days, and numbers that guard themselves."""

import datetime as dt

import pytest

from maatwerk.kernel.check_digits import is_dutch_vat, is_iban
from maatwerk.kernel.clocks import business_days_after

FRIDAY = dt.date(2026, 11, 20)


def test_weekends_and_named_holidays_do_not_count() -> None:
    assert business_days_after(FRIDAY, 1) == dt.date(2026, 11, 23)
    assert business_days_after(FRIDAY, 0) == FRIDAY
    assert business_days_after(dt.date(2026, 11, 21), 1) == dt.date(2026, 11, 23)  # from a Saturday
    assert business_days_after(FRIDAY, 1, holidays={dt.date(2026, 11, 23)}) == dt.date(2026, 11, 24)
    with pytest.raises(ValueError, match="at least 0"):
        business_days_after(FRIDAY, -1)


def test_one_wrong_or_exchanged_sign_is_found() -> None:
    right = "NL91ABNA0417164300"
    assert is_iban(right)
    for place in range(4, len(right)):
        if right[place].isdigit():
            other = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
            assert not is_iban(other), other
    assert not is_iban("NL91ABNA0417164030")
    assert not is_iban("")
    assert is_dutch_vat("nl 000099998 b57")
    assert not is_dutch_vat("NL000099998B58")
    assert not is_dutch_vat("NL00009999B57")
