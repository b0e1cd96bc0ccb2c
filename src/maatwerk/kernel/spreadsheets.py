"""Cells of files that go out: a spreadsheet runs what looks like a formula, whoever wrote it."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; nothing where there is nothing.

    >>> safe_cell("=1+1"), safe_cell("Ada"), safe_cell(None), safe_cell(-3)
    ("'=1+1", 'Ada', '', -3)
    """
    if isinstance(cell, str) and cell[:1] in _FORMULA:
        return f"'{cell}"
    return "" if cell is None else cell
