"""Which row is the header: exports often start with a title, a date or an empty line."""

from collections.abc import Sequence

_LOOKED_AT = 200
#: Fewer columns than this give no way to tell a title from a header.
_FEWEST_COLUMNS = 4
_MOST_TITLES = 20


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Return the place of the header among the first rows: the first that fills at least half of what rows usually fill.

    Only rows with far fewer cells than the table is wide are taken for a title above it.
    """
    filled = [sum(map(bool, row)) for row in rows[:_LOOKED_AT]]
    usual = sorted(filled)[len(filled) * 3 // 4] if filled else 0
    if usual < _FEWEST_COLUMNS:
        return 0
    found = next((at for at, count in enumerate(filled) if count * 2 > usual), 0)
    return found if found <= _MOST_TITLES else 0
