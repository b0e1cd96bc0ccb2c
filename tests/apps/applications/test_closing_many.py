"""Closing a vacancy for more people than one request tells: a worker does it, killed anywhere, and tells nobody twice."""

import re
import uuid

import pytest
from django.test import Client

from factories.desk import Desk, make_desk
from factories.organisations import make_member
from maatwerk.apps.applications.models import Application, Decision, SignedClosing
from maatwerk.apps.applications.operations import closing
from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.messages.models import Post
from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.organisations.models import Membership
from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.jobs import run_work
from maatwerk.kernel.models import Work

pytestmark = pytest.mark.usefixtures("committed")


class Killed(BaseException):
    """What becomes of a worker that is switched off."""


def signing(desk: Desk, state: str, reason: str) -> tuple[Client, str, dict[str, str]]:
    """Open the page on which a recruiter signs; returns the browser, the address, and what is sent to sign."""
    client, path = desk.client(), f"{desk.at}vacancies/{desk.vacancy}/close-for-all/{state}/"
    fields = {bound.html_name: bound.value() or "" for bound in client.get(path).context["form"]}
    return client, path, fields | {"reason": reason, "signed": "on"}


def test_a_worker_killed_in_the_middle_goes_on_and_tells_nobody_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = make_desk()
    keys = [*desk.people.values(), *(desk.apply(f"Person {n}", f"p{n}@example.org") for n in range(3))]
    monkeypatch.setattr(closing, "AT_ONCE", 2)
    client, path, fields = signing(desk, "filled", "Somebody was hired for it.")
    page = client.post(path, fields, follow=True)
    assert "0 of 5 people have heard" in page.text
    client.post(path, fields)  # once more, out of impatience
    organisation = str(desk.world.member.organisation.id)
    with desk.world.acting() as member:
        assert Opportunity.objects.get(pk=desk.vacancy).state == "filled"  # nobody else can apply
        assert Decision.objects.count() == 0
        work = str(SignedClosing.objects.get().work_id)
        decide(application_id=keys[4], choice=Choice(choice="hire", reason="She is the one."), by=member)

    told: list[uuid.UUID] = []
    real = closing._close

    def close(application: Application, signed: SignedClosing, by: Member) -> None:
        if len(told) == 3:
            raise Killed
        real(application, signed, by)
        told.append(application.pk)

    monkeypatch.setattr(closing, "_close", close)
    with pytest.raises(Killed):
        run_work(organisation, work)
    with desk.world.acting():
        assert (
            Decision.objects.filter(choice="close").count() == 2
        )  # the third went back with its transaction
    monkeypatch.setattr(closing, "_close", real)
    assert "2 of 5 people have heard" in client.get(path).text
    run_work(organisation, work)  # another worker takes it over
    run_work(organisation, work)  # and it may be delivered twice
    with desk.world.acting():
        closed = Decision.objects.filter(choice="close").values_list("application_id", flat=True)
        assert sorted(closed) == sorted(keys[:4])
        assert Post.objects.filter(kind="rejection").count() == 4
        signed = SignedClosing.objects.get()
        assert (signed.reason, signed.letters, signed.ended_at is not None) == ("", {}, True)
        assert Work.objects.get(pk=work).result == {"people": 4}
    assert desk.row(keys[4]).stage == "hired"  # by a colleague, after the signature
    assert "4 people have heard. Nobody remains." in client.get(path).text


def test_a_worker_that_stopped_is_sent_on_by_whoever_may_close(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk()
    monkeypatch.setattr(closing, "AT_ONCE", 1)
    client, path, fields = signing(desk, "withdrawn", "There is no budget for it.")
    client.post(path, fields)
    with desk.world.acting():
        first = str(SignedClosing.objects.get().work_id)
        Work.objects.filter(pk=first).update(state=Work.State.FAILED, result={"incident": "c0ffee"})
    page = client.get(path).text
    assert re.search(r"0 of 2 people have heard. Nobody hears twice. Incident c0ffee.", page)
    assert client.post(path).status_code == 302
    with desk.world.acting():
        again = str(SignedClosing.objects.get().work_id)
    assert again != first
    run_work(str(desk.world.member.organisation.id), again)
    with desk.world.acting():
        assert set(Decision.objects.values_list("choice", "kind")) == {("close", "withdrawn")}
        assert Decision.objects.count() == 2


def test_who_may_no_longer_close_decides_about_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk()
    monkeypatch.setattr(closing, "AT_ONCE", 1)
    client, path, fields = signing(desk, "withdrawn", "There is no budget for it.")
    client.post(path, fields)
    organisation = str(desk.world.member.organisation.id)
    with desk.world.acting():
        Membership.objects.filter(user=desk.users[Role.RECRUITER]).delete()
        work = str(SignedClosing.objects.get().work_id)
    make_member(desk.world.member.organisation.id, Role.AUDITOR, user=desk.users[Role.RECRUITER])
    run_work(organisation, work)
    with desk.world.acting():
        assert Work.objects.get(pk=work).state == Work.State.REFUSED
        assert not Decision.objects.exists()
        assert SignedClosing.objects.get().ended_at is None  # a colleague can have the others told
