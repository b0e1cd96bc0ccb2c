"""Strangers' documents: taken by what they are, refused for what they could do, sealed, and opened under notice."""

import io
import json
import socket
import struct
import subprocess
import sys
import threading
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import settings as quickly
from hypothesis import strategies as st

from apps.applications.applying import files
from maatwerk.apps.applications.applying.attaching import add_document
from maatwerk.apps.applications.applying.drafts import draft_by
from maatwerk.apps.applications.documents import child, kinds
from maatwerk.apps.applications.documents.sandbox import inspect
from maatwerk.apps.applications.models import Application, Document, Draft
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
RELATION = b'<Relationships><Relationship Id="1" Type="http://x/%s" Target="http://evil" TargetMode="External"/></Relationships>'

#: What the sandboxed process turns into "unreadable".
CAUGHT = (MemoryError, RecursionError, ValueError, IndexError, struct.error, zlib.error)

GOOD = {
    "pdf": (files.pdf(), kinds.PDF),
    "pdf about scripts": (
        files.pdf(b"(I know HTML/JavaScript and /Launch and Node/JS \\(2019\\))"),
        kinds.PDF,
    ),
    "pdf with packed objects": (
        files.pdf(files.stream(b"12 0 <</Type/Font>>", b"/Type/ObjStm/N 1/First 5/Filter/FlateDecode")),
        kinds.PDF,
    ),
    "packed pdf": (files.pdf(files.stream(b"BT (React/JavaScript) Tj ET")), kinds.PDF),
    "docx": (files.docx(), kinds.DOCX),
    "docx with a link": (files.docx(word___rels__document_xml_rels=b""), kinds.DOCX),
    "odt": (files.odt(), kinds.ODT),
    "jpeg": (files.JPEG, kinds.JPEG),
    "png": (files.png(), kinds.PNG),
}
BAD = {
    "script in a pdf": (files.pdf(SCRIPT), "script"),
    "script, spelled otherwise": (files.pdf(b"<</S /J#61vaScript /JS 11 0 R>>"), "script"),
    "script, with a remark between": (files.pdf(b"<</S%x\n/JavaScript/JS 11 0 R>>"), "script"),
    "script, its name elsewhere": (files.pdf(b"<</S 11 0 R>>", b"/JavaScript"), "script"),
    "script in an object stream": (
        files.pdf(files.stream(b"12 0 " + SCRIPT, b"/Type/ObjStm/N 1/First 5/Filter/FlateDecode")),
        "script",
    ),
    "script in what seems a text": (files.pdf(b"(nothing here " + SCRIPT + b")"), "script"),
    "objects packed twice": (
        files.pdf(files.stream(b"x", b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]")),
        "unusual",
    ),
    "a program started": (files.pdf(b"<</Type/Action/S/Launch/F(cmd.exe)>>"), "launch"),
    "a file inside": (files.pdf(b"<</Names<</EmbeddedFiles 11 0 R>>>>"), "embedded"),
    "a form that sends": (files.pdf(b"<</S/SubmitForm/F(http://evil)>>"), "active"),
    "a form of another kind": (files.pdf(b"<</AcroForm<</XFA 12 0 R>>>>"), "active"),
    "a locked pdf": (files.pdf(b"<</Encrypt 9 0 R>>"), "encrypted"),
    "a pdf with a tail": (files.pdf(end=b"%%EOF\n<script>alert(1)</script>"), "trailing"),
    "a pdf that is a zip file too": (files.pdf(end=files.packed({"a.txt": b"a"}, comment=b"%%EOF")), "trailing"),
    "a pdf bomb": (
        files.pdf(b"<</Filter/FlateDecode>>\nstream\n" + files.tar_bomb(101) + b"\nendstream"),
        "bomb",
    ),
    "a docx with macros": (files.docx(word__vbaProject_dot_bin=b"x"), "script"),
    "a docx that loads a template": (
        files.docx(word___rels__settings_dot_xml_dot_rels=RELATION % b"attachedTemplate"),
        "active",
    ),
    "a docx with a picture from elsewhere": (
        files.docx(word___rels__document_dot_xml_dot_rels=RELATION % b"image"),
        "active",
    ),
    "a docx that runs a command": (
        files.docx(word__footer_dot_xml=b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"),
        "active",
    ),
    "a docx with an entity bomb": (files.docx(word__a_dot_xml=b'<!DOCTYPE l [<!ENTITY a "b">]><l/>'), "unusual"),
    "the same in UTF-16": (
        files.docx(word__a_dot_xml='<!DOCTYPE l [<!ENTITY a "b">]><l/>'.encode("utf-16")),
        "unusual",
    ),
    "a docx bomb": (files.docx(word__a_dot_xml=bytes(20 << 20)), "bomb"),
    "a zip file that climbs": (files.docx(**{"..__..__etc__passwd": b"x"}), "unusual"),
    "a docx behind something": (b"PK\x03\x04junk" + files.docx(), "trailing"),
    "a docx with a remark": (files.packed({"word/document.xml": files.TEXT}, comment=b"MZ"), "trailing"),
    "a spreadsheet": (files.packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "kind"),
    "an odt with macros": (files.odt(Basic__Standard__a_dot_xml=b"x"), "script"),
    "a locked odt": (files.odt(**{"META-INF__manifest_dot_xml": b"<manifest:encryption-data/>"}), "encrypted"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "kind"),
    "a picture that draws itself": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
    "a program": (b"MZ\x90\x00" + bytes(100), "kind"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
    "half a picture": (files.JPEG[:-30], "unreadable"),
    "a picture as wide as a street": (files.png(width=1 << 20, height=1 << 20), "bomb"),
    "a picture that is too long inside": (files.png(data=bytes(9 << 20)), "bomb"),
    "a picture with a wrong sum": (files.png()[:-1] + b"x", "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_taken_by_what_it_is(name):
    content, kind = GOOD[name]
    media_type, kept = child.look(content)
    assert media_type == kind
    assert kept


@pytest.mark.parametrize("name", BAD)
def test_a_document_is_refused_for_what_it_could_do(name):
    content, problem = BAD[name]
    with pytest.raises((kinds.Refused, *CAUGHT)) as refused:
        child.look(content)
    assert getattr(refused.value, "problem", "unreadable") == problem


def test_a_real_pdf_is_taken_as_it_is():
    import typst

    made = typst.compile(b'#set document(title: "CV")\n= Noor\n- HTML/JavaScript', format="pdf")
    found = inspect(made)
    assert (found.media_type, found.content) == (kinds.PDF, made)


@pytest.mark.parametrize("name", ["docx", "script in an object stream", "a pdf bomb", "half a picture"])
def test_the_process_that_looks_says_the_same(name):
    content, expected = GOOD[name] if name in GOOD else BAD[name]
    found = inspect(content)
    assert expected in (found.media_type, found.problem)
    assert bool(found.content) == (name in GOOD)


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "empty"), (bytes(kinds.LARGEST_BYTES + 1), "too_large")]
)
def test_nothing_and_too_much_are_refused_without_looking(content, problem):
    assert inspect(content).problem == problem


def test_of_a_picture_is_kept_how_it_is_turned_and_nothing_else():
    found = inspect(
        files.jpeg_with(files.turned(6), b"\xfeshot at home", b"\xedPhotoshop") + b"PK\x03\x04 tail"
    )
    assert found.media_type == kinds.JPEG
    for gone in (b"52.0N", b"shot at home", b"Photoshop", b"tail"):
        assert gone not in found.content
    Image = pytest.importorskip("PIL.Image")

    with Image.open(io.BytesIO(found.content)) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}
        picture.load()


def test_of_a_png_the_texts_are_left_out():
    found = inspect(files.png((b"tEXt", b"Author\0Noor"), (b"eXIf", b"II*\0")) + b"tail")
    assert (found.media_type, found.content) == (kinds.PNG, files.png())


@given(
    st.binary(max_size=400),
    st.sampled_from([content for content, _kind in GOOD.values()]),
    st.integers(0, 2000),
)
@quickly(max_examples=150, deadline=None)
def test_whatever_the_bytes_the_answer_is_a_verdict(noise, content, at):
    spoiled = content[:at] + noise + content[at + len(noise) :]
    try:
        media_type, _kept = child.look(spoiled)
    except (kinds.Refused, *CAUGHT):
        return
    assert media_type in kinds.SUFFIXES


TRIES = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
from maatwerk.apps.applications.documents.child import give_up_rights
give_up_rights()
for name, attempt in {
    "open": lambda: open("/etc/passwd"), "socket": socket.socket, "pair": socket.socketpair, "pipe": os.pipe,
    "raise limits back": lambda: __import__("resource").setrlimit(7, (99, 99)) if os.geteuid() else open("/etc/passwd"),
    "write": lambda: open("/tmp/escaped", "w"), "memory": lambda: bytes(2 << 30),
}.items():
    try:
        attempt()
        print(name, "worked")
    except (OSError, ValueError, MemoryError):
        pass
"""


def test_the_process_that_looks_can_open_nothing_and_reach_nobody():
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES, str(ROOT / "src")], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


# -- through the pages


def some(content, name="cv.exe"):
    return SimpleUploadedFile(name, content, "application/x-msdownload")


@pytest.fixture
def noor(committed, job, somebody):
    """Somebody who is on the second page."""
    found = somebody()
    found.begin()
    return found


def test_a_document_comes_along_and_lies_encrypted(noor, employer, settings):
    answer = noor.answer(document=some(files.pdf(b"(Noor was here)")), add="yes")
    assert answer.status_code == 200
    assert "The file is in" in answer.content.decode()
    (path,) = Path(settings.UPLOADS).rglob("applied/*/*")
    before = path.read_bytes()
    assert b"Noor was here" not in before
    assert noor.send()["Location"].endswith("/sent/")
    (path,) = Path(settings.UPLOADS).rglob("applied/*/*")
    assert b"Noor was here" not in path.read_bytes()
    assert path.read_bytes() != before  # another key
    with employer.acting():
        (kept,) = Document.objects.all()
        assert (kept.media_type, kept.scan, kept.draft_id) == (kinds.PDF, "none", None)
    where = f"{employer.at}applications/{kept.application_id}/documents/{kept.pk}/"
    got = employer.client(Role.RECRUITER).get(where)
    assert got.content == files.pdf(b"(Noor was here)")
    assert got["Content-Disposition"] == f'attachment; filename="document-{kept.pk.hex[-6:]}.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got["Cache-Control"] == "no-store"
    with employer.acting():
        viewed = Event.objects.get(kind="applications.document_viewed")
        assert viewed.actor_id == employer.people[Role.RECRUITER].pk
        assert viewed.object_id == kept.application_id
    for role in (Role.PSYCHOLOGIST, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR, Role.AMBASSADOR):
        assert employer.client(role).get(where).status_code == 403
    assert employer.client(Role.MANAGER).get(where).status_code == 404  # not their vacancy (SEC-03)
    assert Client().get(where).status_code == 302
    page = (
        employer.client(Role.RECRUITER)
        .get(f"{employer.at}applications/{kept.application_id}/")
        .content.decode()
    )
    assert where in page
    assert "No virus scanner is connected" in page
    assert "De geur van brood." in page
    assert (
        where
        not in employer.client(Role.AUDITOR)
        .get(f"{employer.at}applications/{kept.application_id}/")
        .content.decode()
    )


def test_a_refused_document_says_what_to_do_and_loses_no_answer(noor, employer):
    answer = noor.answer(document=some(files.pdf(SCRIPT), "cv.pdf"), add="yes")
    assert answer.status_code == 422
    assert "This file holds a program." in answer.content.decode()
    with employer.acting():
        assert not Document.objects.exists()
        assert len(draft_by(noor.at.split("/")[3]).filled.answers) == 5


def test_a_document_that_is_taken_off_is_gone_from_disk(noor, employer, settings):
    noor.answer(document=some(files.pdf()), add="yes")
    with employer.acting():
        key = Document.objects.get().pk
    noor.client.post(f"{noor.at}files/{key}/remove/")
    with employer.acting():
        assert not Document.objects.exists()
    assert list(Path(settings.UPLOADS).rglob("applied/*/*")) == []


def test_a_file_that_is_sent_twice_is_kept_once(noor, employer, settings):
    """The answer of adding is a page: reloading it sends the file again."""
    for name in ("cv.pdf", "the same under another name.pdf"):
        assert noor.answer(document=some(files.pdf(), name), add="yes").status_code == 200
    with employer.acting():
        assert Document.objects.count() == 1
    assert len(list(Path(settings.UPLOADS).rglob("applied/*/*"))) == 1


def test_five_files_and_no_more(noor):
    answers = [noor.answer(document=some(files.pdf(b"(%d)" % n)), add="yes") for n in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [409]


def test_a_photo_is_shown_once_somebody_decided(noor, employer):
    refused = noor.answer(photo=some(files.pdf()), add_photo="yes")
    assert "A photo is a JPG or PNG file." in refused.content.decode()
    noor.answer(photo=some(files.JPEG), add_photo="yes")
    noor.answer(photo=some(files.png()), add_photo="yes")  # a new one replaces it
    noor.send()
    with employer.acting():
        photo = Document.objects.get()
        application = Application.objects.get()
        assert photo.kind == "photo"
    at = f"{employer.at}applications/{application.pk}/"
    client = employer.client(Role.RECRUITER)
    assert client.get(f"{at}documents/{photo.pk}/").status_code == 403
    assert "There is a photo. It is shown once somebody decided." in client.get(at).content.decode()
    form = {"documents": "optional"}  # hides_photo is not ticked
    client.post(f"{employer.at}vacancies/{application.opportunity_id}/applying/", form)
    assert client.get(f"{at}documents/{photo.pk}/").status_code == 200


def test_an_organisation_may_ask_for_none_or_at_least_one(noor, employer, job):
    recruiter = employer.client(Role.RECRUITER)
    where = f"{employer.at}vacancies/{job}/applying/"
    recruiter.post(where, {"documents": "required", "hides_photo": "on"})
    assert "This vacancy asks for at least one document." in noor.answer().content.decode()
    assert noor.answer(document=some(files.docx()))["Location"].endswith("/check/")
    recruiter.post(where, {"documents": "none", "hides_photo": "on"})
    assert "A document" not in noor.client.get(f"{noor.at}questions/").content.decode()
    assert employer.client(Role.MANAGER).get(where).status_code == 403


def test_results_signed_elsewhere_come_along_only_as_they_were_signed(noor, employer):
    from maatwerk.apps.assessments import travel

    made = travel.signed({"type": travel.TYPE, "scales": []}, employer.organisation.pk)
    assert noor.answer(document=some(json.dumps(made).encode()), add="yes").status_code == 200
    made["document"]["scales"] = ["better"]
    changed = noor.answer(document=some(json.dumps(made).encode()), add="yes")
    assert "These results are not as they were signed" in changed.content.decode()
    with employer.acting():
        assert Document.objects.get().kind == "results"


# -- size


class Endless:
    """A body that never ends, and counts what is read of it."""

    def __init__(self, head):
        self.head, self.read_bytes = head, 0

    def read(self, size=65536):
        part, self.head = (self.head[:size], self.head[size:]) if self.head else (bytes(size), b"")
        self.read_bytes += len(part)
        return part

    readline = read


def upload(path, content_length):
    head = b'--b\r\nContent-Disposition: form-data; name="document"; filename="cv.pdf"\r\n\r\n%PDF-1.7\n'
    body = Endless(head)
    environ = RequestFactory()._base_environ(
        PATH_INFO=path,
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(content_length),
        HTTP_ACCEPT_LANGUAGE="en",
    )
    environ["wsgi.input"] = body
    told = {}
    answer = WSGIHandler()(environ, lambda status, headers: told.update(status=status, headers=dict(headers)))
    return told, b"".join(answer).decode(), body.read_bytes


def test_ten_gigabytes_are_refused_before_they_are_read(noor, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.ALLOWED_HOSTS = ["testserver"]
    told, page, read = upload(f"{noor.at}questions/", 10_000_000_000)
    assert told["status"].startswith("413")
    assert "This file is too large; at most 10 MB is possible." in page
    assert read == 0
    assert list(tmp_path.iterdir()) == []


def test_a_body_that_lies_about_its_size_is_cut_at_the_limit(noor, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.ALLOWED_HOSTS = ["testserver"]
    told, _page, read = upload(f"{noor.at}questions/", kinds.LARGEST_BYTES + 400_000)
    assert told["status"].startswith("413")
    assert told["headers"]["Connection"] == "close"
    assert read <= kinds.LARGEST_BYTES + 400_000
    assert list(tmp_path.iterdir()) == []


# -- a scanner beside us


@contextmanager
def clamd(verdict):
    """A server that speaks clamd's INSTREAM and gives this verdict on whatever it is sent."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen = []

    def serve():
        connection, _peer = listening.accept()
        with connection:
            data = b""
            while not data.endswith(b"\0\0\0\0"):
                data += connection.recv(65536)
            seen.append(data)
            connection.sendall(verdict)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}", seen
    listening.close()
    thread.join(5)


def draft_of(noor):
    return draft_by(noor.at.split("/")[3])


def test_a_scanner_sees_every_document_first(noor, employer, settings):
    with clamd(b"stream: OK\0") as (address, seen):
        settings.CLAMD = address
        with employer.acting():
            assert add_document(draft_of(noor), files.pdf()).is_scanned
    assert seen[0].startswith(b"zINSTREAM\0")
    assert files.pdf() in seen[0]


def test_what_a_scanner_finds_is_not_kept(noor, employer, settings):
    with clamd(b"stream: Eicar-Test-Signature FOUND\0") as (address, _seen):
        settings.CLAMD = address
        with employer.acting(), pytest.raises(Refusal, match="virus scanner found something"):
            add_document(draft_of(noor), files.pdf())
    with employer.acting():
        assert not Document.objects.exists()


@pytest.mark.parametrize("verdict", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_while_the_scanner_does_not_answer_nothing_is_taken(noor, employer, settings, verdict):
    with clamd(verdict) as (address, _seen):
        settings.CLAMD = address
        with employer.acting(), pytest.raises(Refusal) as refused:
            add_document(draft_of(noor), files.pdf())
    assert refused.value.code == "no_scanner"
    settings.CLAMD = "127.0.0.1:1"
    with employer.acting(), pytest.raises(Refusal):
        add_document(draft_of(noor), files.pdf())
    with employer.acting():
        assert Draft.objects.count() == 1
