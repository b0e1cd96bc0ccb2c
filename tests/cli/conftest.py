"""One data folder per module, so that the embedded server starts once; kept running between commands for speed.

Its tables are there already. That an empty folder becomes a site is tested by the demo, the backup and the first start.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.terminal import Terminal
from maatwerk.kernel.postgres.cluster import Cluster
from prepared import copy_server


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder: Path = tmp_path_factory.mktemp("terminal") / "data"
    copy_server(folder)
    cluster = Cluster(folder, durable=False)
    with cluster.running():
        yield Terminal(folder)
    cluster.destroy()
