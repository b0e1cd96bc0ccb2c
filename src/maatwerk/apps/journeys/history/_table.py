"""Tables, as `kernel.tables` reads them."""

from maatwerk.kernel.tables import Row, Table, read_table

__all__ = ["Row", "Table", "read_table"]
