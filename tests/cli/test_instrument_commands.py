"""`maatwerk instrument calibrate` and `verify` as somebody at a terminal has them: no database, no server."""

import csv
import io
import json
import math
from pathlib import Path

import pytest

from cli.terminal import Terminal
from realdata import shared


@pytest.fixture
def terminal(alone: Terminal) -> Terminal:
    return alone


def strict(text: str) -> object:
    """Read JSON that holds neither NaN nor infinity."""

    def refuse(constant: str) -> float:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def answers(people: int = 60, items: int = 6) -> str:
    """Return answers that follow a ladder with slips, the last item the same for everybody."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"q{at}" for at in range(items)])
    for person in range(people):
        level = math.sin(person * 12.9898) * 3
        row = [int(level + math.cos(person * 7 + at * 3) * 2 > at - items / 2) for at in range(items - 1)]
        writer.writerow([*row, 1])
    return out.getvalue()


def test_a_file_is_calibrated_without_a_database(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(answers())
    (tmp_path / "k.json").write_text(json.dumps({"ladder": [f"q{at}" for at in range(6)]}))
    done = terminal.run("instrument", "calibrate", tmp_path / "a.csv", "--key", tmp_path / "k.json", "--json")
    assert done.returncode == 0, done.stderr
    found = strict(done.stdout)
    assert isinstance(found, dict)
    (scale,) = found["scales"]
    assert (scale["scale"], scale["n"], scale["model"], scale["left_out"]) == ("ladder", 60, "sum", ["q5"])
    assert {remark["code"] for remark in scale["remarks"]} >= {"item_constant", "too_few_for_model"}
    assert {path.name for path in terminal.folder.iterdir()} <= {"secret-key"}  # no server was started
    shown = terminal.run(
        "instrument", "calibrate", tmp_path / "a.csv", "--key", tmp_path / "k.json", "--language", "nl"
    )
    assert "Iedereen gaf op “q5” hetzelfde antwoord" in shown.stdout


def test_what_is_wrong_is_said_with_file_line_and_column(terminal: Terminal, tmp_path: Path) -> None:
    lines = answers().splitlines()
    lines[3] = "nul," + lines[3].partition(",")[2]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    (tmp_path / "k.csv").write_text("item,scale\n" + "".join(f"q{at},ladder\n" for at in range(6)))
    words = ("instrument", "calibrate", tmp_path / "a.csv", "--key", tmp_path / "k.csv", "--language", "en")
    done = terminal.run(*words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "a.csv, line 4, column “q0”" in done.stderr
    assert "“nul” is not a number" in done.stderr
    refused = strict(terminal.run(*words, "--json").stdout)
    assert isinstance(refused, dict)
    assert (refused["status"], refused["errors"][0]["code"]) == ("refused", "answer_not_a_number")


@pytest.mark.realdata
def test_the_big_five_at_the_terminal(terminal: Terminal) -> None:
    folder = shared("data/bfi-sapa/bfi.csv").parent
    words = (
        "instrument",
        "calibrate",
        folder / "bfi.csv",
        "--key",
        folder / "bfi_keys.csv",
        "--group",
        "gender",
    )
    done = terminal.run(*words, "--json")
    assert done.returncode == 0, done.stderr
    found = strict(done.stdout)
    assert isinstance(found, dict)
    medians = [round(scale["reliability"]["alpha_median"]["estimate"], 3) for scale in found["scales"]]
    assert medians == [0.701, 0.725, 0.760, 0.812, 0.597]
    classes = {row["name"]: row["class"] for scale in found["scales"] for row in scale["dif"][0]["items"]}
    assert len(classes) == 25
    assert set(classes.values()) <= {"A", "B", "C"}


def test_a_signed_document_is_verified_and_a_changed_one_is_not(terminal: Terminal, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from maatwerk.apps.assessments.travel import TYPE, canonical

    def encoded(value: bytes) -> str:
        import base64

        return base64.b64encode(value).decode()

    key = Ed25519PrivateKey.generate()
    document = {"type": TYPE, "issuer": {"name": "X"}, "results": []}
    public = encoded(key.public_key().public_bytes_raw())
    signature = {
        "algorithm": "Ed25519",
        "public_key": public,
        "value": encoded(key.sign(canonical(document))),
    }
    file = tmp_path / "r.json"
    file.write_text(json.dumps({"document": document, "signature": signature}))
    words = ("instrument", "verify", file, "--language", "en")
    done = terminal.run(*words)
    assert (done.returncode, "Nobody changed this document" in done.stdout) == (0, True), done.stderr
    assert terminal.run(*words, "--public-key", public).returncode == 0
    other = encoded(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert terminal.run(*words, "--public-key", other).returncode == 1
    file.write_text(file.read_text().replace('"X"', '"Y"'))
    changed = terminal.run(*words, "--json")
    assert changed.returncode == 1
    assert strict(changed.stdout)["problem"] == "changed"  # type: ignore[index]
    assert terminal.run("instrument", "verify", tmp_path / "none.json").returncode == 1
