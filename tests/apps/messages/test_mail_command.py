"""`maatwerk mail take`: what a mail server's pipe gets back."""

import argparse
import io
from contextlib import nullcontext

import pytest
from django.db import OperationalError

from apps.messages.test_inbound import mail
from maatwerk.apps.messages import inbound, public
from maatwerk.apps.messages.inbound import Taken
from maatwerk.apps.messages.models import Message
from maatwerk.apps.messages.threads import Words, say
from maatwerk.cli import mail as command
from maatwerk.cli.main import build_parser
from maatwerk.cli.output import Stop
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(monkeypatch):
    monkeypatch.setattr(command, "database", nullcontext)

    def run(raw: bytes, to: str, sender: str = "sanne@example.org") -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        chosen: argparse.Namespace = build_parser().parse_args(["mail", "take", "--to", to, "--from", sender])
        status: int = chosen.run(chosen)
        return status

    return run


@pytest.fixture
def address(shop, subject, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words("Hoi"), by=recruiter)
        return Message.objects.get().reply_to


def test_the_exit_status_tells_the_mail_server(take, address, monkeypatch, capsys):
    assert take(mail(), address) == 0
    assert take(mail(), address) == 0  # came in before: nothing to tell the sender
    assert capsys.readouterr().out.split() == ["kept", "seen"]
    assert take(mail(), "somebody@answers.example.org") == 67
    assert take(b"Received: x\r\n" * 101 + mail(), address) == 69
    monkeypatch.setattr(public, "LARGEST_MAIL", 50)
    monkeypatch.setattr(inbound, "LARGEST_MAIL", 50)
    assert take(b"x" * 51, address) == 69
    monkeypatch.setattr(public, "take_mail", lambda *_a, **_k: Taken.TOO_MANY)
    assert take(b"x", address) == 75


def test_trouble_with_the_database_keeps_the_mail_at_the_server(take, address, monkeypatch):
    def away(*_arguments, **_named):
        raise OperationalError("planted")

    monkeypatch.setattr(public, "take_mail", away)
    assert take(mail(), address) == 75


def test_without_a_domain_it_says_what_to_set(take, settings):
    settings.MAIL_DOMAIN = ""
    with pytest.raises(Stop) as caught:
        take(mail(), "x@y.z")
    assert caught.value.code == "no_domain"
