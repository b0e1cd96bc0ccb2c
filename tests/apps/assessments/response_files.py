"""What files of responses in tests hold, and what reading them says."""

from collections.abc import Callable

import pytest

from maatwerk.apps.assessments.responses import ResponseMatrix
from maatwerk.kernel.tables import TableError

KEY = "item,scale,key\na,calm,1\nb,calm,1\nc,calm,-1\n"
#: Forty people on three items with answers 1 to 5, all of them used.
PEOPLE = [(1 + at % 5, 1 + (at + at // 5) % 5, 1 + (3 * at) % 5) for at in range(40)]

Read = Callable[..., ResponseMatrix]


def refusal(read: Read, *args: object, **kwargs: object) -> list[tuple[str, int | None, str | None]]:
    """Return what is wrong with files that are refused, each with a sentence and its file."""
    with pytest.raises(TableError) as caught:
        read(*args, **kwargs)
    assert all(found.sentence and found.file for found in caught.value.problems)
    return [(found.code, found.line, found.column) for found in caught.value.problems]


def codes(matrix: ResponseMatrix) -> list[str]:
    """Return what is told of files that were read."""
    return [note.code for note in matrix.notes]
