"""Machines that answer machines: every kind of loop ends after a bounded number of mails, with a line on the page."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from apps.messages.reading.test_message import report
from apps.messages.talking import applicant
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.messages.inbound import Taken, take
from maatwerk.apps.messages.letters import letter
from maatwerk.apps.messages.models import Message, Post
from maatwerk.apps.messages.rules import MOST_MAILS_PER_HOUR
from maatwerk.apps.messages.thread_rows import posts, thread_of
from maatwerk.apps.messages.threads import Words, say
from maatwerk.apps.opportunities.public import ensure_job_family, open_opportunity
from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import Contact, correct_contact
from maatwerk.kernel import tenancy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AWAY = "Dank je voor je bericht. Ik ben tot en met 14 december met vakantie en lees mijn mail niet."
OURS = (
    "Kun je donderdag om tien uur langskomen in Ede?",
    "Of kom je liever vrijdag om dezelfde tijd?",
    "Laat je het ons deze week nog even weten?",
)
ROUNDS = 4  # each mail of ours would be answered so often, were it up to the machine


def answered(text: str = AWAY, **headers: str) -> Callable[[EmailMessage, int], tuple[bytes, str]]:
    """A machine that answers a mail with these words and headers; returns the mail and the envelope's sender."""

    def machine(mail: EmailMessage, number: int) -> tuple[bytes, str]:
        made = EmailMessage()
        made["From"], made["To"] = mail["To"], mail["Reply-To"]
        made["Message-ID"], made["In-Reply-To"] = f"<{number}@machine.example.org>", mail["Message-ID"]
        for name, value in headers.items():
            made[name.replace("_", "-")] = value
        made.set_content(text)
        return made.as_bytes(), "sanne@example.org"

    return machine


def with_a_logo(mail: EmailMessage, number: int) -> tuple[bytes, str]:
    """An out-of-office under whose signature a logo stands."""
    raw, sender = answered()(mail, number)
    made = message_from_bytes(raw, policy=policy.default)
    made.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
    return made.as_bytes(), sender


def from_nobody(mail: EmailMessage, number: int) -> tuple[bytes, str]:
    return answered("Delivery to the following recipient failed: sanne@example.org")(mail, number)[0], "<>"


def reported(mail: EmailMessage, number: int) -> tuple[bytes, str]:
    return report("failed", "5.1.1"), ""


def sent_back(mail: EmailMessage, number: int) -> tuple[bytes, str]:
    return mail.as_bytes(), "sanne@example.org"


def sent_round(mail: EmailMessage, number: int) -> tuple[bytes, str]:
    """Our own mail from a list that gave it another number and left out that a machine wrote it."""
    made = message_from_bytes(mail.as_bytes(), policy=policy.default)
    for name in ("Auto-Submitted", "Message-ID"):
        del made[name]
    made["Message-ID"] = f"<{number}@list.example.org>"
    return made.as_bytes(), "list@example.org"


#: What a machine does; what becomes of its first mails; how many of them stand on the page; the line that says so.
AUTOMATIC = "Automatic answer"
KINDS = {
    "Auto-Submitted": (answered(Auto_Submitted="auto-replied"), {Taken.AUTOMATIC}, 1, AUTOMATIC),
    "Precedence": (answered(Precedence="bulk"), {Taken.AUTOMATIC}, 1, AUTOMATIC),
    "empty return path": (from_nobody, {Taken.AUTOMATIC}, 1, AUTOMATIC),
    "report about delivery": (reported, {Taken.BOUNCE}, 0, "Mail to this person came back."),
    "no header at all": (answered(), {Taken.KEPT, Taken.AUTOMATIC}, 2, AUTOMATIC),
    "no header, and a logo": (with_a_logo, {Taken.KEPT, Taken.AUTOMATIC}, 2, AUTOMATIC),
    "our own mail": (sent_back, {Taken.LOOP}, 0, OURS[2]),
    "our own mail, numbered anew": (sent_round, {Taken.AUTOMATIC}, 1, AUTOMATIC),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_machine_that_answers_everything_is_not_answered(shop, subject, recruiter, kind):
    machine, becomes, stand, line = KINDS[kind]
    seen: set[object] = set()
    trace: list[str] = []
    for words in OURS:
        with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
            say(about=subject.id, words=Words(words), by=recruiter)
        for _round in range(ROUNDS):
            trace += answer_what_left(shop, machine, seen, again=len(trace))
    went = [one for one in trace if one == "out"]
    assert len(went) == (
        1 if kind == "report about delivery" else len(OURS)
    )  # an address that fails is not mailed again
    assert {one for one in trace if one != "out"} == {taken.value for taken in becomes}
    with tenancy.acting(organisation=shop.pk):
        assert sum(not row.is_ours for row in posts(thread_of(subject.id))) == stand
    assert line in page_of(shop, subject, recruiter)


def answer_what_left(shop, machine, seen, *, again: int) -> list[str]:
    """Let the machine answer every mail that left since, and the newest once more; return what happened, in order."""
    with tenancy.acting(organisation=shop.pk):
        Message.objects.filter(sent_at__isnull=True).update(sent_at="2026-11-23T10:00Z")
        left = list(Message.objects.order_by("created_at", "pk"))
    fresh = [one for one in left if one.pk not in seen]
    seen.update(one.pk for one in fresh)
    trace = ["out"] * len(fresh)
    for number, one in enumerate(fresh or left[-1:]):
        raw, sender = machine(
            message_from_bytes(letter(one).message().as_bytes(), policy=policy.default), 100 * again + number
        )
        trace.append(take(raw, recipient=one.reply_to, sender=sender).value)
    return trace


def page_of(shop, subject, recruiter) -> str:
    client = client_of(User.objects.get(pk=recruiter.user_id))
    return client.get(f"/o/{shop.slug}/messages/about/{subject.id}/").content.decode()


def test_two_maatwerks_that_write_to_each_other_end_after_one_mail_each(known, shop, subject, recruiter):
    other = make_organisation("Mill")
    colleague = memberships(make_member(other, Role.RECRUITER))[0]
    with tenancy.acting(organisation=other.pk):
        vacancy = open_opportunity(job_family_id=ensure_job_family("Millers").pk, title="Molenaar").pk
    stranger = applicant(known, other, vacancy, email="sanne@example.org")
    sides = {shop: (subject, recruiter), other: (stranger, colleague)}
    addresses = {}
    for here, (one, member) in sides.items():
        with tenancy.acting(organisation=here.pk, account=member.user_id):
            say(about=one.id, words=Words("Hoi"), by=member)
            addresses[here] = Message.objects.get().reply_to
    # each knows the person by the address of the other's conversation
    for here, there in ((shop, other), (other, shop)):
        with tenancy.acting(organisation=here.pk):
            correct_contact(sides[here][0].person_id, Contact("Sanne", addresses[there]))
        with tenancy.acting(organisation=here.pk, account=sides[here][1].user_id):
            say(about=sides[here][0].id, words=Words(OURS[0]), by=sides[here][1])
    carried = set()
    for _round in range(ROUNDS):
        for here, there in ((shop, other), (other, shop)):
            with tenancy.acting(organisation=here.pk):
                left = [one for one in Message.objects.filter(to=addresses[there]) if one.pk not in carried]
            for one in left:
                carried.add(one.pk)
                raw = letter(one).message().as_bytes()
                assert take(raw, recipient=addresses[there], sender=one.reply_to) is Taken.AUTOMATIC
    assert len(carried) == 2
    for here, (one, member) in sides.items():
        with tenancy.acting(organisation=here.pk):
            assert Post.objects.filter(is_automatic=True).count() == 1
        assert AUTOMATIC in page_of(here, one, member)


def test_a_machine_that_never_says_the_same_is_stopped_and_the_page_says_so(
    shop, subject, recruiter, monkeypatch
):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words(OURS[0]), by=recruiter)
        sent = Message.objects.get()
    mail = message_from_bytes(letter(sent).message().as_bytes(), policy=policy.default)
    assert "a machine may be writing" not in page_of(shop, subject, recruiter)
    came = [
        take(answered(f"{AWAY} {number}")(mail, number)[0], recipient=sent.reply_to)
        for number in range(MOST_MAILS_PER_HOUR + 5)
    ]
    assert came == [Taken.KEPT] * MOST_MAILS_PER_HOUR + [Taken.TOO_MANY] * 5
    assert "a machine may be writing them" in page_of(shop, subject, recruiter)
    # slower than an hour notices, and still no more in a day than anybody types
    monkeypatch.setattr("maatwerk.apps.messages.loops.MOST_MAILS_PER_HOUR", 1_000)
    monkeypatch.setattr("maatwerk.apps.messages.loops.MOST_MAILS_PER_DAY", MOST_MAILS_PER_HOUR + 2)
    came = [
        take(answered(f"{AWAY} {number}")(mail, number)[0], recipient=sent.reply_to)
        for number in range(100, 104)
    ]
    assert came == [Taken.KEPT] * 2 + [Taken.TOO_MANY] * 2


def test_what_people_do_repeat_is_theirs(shop, subject, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words(OURS[0]), by=recruiter)
        sent = Message.objects.get()
    mail = message_from_bytes(letter(sent).message().as_bytes(), policy=policy.default)
    for number in range(2):
        assert take(answered("Ja, graag!")(mail, number)[0], recipient=sent.reply_to) is Taken.KEPT
    with_file = EmailMessage()
    with_file["From"], with_file["Message-ID"] = "sanne@example.org", "<file@phone>"
    with_file.set_content(AWAY)
    with_file.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
    assert take(answered()(mail, 7)[0], recipient=sent.reply_to) is Taken.KEPT
    assert take(with_file.as_bytes(), recipient=sent.reply_to) is Taken.KEPT
