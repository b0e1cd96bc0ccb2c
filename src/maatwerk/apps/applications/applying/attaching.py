"""Documents of a draft and of an application: looked at first, encrypted, and read by people with names alone."""

import base64
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying.drafts import DraftRow
from maatwerk.apps.applications.applying.rules import MOST_DOCUMENTS
from maatwerk.apps.applications.documents import store
from maatwerk.apps.applications.documents.kinds import JSON, LARGEST_BYTES, PICTURES, SUFFIXES
from maatwerk.apps.applications.documents.sandbox import inspect
from maatwerk.apps.applications.documents.scan import ScannerAway, connected
from maatwerk.apps.applications.models import Application, Document, Draft
from maatwerk.apps.assessments.public import check_results
from maatwerk.apps.people.public import seal, unseal
from maatwerk.kernel import events
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.site_key import locked, unlocked

_MEGABYTE = 1_000_000
_SENTENCES: dict[str, str | Promise] = {
    "empty": _("This file is empty."),
    "too_large": _("This file is too large; at most %(most)d MB is possible."),
    "kind": _(
        "We take PDF, DOCX, ODT, JPG and PNG. What this file is called does not matter, what it is does."
    ),
    "old_office": _(
        "This is an old Word file, or one with a password. Save it as DOCX or PDF, without a password."
    ),
    "encrypted": _("This file is locked with a password. Send one that opens without."),
    "script": _("This file holds a program. Send one without: save it anew as PDF."),
    "launch": _("This file starts another program. Save it anew as PDF."),
    "embedded": _("This file carries other files inside. Send those by themselves."),
    "active": _("This file fetches or sends something by itself. Save it anew as PDF."),
    "trailing": _("Something hangs on this file that does not belong there. Save it anew as PDF."),
    "unusual": _("This file is packed in an unusual way, so we cannot look into it. Save it anew as PDF."),
    "bomb": _("This file unpacks to far too much. Save it anew, with smaller pictures."),
    "unreadable": _("This file cannot be read; it may be damaged. Save it anew as PDF."),
    "malware": _("A virus scanner found something in this file. It was not kept."),
    "results": _(
        "These results are not as they were signed, or are no results of a test. They were not kept."
    ),
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as pages name it: never by the name its sender gave it."""

    id: uuid.UUID
    kind: str
    kind_label: str
    suffix: str
    kilobytes: int
    scan_label: str
    is_scanned: bool

    @property
    def label(self) -> str:
        """What to call it."""
        return (
            f"{self.kind_label[:1].upper()}{self.kind_label[1:]} ({self.suffix.upper()}, {self.kilobytes} kB)"
        )


def refusal_of(problem: str) -> Refusal:
    """Return why a document is not taken, in a sentence."""
    values = {"most": LARGEST_BYTES // _MEGABYTE}
    sentence = _SENTENCES.get(problem, _SENTENCES["unreadable"])
    status = 413 if problem == "too_large" else 422
    return Refusal(str(sentence) % values, code=f"document_{problem}", status=status, field="document")


def add_document(row: DraftRow, content: bytes, *, is_photo: bool = False) -> DocumentRow:
    """Look at a document, and keep it with a draft; refuse it with a sentence that says what to do.

    A file that is there already is not kept twice: a page that is sent again brings the same one.
    """
    kind, media_type, kept = _looked_at(content, is_photo=is_photo)
    scan = _scanned(kept)
    key = new_id()
    sealed = locked(store.draft_key(row.token), kept, context=key.bytes)
    with transaction.atomic():
        Draft.objects.select_for_update().get(pk=row.id)  # two at once wait for one another
        for one in Document.objects.filter(draft_id=row.id, kind=kind, size=len(kept)):
            if _of_draft(one, row.token) == kept:
                return document_row(one)
        if is_photo:
            for one in Document.objects.filter(draft_id=row.id, kind=Document.Kind.PHOTO):
                drop_document(row, one.pk)
        if Document.objects.filter(draft_id=row.id).count() >= MOST_DOCUMENTS:
            raise Refusal(
                _("You sent %(most)d files already; take one away first.") % {"most": MOST_DOCUMENTS},
                code="too_many",
                field="document",
            )
        store.write(row.organisation_id, key.hex, sealed)
        made = Document.objects.create(
            id=key,
            organisation_id=row.organisation_id,
            draft_id=row.id,
            kind=kind,
            media_type=media_type,
            size=len(kept),
            scan=scan,
            file=key.hex,
        )
    return document_row(made)


def _looked_at(content: bytes, *, is_photo: bool) -> tuple[Document.Kind, str, bytes]:
    if not is_photo and content.lstrip()[:1] == b"{":
        if not check_results(content).is_intact:
            raise refusal_of("results")
        return Document.Kind.RESULTS, JSON, content
    verdict = inspect(content)
    if not verdict.is_taken:
        raise refusal_of(verdict.problem)
    if is_photo and verdict.media_type not in PICTURES:
        raise Refusal(_("A photo is a JPG or PNG file."), code="document_kind", status=422, field="photo")
    return (Document.Kind.PHOTO if is_photo else Document.Kind.DOCUMENT), verdict.media_type, verdict.content


def _scanned(content: bytes) -> Document.Scan:
    scanner = connected()
    if scanner is None:
        return Document.Scan.NONE
    try:
        found = scanner.scan(content)
    except ScannerAway as away:
        raise Refusal(
            _(
                "We cannot check files for viruses at this moment. Try again in a few minutes, or send without it."
            ),
            code="no_scanner",
            status=503,
            field="document",
        ) from away
    if found:
        raise refusal_of("malware")
    return Document.Scan.CLEAN


@transaction.atomic
def add_to_application(*, application_id: uuid.UUID, content: bytes) -> DocumentRow:
    """Look at a file that came by mail or from another system, and keep it with an application, under the person's key.

    What we do not take is refused with a sentence. A file that is there already is not kept twice.
    """
    application = Application.objects.select_for_update().get(pk=application_id)
    kind, media_type, kept = _looked_at(content, is_photo=False)
    for one in Document.objects.filter(application_id=application_id, kind=kind, size=len(kept)):
        if content_of(one) == kept:
            return document_row(one)
    scan = _scanned(kept)
    if Document.objects.filter(application_id=application_id).count() >= 2 * MOST_DOCUMENTS:
        raise Refusal(_("There are enough files with this application."), code="too_many", field="document")
    key = new_id()
    store.write(application.organisation_id, key.hex, _under_persons_key(application.person_id, kept))
    made = Document.objects.create(
        id=key,
        organisation_id=application.organisation_id,
        application=application,
        kind=kind,
        media_type=media_type,
        size=len(kept),
        scan=scan,
        file=key.hex,
    )
    events.record(
        "applications.document_added",
        object_id=application_id,
        person_id=application.person_id,
        document=str(key),
        kind=kind,
    )
    return document_row(made)


@transaction.atomic
def drop_document(row: DraftRow, document_id: uuid.UUID) -> None:
    """Take a document off a draft; safe to repeat."""
    found = Document.objects.filter(pk=document_id, draft_id=row.id).first()
    if found is not None:
        organisation, name = found.organisation_id, found.file
        found.delete()
        transaction.on_commit(partial(store.remove, organisation, name))


def documents_of_draft(draft_id: uuid.UUID) -> list[DocumentRow]:
    """Return what hangs on a draft, in the order it came."""
    return [
        document_row(one) for one in Document.objects.filter(draft_id=draft_id).order_by("added_at", "id")
    ]


def documents_of(application_id: uuid.UUID) -> list[DocumentRow]:
    """Return what was sent with an application, in the order it came."""
    found = Document.objects.filter(application_id=application_id).order_by("added_at", "id")
    return [document_row(one) for one in found]


def documents_by(person_id: uuid.UUID) -> dict[uuid.UUID, list[DocumentRow]]:
    """Return what a person sent, by application, in one query."""
    found: dict[uuid.UUID, list[DocumentRow]] = defaultdict(list)
    for one in Document.objects.filter(application__person_id=person_id).order_by("added_at", "id"):
        assert one.application_id is not None
        found[one.application_id].append(document_row(one))
    return found


def hand_over(row: DraftRow, *, application_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Seal a draft's documents anew, under the key of the person whose application they now belong to."""
    for one in Document.objects.select_for_update().filter(draft_id=row.id):
        plain = _of_draft(one, row.token)
        before, one.file = one.file, new_id().hex
        store.write(one.organisation_id, one.file, _under_persons_key(person_id, plain))
        one.draft, one.application_id = None, application_id
        one.save(update_fields=["draft", "application", "file"])
        organisation = one.organisation_id
        transaction.on_commit(partial(store.remove, organisation, before))


def _of_draft(document: Document, token: str) -> bytes:
    sealed = store.read(document.organisation_id, document.file)
    return unlocked(store.draft_key(token), sealed, context=document.pk.bytes)


def content_of(document: Document) -> bytes:
    """Return a sent document; `KeyDestroyed` after its person was erased."""
    assert document.application is not None
    sealed = store.read(document.organisation_id, document.file)
    return base64.b64decode(unseal(document.application.person_id, sealed)["content"])


def reseal(document: Document, *, to_person: uuid.UUID) -> str:
    """Write a document anew under another person's key and return its new name; the old file stays until removed."""
    name = new_id().hex
    store.write(document.organisation_id, name, _under_persons_key(to_person, content_of(document)))
    return name


def _under_persons_key(person_id: uuid.UUID, plain: bytes) -> bytes:
    return seal(person_id, {"content": base64.b64encode(plain).decode()}, using="default")


def open_document(document: Document) -> tuple[bytes, str]:
    """Return a sent document and the name to give it, and write down that it was opened."""
    content = content_of(document)
    assert document.application is not None
    events.record(
        "applications.document_viewed",
        object_id=document.application_id,
        person_id=document.application.person_id,
        document=str(document.pk),
        kind=document.kind,
    )
    return content, f"{document.kind}-{document.pk.hex[-6:]}.{SUFFIXES[document.media_type]}"


def document_row(one: Document) -> DocumentRow:
    """Return a document as pages name it."""
    return DocumentRow(
        one.pk,
        one.kind,
        str(one.get_kind_display()),
        SUFFIXES[one.media_type],
        max(1, round(one.size / 1000)),
        str(one.get_scan_display()),
        one.scan == Document.Scan.CLEAN,
    )
