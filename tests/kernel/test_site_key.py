"""What is locked opens under its own key for what it belongs to, and nowhere else."""

import pytest
from cryptography.exceptions import InvalidTag

from maatwerk.kernel.site_key import locked, unlocked

KEY, OTHER = b"k" * 32, b"o" * 32


def test_what_is_locked_opens_where_it_belongs_alone():
    sealed = locked(KEY, b"a secret", context=b"row 1")
    assert b"a secret" not in sealed
    assert unlocked(KEY, sealed, context=b"row 1") == b"a secret"
    for key, context in ((OTHER, b"row 1"), (KEY, b"row 2"), (KEY, None)):
        with pytest.raises(InvalidTag):
            unlocked(key, sealed, context=context)
    with pytest.raises(InvalidTag):
        unlocked(KEY, sealed[:-1] + bytes([sealed[-1] ^ 1]), context=b"row 1")


def test_the_same_is_never_locked_the_same_way_twice():
    assert len({locked(KEY, b"a secret", context=None) for _one in range(50)}) == 50
