"""The audit tells what is known, and never takes silence for good news."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools import audit

LOCK = (
    "alpha==1.2 \\\n    --hash=sha256:aa\nBeta[extra]==3 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n"
)


def answering(*results):
    return lambda question: {"results": list(results)[: len(question["queries"])]}


def test_every_package_is_asked_about_once():
    assert audit.locked([LOCK, LOCK]) == [("alpha", "1.2"), ("beta", "3")]
    asked = []

    def by(question):
        asked.extend((one["package"]["name"], one["version"]) for one in question["queries"])
        return {"results": [{}] * len(question["queries"])}

    packages = audit.locked([audit.ROOT.joinpath("requirements/runtime.txt").read_text()])
    assert audit.known(packages, by=by) == {}
    assert asked == packages
    assert {"django", "cryptography", "joserfc"} <= {name for name, _version in asked}


def test_what_is_known_is_told(tmp_path, capsys):
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)
    assert audit.main([str(lock)], by=answering({}, {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]})) == 1
    said = capsys.readouterr().out
    assert "beta 3: https://osv.dev/GHSA-1, https://osv.dev/PYSEC-2" in said
    assert "2 packages asked about, 1 with" in said
    assert audit.main([str(lock)], by=answering({}, {})) == 0


@pytest.mark.parametrize("answer", [{}, {"results": None}, {"results": [{}]}])
def test_half_an_answer_is_none(tmp_path, capsys, answer):
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)
    assert audit.main([str(lock)], by=lambda _question: answer) == 3
    assert "NOT ASKED" in capsys.readouterr().out


class Database(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"results": [{} for _one in question["queries"]]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_values):
        pass


def test_it_asks_over_http_and_says_when_nobody_answers(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.handle_request, daemon=True)
    thread.start()
    monkeypatch.setattr(audit, "ASKED", f"http://127.0.0.1:{server.server_port}/v1/querybatch")
    assert audit.known([("alpha", "1.2")]) == {}
    thread.join()
    server.server_close()
    with pytest.raises(audit.NotAsked):
        audit.known([("alpha", "1.2")])


def test_what_everything_stands_on_is_mended():
    assert audit.no_longer_mended(dt.date(2026, 11, 24)) == []
    assert audit.no_longer_mended(dt.date(2028, 5, 1)) == [
        "Python 3.11 since 2027-10-31", "Django 5.2 since 2028-04-30", "PostgreSQL 15 since 2027-11-11",
    ]  # fmt: skip
