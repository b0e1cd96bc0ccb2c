"""The verbs of `maatwerk instrument` on an organisation's tests: each as it should go, and each refused, in both forms."""

import csv
import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from factories.assessments import Tests, make_package, make_tests
from maatwerk.apps.assessments.models import FactSheet, Order, Response, ResponseSet
from maatwerk.apps.organisations.models import Organisation
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.cli import acting
from maatwerk.cli.main import main
from maatwerk.kernel.models import Work

LINE = {
    "id", "key", "name", "version", "language", "state", "state_label", "is_simulated", "is_validated_in_language",
    "is_approved", "n_items", "n_scales",
}  # fmt: skip


@dataclass
class Command:
    """`maatwerk instrument …` in this process, on the tests' own database."""

    email: str
    read: Callable[[], tuple[str, str]]

    def __call__(self, verb: str, *words: object, language: str = "en") -> tuple[int, str, str]:
        """Run a verb to its end: status, output, errors."""
        given = ["instrument", verb, *map(str, words), "--as", self.email, "--language", language]
        status = main(given)
        out, errors = self.read()
        return status, out, errors

    def json(self, verb: str, *words: object) -> Any:
        """Run a verb that must succeed, and return its one document."""
        status, out, errors = self(verb, *words, "--json")
        assert (status, errors) == (0, ""), out + errors
        (line,) = out.splitlines()
        return json.loads(line)

    def refused(self, verb: str, *words: object) -> tuple[str, str]:
        """Run a verb that must be refused, in words and in JSON; return the sentence and the code."""
        status, out, errors = self(verb, *words)
        assert (status, out) == (1, ""), out
        told = json.loads(self(verb, *words, "--json")[1])
        assert told["status"] == "refused", told
        return errors.strip(), told.get("code") or told["errors"][0].get("code", "")


@pytest.fixture
def tests(committed: None) -> Tests:
    return make_tests()


@pytest.fixture
def run(
    tests: Tests, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    def read() -> tuple[str, str]:
        said = capsys.readouterr()
        return said.out, said.err

    monkeypatch.setattr(acting, "database", nullcontext)  # the tests' own server is open already
    with translation.override("en"):
        yield Command(tests.world.member.email, read)


def test_load_list_show_publish(run: Command) -> None:
    loaded = run.json("load", "big-five-markers")
    assert {one["language"] for one in loaded} == {"en", "nl"}
    assert all(set(one) == LINE | {"is_new"} and one["is_new"] for one in loaded)
    assert not any(one["is_new"] for one in run.json("load", "big-five-markers"))
    assert "Already there: big-five-markers 1 nl" in run("load", "big-five-markers")[1]
    assert set(run.json("list")[0]) == LINE
    assert run.json("list", "--built-in") == ["big-five-markers", "every-kind", "reasoning-by-rule"]
    shown = run.json("show", "big-five-markers", "--test-language", "nl", "--version", "1")
    assert set(shown) == LINE | {"fact_sheet", "scales", "items"}
    assert {item["kind"] for item in shown["items"]} == {"rating"}
    for secret in ("answer_key", "reversed"):
        assert secret not in json.dumps(shown)
    told = run.json("publish", "big-five-markers", "--test-language", "nl", "--version", "1")
    assert (told["state"], set(told)) == ("published", LINE)


def test_what_load_show_and_publish_refuse(run: Command, tests: Tests) -> None:
    assert run.refused("load", "personality") == (
        "Name a test that comes with Maatwerk, or all with --all: big-five-markers, every-kind, reasoning-by-rule.",
        "no_such_test",
    )
    assert run.refused("show", "nothing")[1] == "no_instrument"
    run.json("load", "big-five-markers")
    assert run.refused("show", "big-five-markers")[1] == "which_instrument"
    with tests.acting():
        FactSheet.objects.filter(instrument_id=tests.bank_id).update(state="draft", published_at=None)
    sentence, _code = run.refused("publish", "bank")
    assert "fact sheet" in sentence.lower() or "Fill this in" in sentence


def test_qti_goes_out_and_comes_in(run: Command, tmp_path: Path) -> None:
    run.json("load", "big-five-markers")
    words = ("big-five-markers", "--test-language", "en", "--version", "1")
    written = run.json("export-qti", *words, "--to", tmp_path / "t.zip")
    assert set(written) == {"file", "bytes"}
    assert (tmp_path / "t.zip").stat().st_size == written["bytes"]
    brought = run.json("import-qti", tmp_path / "t.zip", "--version", "2")
    assert (brought["version"], brought["state"], set(brought)) == ("2", "draft", LINE)
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    assert run.refused("import-qti", tmp_path / "bad.zip")[0]
    assert run.refused("import-qti", tmp_path / "none.zip")[1] == "no_file"
    assert run.refused("export-qti", *words, "--to", tmp_path / "no" / "t.zip")[1] == "not_written"
    mine = [one for one in run.json("list") if one["key"] == "big-five-markers"]
    assert {(one["version"], one["language"]) for one in mine} == {("1", "en"), ("1", "nl"), ("2", "en")}


def answers_of(people: int, path: Path, *, broken: bool = False) -> Path:
    """Write answers to the sixty choices of the bank: letters, one of them none of the options where it is broken."""
    rng = random.Random(4)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"bank-{at}" for at in range(60)])
        for _person in range(people):
            writer.writerow([rng.choice("abc") for _item in range(60)])
        if broken:
            writer.writerow(["a"] * 59 + ["z9"])
    return path


def test_responses_come_in_to_calibrate_on(run: Command, tests: Tests, tmp_path: Path) -> None:
    said = ("--population", "forty simulated people", "--collected-on", "2026-09-01", "--simulated")
    made = run.json("import-responses", answers_of(40, tmp_path / "a.csv"), "bank", *said)
    assert (set(made), made["people"]) == ({"responses", "people", "fingerprint"}, 40)
    with tests.acting():
        assert Work.objects.get(kind="assessments.calibrate").object_id == ResponseSet.objects.get().pk
    few, _code = run.refused("import-responses", answers_of(12, tmp_path / "few.csv"), "bank", *said)
    assert few == "few.csv: 12 people answered; a calibration needs at least 30. Collect more answers first."
    assert run.refused("import-responses", tmp_path / "none.csv", "bank", *said)[1] == "no_file"
    early = ("--population", "forty simulated people", "--collected-on", dt.date.max.isoformat())
    assert "has not come yet" in run.refused("import-responses", tmp_path / "a.csv", "bank", *early)[0]
    with tests.acting():
        assert ResponseSet.objects.count() == 1  # nothing half imported


def test_answers_of_known_people_come_into_their_orders(run: Command, tests: Tests, tmp_path: Path) -> None:
    make_package(tests, tests.bank_id, key="series")
    with tests.acting():
        person = register_person(contact=Contact("Kim", "kim@example.org"), external_id="K-1")
    head = ["person", *(f"bank-{at}" for at in range(60))]
    path = tmp_path / "paper.csv"
    path.write_text("\n".join([",".join(head), ",".join(["K-1", *"abc" * 20])]))
    assert run.json("import-answers", path, "series", "--notice", "folder 3") == {"people": 1}
    with tests.acting(person):
        assert Order.objects.get().state == "completed"
        assert Response.objects.count() == 60
    path.write_text("\n".join([",".join(head), ",".join(["K-2", *"abc" * 19, "a", "b", "x"])]))
    status, _out, errors = run("import-answers", path, "series", "--notice", "folder 3")
    assert status == 1
    assert "Nobody is known here under this number" in errors
    assert "paper.csv:2 bank-59" in errors
    assert run.refused("import-answers", path, "other", "--notice", "folder 3")[1] == "no_package"


def test_packages_and_invite(run: Command, tests: Tests) -> None:
    make_package(tests, tests.bank_id, key="numbers")
    assert run.json("packages") == [{"key": "numbers", "name": "Package of the tests"}]
    assert run("packages")[1] == "numbers  Package of the tests\n"
    assert "Only a simulated organisation" in run.refused("invite", "numbers")[0]
    with tests.acting():
        assert not Order.objects.exists()
        Organisation.objects.filter(pk=tests.world.member.organisation.id).update(is_simulated=True)
    links = run.json("invite", "numbers", "--people", 3)
    assert len(set(links)) == 3
    with tests.acting():
        assert Order.objects.count() == 3
    assert run("invite", "numbers")[1].count("/t/") == 1
    assert run.refused("invite", "numbers", "--people", 0)[1] == "people"
    assert run.refused("invite", "words")[1] == "no_package"
