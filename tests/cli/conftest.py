"""One data folder per module, so that the embedded server starts once; kept running between commands for speed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.terminal import Terminal
from maatwerk.kernel.postgres.cluster import Cluster


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder: Path = tmp_path_factory.mktemp("terminal") / "data"
    cluster = Cluster(folder, durable=False)
    with cluster.running():
        yield Terminal(folder)
    cluster.destroy()
