"""Deliberate errors, each of which a test must catch: what a line of the core becomes, and who notices.

They stand in the ``.toml`` files beside this one, by subject. `before` stands exactly once in its file. To add
a statistic, add the mistake one would most plausibly make in it: a lost square root, the other tail, n for
n - 1, a strict for a weak inequality.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """One planted error.

    `file` lies below ``maatwerk/science``, `caught_by` below ``tests/science``; the few with `every_change` run
    in the gate, the others with the long tests.
    """

    file: str
    before: str
    after: str
    caught_by: str
    every_change: bool = False


FAULTS = [
    Fault(**fault)
    for listed in sorted(Path(__file__).parent.glob("*.toml"))
    for fault in tomllib.loads(listed.read_text())["fault"]
]
