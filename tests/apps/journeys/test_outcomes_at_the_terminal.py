"""Outcomes and the steps of a version from a terminal, on the database of the tests."""

import argparse
import csv
import datetime as dt
import io
import json
from contextlib import contextmanager

import pytest
from django.utils import timezone, translation

from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.outcomes.models import FollowUp, Outcome
from maatwerk.cli import outcomes
from maatwerk.cli.main import build_parser

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(company, monkeypatch, capsys):
    """Run a command as the company's member with every role; returns its status and what it printed."""

    @contextmanager
    def acting(_arguments: argparse.Namespace, **_options: object):
        with translation.override("en"), company.world.acting() as member:
            yield member

    monkeypatch.setattr(outcomes, "acting_member", acting)

    def run(*words: str) -> tuple[int, str]:
        arguments = build_parser().parse_args(words)
        return arguments.run(arguments), capsys.readouterr().out

    return run


@pytest.fixture
def hired(company):
    """Two people hired 100 days ago: the first question about each is due."""
    vacancy = company.vacancy()
    for name in ("Ada Jansen", "Bo Smit"):
        key = company.applicant(vacancy, name)
        with company.world.acting() as member:
            decide(
                application_id=key,
                choice=Choice(choice="hire", reason="A good trial day."),
                by=member,
                started_on=timezone.localdate() - dt.timedelta(days=100),
            )


def test_due_questions_are_listed_by_key_and_come_back_answered(company, hired, command, tmp_path):
    status, said = command("outcomes", "due", "--json")
    due = json.loads(said)["due"]
    assert (status, [row["months"] for row in due]) == (0, [3, 3])
    _status, text = command("outcomes", "due")
    assert "Ada" not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["person"] for row in rows} == {row["person"] for row in due}
    path = tmp_path / "answers.csv"
    path.write_text("follow_up,still_here\n" + "".join(f"{row['follow_up']},yes\n" for row in rows))
    assert command("outcomes", "import", str(path), "--dry-run", "--json") == (
        0,
        '{"status": "checked", "answers": 2}\n',
    )
    assert len(json.loads(command("outcomes", "due", "--json")[1])["due"]) == 2
    assert command("outcomes", "import", str(path)) == (0, "2 answers are in.\n")
    assert json.loads(command("outcomes", "due", "--json")[1])["due"] == []


def test_one_wrong_row_is_named_by_line_and_nothing_is_recorded(company, hired, command, tmp_path):
    with company.world.acting():
        first, second = FollowUp.objects.filter(months=3).values_list("pk", flat=True)
    path = tmp_path / "answers.csv"
    path.write_text(f"follow_up,still_here\n{first},yes\n{second},perhaps\n")
    status, said = command("outcomes", "import", str(path), "--json")
    (error,) = json.loads(said)["errors"]
    assert (status, error["file"], error["line"]) == (1, "answers.csv", 3)
    assert "perhaps" in error["sentence"]
    with company.world.acting():
        assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("words", "state", "status"),
    [
        (("decline",), "declined", "draft"),
        (("roll-back",), "live", "retired"),
    ],
)
def test_a_version_is_declined_or_rolled_back_by_one_step_with_its_reason(words, state, status):
    arguments = build_parser().parse_args(("model", *words, "--version", "2", "--reason", "Looked at it."))
    assert (arguments.to, arguments.version, arguments.reason) == (state, 2, "Looked at it.")
    assert arguments.only_from in (None, status)
    with pytest.raises(SystemExit):  # never the newest by accident, never without a reason
        build_parser().parse_args(("model", *words))
