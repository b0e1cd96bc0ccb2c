"""Outlives the supervisor by a moment: when it is killed without a word, this ends the children it left behind.

Run as a program of its own with the end of a pipe as its input. The supervisor writes `+PID` for a process group it
started and `-PID` for one that ended; when the pipe closes, the supervisor is gone. Without this, `kill -9` would leave a
web server that holds the port, and the next start would be refused.
"""

import os
import signal
import sys
import time

SECONDS_TO_END = 10


def watch() -> None:
    """Keep the list of groups until the pipe closes, then end those that are left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line)
        groups = groups | {group} if group > 0 else groups - {-group}
    end(groups)


def end(groups: set[int]) -> None:
    """Ask process groups to end, then make them."""
    left = {group for group in groups if _send(group, signal.SIGTERM)}
    deadline = time.monotonic() + SECONDS_TO_END
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = {group for group in left if _send(group, 0)}
    for group in left:
        _send(group, signal.SIGKILL)


def _send(group: int, number: int) -> bool:
    """Signal a process group; False where nobody of it is left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    watch()
