"""A database of its own for one measurement, made and thrown away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Serve a new embedded database within the block; before it, this process must have loaded no settings."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    os.environ["MAATWERK_DATA"] = str(folder)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from maatwerk.cli.runtime import database
    from maatwerk.kernel.postgres.cluster import Cluster

    try:
        with database():
            yield
    finally:
        Cluster(folder).destroy()
        shutil.rmtree(folder, ignore_errors=True)
