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


def test_pages_are_followed_to_the_last():
    """As google.github.io/osv.dev/post-v1-querybatch says: pages per package, and one may name none and still have a next."""
    pages = {
        ("alpha", ""): {"next_page_token": "a1"},
        ("alpha", "a1"): {
            "vulns": [{"id": "GHSA-1", "modified": "2026-01-02T03:04:05Z"}],
            "next_page_token": "a2",
        },
        ("alpha", "a2"): {"vulns": [{"id": "PYSEC-2", "modified": "2026-01-02T03:04:05Z"}]},
        ("beta", ""): {},
    }

    def by(question):
        asked = [(one["package"]["name"], one.get("page_token", "")) for one in question["queries"]]
        return {"results": [pages[one] for one in asked]}

    assert audit.known([("alpha", "1.2"), ("beta", "3")], by=by) == {("alpha", "1.2"): ["GHSA-1", "PYSEC-2"]}


def test_pages_without_end_are_no_answer(tmp_path, capsys):
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)
    endless = answering({"next_page_token": "x"}, {"next_page_token": "x"})
    assert audit.main([str(lock)], by=endless) == 3
    assert "does not end" in capsys.readouterr().out


WRONG = [
    {}, {"results": None}, {"results": [{}]}, {"results": [{"vulns": [{}]}, {}]}, {"results": [{"vulns": 7}, {}]},
    {"results": [7, {}]},
]  # fmt: skip


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_half_an_answer_is_none(tmp_path, capsys, answer):
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)
    assert audit.main([str(lock)], by=lambda _question: answer) == 3
    assert "NOT ASKED" in capsys.readouterr().out


class Database(BaseHTTPRequestHandler):
    """Answers as the documented API does: only JSON, only its own fields, one result per query in the order of the queries."""

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"] == "application/json"
        assert set(question) == {"queries"}
        assert all(set(one) <= {"package", "version", "page_token"} for one in question["queries"])
        assert {one["package"]["ecosystem"] for one in question["queries"]} == {"PyPI"}
        known = {"vulns": [{"id": "GHSA-462w-v97r-4m45", "modified": "2026-02-03T04:05:06.789Z"}]}
        results = [known if one["package"]["name"] == "jinja2" else {} for one in question["queries"]]
        body = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_values):
        pass


def test_it_asks_over_http_and_says_when_nobody_answers(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.handle_request, daemon=True)
    thread.start()
    monkeypatch.setattr(audit, "ASKED", f"http://127.0.0.1:{server.server_port}/v1/querybatch")
    found = audit.known([("alpha", "1.2"), ("jinja2", "2.4.1")])
    assert found == {("jinja2", "2.4.1"): ["GHSA-462w-v97r-4m45"]}
    thread.join()
    server.server_close()
    with pytest.raises(audit.NotAsked):
        audit.known([("alpha", "1.2")])


def test_what_everything_stands_on_is_mended():
    assert audit.no_longer_mended(dt.date(2026, 11, 24)) == []
    assert audit.no_longer_mended(dt.date(2028, 5, 1)) == [
        "Python 3.11 since 2027-10-31", "Django 5.2 since 2028-04-30", "PostgreSQL 15 since 2027-11-11",
    ]  # fmt: skip
