"""Two large uploads on slow lines at once: the site goes on answering everybody else."""

import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.site import SlowUpload, Visitor
from cli.terminal import Terminal

LARGE = 100_000_000
PASSWORD = "try-maatwerk-out"
OPEN_ACCOUNT = f"""
from maatwerk.cli.runtime import database
with database():
    from maatwerk.apps.organisations.public import Role, found_organisation, open_account
    user = open_account(email="analyst@uploads.example", name="An", password={PASSWORD!r}, language="en")
    found_organisation(user_id=user.pk, name="Uploads", slug="uploads", roles=[Role.ADMINISTRATOR, Role.ANALYST])
"""


@contextmanager
def serving(terminal: Terminal) -> Iterator[Visitor]:
    """Serve the folder's site on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = terminal.start("serve", "--port", port, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        visitor = Visitor(port)
        deadline = time.monotonic() + 120
        while True:
            try:
                visitor.open("/account/login/", patience=10)
                break
            except (urllib.error.URLError, OSError):
                assert site.poll() is None, site.communicate()[0]
                assert time.monotonic() < deadline
                time.sleep(0.3)
        yield visitor
    finally:
        site.send_signal(signal.SIGINT)
        site.communicate(timeout=60)


@pytest.fixture
def analyst(terminal: Terminal) -> Iterator[Visitor]:
    subprocess.run([sys.executable, "-c", OPEN_ACCOUNT], env=terminal.environment, check=True, timeout=120)
    with serving(terminal) as visitor:
        visitor.sign_in("analyst@uploads.example", PASSWORD)
        yield visitor


def test_two_uploads_of_100_mb_leave_the_site_answering(analyst: Visitor, terminal: Terminal) -> None:
    page, form = "/o/uploads/histories/", "/o/uploads/histories/upload/"
    alone = statistics.median(analyst.seconds(page) for _ in range(7))
    uploads = [SlowUpload(analyst, form, size=LARGE) for _ in range(2)]
    for upload in uploads:
        upload.send(LARGE // 2)  # both are in the middle, and now their lines are slow
    meanwhile = []
    for _ in range(15):
        for upload in uploads:
            upload.send(10_000)
        meanwhile.append(analyst.seconds(page))
    assert statistics.median(meanwhile) < max(3 * alone, 1.0)
    assert max(meanwhile) < 10
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda one=upload: statuses.append(one.finish())) for upload in uploads
    ]
    for thread in threads:
        thread.start()
    while any(
        thread.is_alive() for thread in threads
    ):  # at full speed now, and taken in: still nobody waits long
        assert analyst.seconds(page) < 10
        time.sleep(0.2)
    assert statuses == [302, 302]
    kept = sorted(Path(terminal.folder).glob("uploads/*/*/*large.csv"))
    assert [path.stat().st_size for path in kept] == [LARGE + len("person,score\r\n")] * 2
