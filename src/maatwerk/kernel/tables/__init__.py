"""Files in: CSV of any dialect, or a workbook, read a row at a time; what is wrong with them, in sentences.

Knows no database. A package that reads files adds its own sentences with `know` and makes problems with `problem`.
"""

from maatwerk.kernel.tables._problems import QUOTED, Place, Problem, TableError, problem, quoted
from maatwerk.kernel.tables._raw import Sheet, read_sheets
from maatwerk.kernel.tables._scan import fingerprint
from maatwerk.kernel.tables._sentences import know
from maatwerk.kernel.tables._table import Row, Table, read_table

__all__ = [
    "QUOTED",
    "Place",
    "Problem",
    "Row",
    "Sheet",
    "Table",
    "TableError",
    "fingerprint",
    "know",
    "problem",
    "quoted",
    "read_sheets",
    "read_table",
]
