"""Serve the real product for as long as a test process holds the lock, then stop it and remove its data.

Run as `python keeper.py FOLDER PORT`. Locks are dropped by the operating system, so nothing is left behind even
when every test process is killed.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

STOP_SECONDS = 40


def main(folder: Path, port: str) -> None:
    """Start the demo, wait until nobody wants it any more, stop it."""
    data = folder / "data"
    with (folder / "product.log").open("wb") as log:
        product = subprocess.Popen(
            [sys.executable, "-m", "maatwerk", "demo", "--host", "127.0.0.1", "--port", port],
            env=os.environ | {"MAATWERK_DATA": str(data)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while product.poll() is None and is_wanted(folder):
                time.sleep(0.5)
        finally:
            stop(product)
            remove(data)


def is_wanted(folder: Path) -> bool:
    """Tell whether some test process still holds the lock."""
    with (folder / "in-use").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def stop(product: "subprocess.Popen[bytes]") -> None:
    """Ask the product to end as Ctrl-C does; it stops its own web server and workers."""
    if product.poll() is None:
        product.send_signal(signal.SIGINT)
        try:
            product.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            product.kill()
            product.wait()


def remove(data: Path) -> None:
    """Remove the embedded server's data."""
    from maatwerk.kernel.postgres.cluster import Cluster

    if data.exists():
        Cluster(data).destroy()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
