"""Commands without the wait for their imports: one process has them all, and forks for every command.

A command run this way is still a process of its own on a data folder of its own, from `main()` on; what is saved is the
second or two that every start of Python spends on importing Django and the product. Tests of the start itself, of other
settings and of signals run the real `python -m maatwerk`.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

SELF = Path(__file__)


class Forking:
    """The process that forks, for one environment; it ends with the `with` block that asked for it."""

    def __init__(self, environment: dict[str, str], *, database: bool) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(SELF), str(theirs.fileno()), *(["database"] if database else [])],
                env=environment,
                pass_fds=[theirs.fileno()],
            )
        self._socket = ours

    def __enter__(self) -> "Forking":
        return self

    def __exit__(self, *_raised: object) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def run(
        self, words: list[str], *, cwd: Path | None = None, timeout: float
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as none:
            request = {"words": words, "cwd": str(cwd or Path.cwd())}
            files = [none.fileno(), out.fileno(), err.fileno()]
            self._socket.settimeout(timeout)
            socket.send_fds(self._socket, [json.dumps(request).encode()], files)
            status = int(self._socket.recv(64))
            out.seek(0), err.seek(0)
            return subprocess.CompletedProcess(words, status, out.read().decode(), err.read().decode())


def serve(number: int, *, with_database: bool) -> None:
    """Import everything, then fork for every request until the other side hangs up."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as `main` does; threads would not outlive the fork
    import_all(with_database=with_database)
    with socket.socket(fileno=number) as asked:
        while True:
            request, files, _flags, _address = socket.recv_fds(asked, 1 << 20, 3)
            if not request:
                return
            child = os.fork()
            if not child:
                asked.close()
                os._exit(_become(json.loads(request), files))
            for each in files:
                os.close(each)
            asked.sendall(b"%d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def import_all(*, with_database: bool) -> None:
    """Have what a command may need. With a database its logins must be there before Django reads them."""
    import numba
    import scipy.optimize
    import scipy.stats

    from maatwerk.cli import main
    from maatwerk.cli.runtime import database, set_up_django

    if with_database:
        from django.db import connections

        with database():
            connections.close_all()
    else:
        set_up_django()
    assert all((main, numba, scipy))


def _become(request: dict[str, Any], files: list[int]) -> int:
    """Be the command: its own input and output, its own folder, its own words."""
    from maatwerk.cli.main import main

    for target, each in enumerate(files):
        os.dup2(each, target)
        os.close(each)
    os.chdir(request["cwd"])
    sys.argv = ["maatwerk", *request["words"]]
    status: object = 1
    try:
        status = main(request["words"])
    except SystemExit as end:
        status = end.code or 0
    except BaseException:  # noqa: BLE001 - what breaks a command is shown, and the forking goes on
        traceback.print_exc()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    return status if isinstance(status, int) else 1


if __name__ == "__main__":
    serve(int(sys.argv[1]), with_database="database" in sys.argv[2:])
