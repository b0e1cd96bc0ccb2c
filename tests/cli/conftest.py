"""One data folder per module, so that the embedded server starts once; kept running between commands for speed.

Its tables are there already. That an empty folder becomes a site is tested by the demo, the backup and the first start.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.forking import Forking
from cli.terminal import Terminal
from maatwerk.kernel.postgres.cluster import Cluster
from prepared import copy_server


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder: Path = tmp_path_factory.mktemp("terminal") / "data"
    copy_server(folder)
    cluster = Cluster(folder, durable=False)
    plain = Terminal(folder)
    with cluster.running(), Forking(plain.environment, database=True) as forking:
        yield replace(plain, forking=forking)
    cluster.destroy()


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A folder for commands that need no database, one for all such tests: it stays without."""
    plain = Terminal(tmp_path_factory.mktemp("alone") / "data")
    with Forking(plain.environment, database=False) as forking:
        yield replace(plain, forking=forking)
    assert not (plain.folder / "postgres").exists()
