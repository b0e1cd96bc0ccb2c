"""Mail as it comes in: labels that lie, HTML, files, machines that answer, reports about delivery, and rubbish."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maatwerk.apps.messages.reading import Bounce, decoded, read_mail, text_of_html

HEAD = b"From: Sanne <Sanne@Example.org>\r\nSubject: x\r\nMessage-ID: <a@b>\r\nMIME-Version: 1.0\r\n"


def plain(body: bytes, charset: str) -> bytes:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return HEAD + head.encode() + body


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("Één café".encode(), "utf-8"),
        ("Één café".encode(), "iso-8859-1"),
        ("Één café".encode(), "us-ascii"),
        ("Één café".encode(), "rot13"),
        ("Één café".encode("cp1252"), "utf-8"),
        ("Één café".encode("cp1252"), "us-ascii"),
        ("Één café".encode("iso-8859-15"), "iso-8859-15"),
        ("Één café".encode("utf-16"), "utf-16"),
        ("Één café".encode(), "no-such-charset"),
        ("Één café".encode(), ""),
    ],
)
def test_the_bytes_are_believed_before_the_label(raw, label):
    assert decoded(raw, label) == "Één café"
    if label:
        assert read_mail(plain(raw, label)).text == "Één café" or label == "utf-16"


def test_signs_that_command_or_turn_the_text_are_left_out():
    assert decoded("a\x00b\x1b[31mc\u202egpj.exe\r\nd\te".encode()) == "ab[31mcgpj.exe\nd\te"


def test_html_becomes_words_and_nothing_else():
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Ja,&nbsp;<b>graag</b>!</p>"
        "<script>alert(1)</script><img src=x onerror=alert(2)>Tot<br>dan &lt;b&gt;"
        "<div class='gmail_quote'>Op ma schreef:<blockquote>Kom je?</blockquote></div></body></html>"
    )
    assert text_of_html(html) == "Ja, graag!\nTot\ndan <b>"


@pytest.mark.parametrize(
    "html", ["<" * 5000, "<div>" * 20_000 + "x", "<!--" * 3000, "<a " + "b" * 50_000, "&#" * 9000]
)
def test_broken_html_ends(html):
    assert isinstance(text_of_html(html), str)


@pytest.mark.parametrize(
    "history",
    [
        "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>Von:</b> Rosa<br><b>Gesendet:</b> Dienstag</div>",
        "<hr><div id='divRplyFwdMsg' dir='ltr'><b>Van:</b> Rosa</div>",
        "<div><p><b>Van:</b> Rosa<br><b>Verzonden:</b> dinsdag 24 november<br><b>Aan:</b> Noor</p></div>",
    ],
)
def test_what_outlook_puts_below_an_answer_in_html_is_history(history):
    mail = EmailMessage()
    mail.set_content(f"<p>Kan <b>vrijdag</b>?</p>{history}<div>Kun je donderdag?</div>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "Kan vrijdag?"


def test_html_only_is_read_and_plain_text_comes_first():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "sanne@example.org", "Re: x"
    mail.set_content("<p>alleen <i>html</i></p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "alleen html"
    mail.clear_content()
    mail.set_content("gewone tekst")
    mail.add_alternative("<p>andere tekst</p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "gewone tekst"


def test_files_are_named_without_their_paths_and_forwarded_mail_is_text():
    mail = EmailMessage()
    mail["From"] = "sanne@example.org"
    mail.set_content("Zie bijlage")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../etc/cv.pdf")
    mail.add_attachment(b"x", maintype="text", subtype="plain", filename="é.txt")
    found = read_mail(mail.as_bytes())
    assert found.text == "Zie bijlage"
    assert [(one.name, one.kind, one.size) for one in found.attachments] == [
        ("etc_cv.pdf", "application/pdf", 8),
        ("é.txt", "text/plain", 1),
    ]


@pytest.mark.parametrize(
    ("header", "is_automatic"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: auto-generated; x=y", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("Precedence: first-class", False),
        ("X-Autoreply: yes", True),
        ("List-Id: <x.example.org>", True),
        ("Return-Path: <>", True),
        ("Return-Path: <sanne@example.org>", False),
        ("X-Priority: 1", False),
    ],
)
def test_a_machine_that_answers_is_known(header, is_automatic):
    assert read_mail(header.encode() + b"\r\n" + plain(b"x", "utf-8")).is_automatic is is_automatic


def report(action: str, status: str) -> bytes:
    return (
        b"From: <MAILER-DAEMON@mx.example.org>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        b"--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        + f"Final-Recipient: rfc822; sanne@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n".encode()
        + b"--B--\r\n"
    )


@pytest.mark.parametrize(
    ("action", "status", "bounce"),
    [
        ("failed", "5.1.1", Bounce("5.1.1", is_final=True)),
        ("failed", "4.4.7", Bounce("4.4.7", is_final=False)),
        ("delayed", "4.2.2", Bounce("4.2.2", is_final=False)),
        ("delivered", "2.0.0", None),
        ("failed", "nonsense", Bounce("5.0.0", is_final=True)),
    ],
)
def test_reports_about_delivery(action, status, bounce):  # form: RFC 3464, appendix E
    found = read_mail(report(action, status))
    assert found.bounce == bounce
    assert found.is_automatic


def test_long_words_are_cut_and_said_to_be():
    found = read_mail(plain(b"a" * 300_000, "utf-8"))
    assert len(found.text) == 20_000
    assert found.was_cut


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_rubbish_is_read_without_an_error(raw):
    for head in (b"", HEAD, b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"):
        found = read_mail(head + raw)
        assert isinstance(found.text, str)


def test_parts_within_parts_within_parts_end():
    raw = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (at, at) for at in range(60)
    )
    assert read_mail(raw + plain(b"diep", "utf-8")).text in ("", "diep")
