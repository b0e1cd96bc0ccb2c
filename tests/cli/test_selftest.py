"""The known answers at the terminal: all of them there, all agreeing, and one that differs found out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from maatwerk.cli.main import main
from maatwerk.cli.selftest import _selection
from maatwerk.cli.selftest._vectors import Answer, Vector

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(autouse=True)
def language_of_the_process() -> Iterator[None]:
    """Leave the language as it was."""
    with translation.override("en"):
        yield


def test_every_known_answer_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selftest", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert said.rstrip().endswith("known answers agree in every printed digit.")
    assert "≠" not in said


def test_the_page_names_the_same_vectors(capsys: pytest.CaptureFixture[str]) -> None:
    main(["selftest", "--json"])
    computed = {one["key"] for one in json.loads(capsys.readouterr().out)["vectors"]}
    listed = set(
        re.findall(r"^\| (V\d+\w?) \|", (DOCS / "methods/known-answers.md").read_text(), re.MULTILINE)
    )
    assert computed == listed
    assert {f"V{number}" for number in range(1, 13)} <= computed


def test_a_wrong_answer_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = Vector(
        "V1", "planted", "nobody", lambda: [Answer("ratio", ".50", 0.5051), Answer("same", "1.0", 1.04)]
    )
    monkeypatch.setattr(_selection, "VECTORS", (wrong, *_selection.VECTORS[1:]))
    assert main(["selftest", "--language", "nl"]) == 1
    said = capsys.readouterr().out
    assert "≠ ratio: 0.51 (gedrukt: .50)" in said
    assert "= same: 1.0 (gedrukt: 1.0)" in said
    assert "1 van " in said
