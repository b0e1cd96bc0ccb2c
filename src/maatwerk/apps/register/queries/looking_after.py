"""Reviews, risks, auditors from outside, and documents."""

import uuid

from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.organisations.public import names
from maatwerk.apps.register.contracts import MandateRow, PaperRow, ReviewRow, RiskRow
from maatwerk.apps.register.models import Mandate, Paper, Review, ReviewHeld, Risk


def reviews() -> list[ReviewRow]:
    """Return every subject that is to be looked at again and again, planned or not; the first due on top."""
    planned = {row.subject: row for row in Review.objects.all()}
    last: dict[uuid.UUID, ReviewHeld] = {}
    for held in ReviewHeld.objects.order_by("held_at", "id"):
        last[held.review_id] = held
    people = {row.owner_id for row in planned.values()} | {held.held_by for held in last.values()}
    known = names(people)
    rows = [_review(subject, planned.get(subject.value), last, known) for subject in Review.Subject]
    return sorted(rows, key=lambda row: (row.next_on is None, row.next_on or timezone.localdate()))


def _review(
    subject: Review.Subject,
    row: Review | None,
    last: dict[uuid.UUID, ReviewHeld],
    known: dict[uuid.UUID, str],
) -> ReviewRow:
    held = last.get(row.pk) if row else None
    return ReviewRow(
        id=row.pk if row else None,
        subject=subject.value,
        subject_label=str(subject.label),
        owner_id=row.owner_id if row else None,
        owner=known.get(row.owner_id, "") if row else "",
        interval_months=row.interval_months if row else 0,
        next_on=row.next_on if row else None,
        is_overdue=bool(row and row.next_on < timezone.localdate()),
        last_outcome=held.outcome if held else "",
        last_by=known.get(held.held_by, "") if held else "",
        last_at=held.held_at if held else None,
    )


def overdue_reviews() -> int:
    """Count the reviews whose day has gone."""
    return Review.objects.filter(next_on__lt=timezone.localdate()).count()


def risks() -> list[RiskRow]:
    """Return what may go wrong: first what nothing is done about or nothing tests."""
    rows = list(Risk.objects.order_by("stated_at", "id"))
    known = names({row.owner_id for row in rows})
    found = [
        RiskRow(
            id=row.pk,
            hazard=row.hazard,
            misuse=row.misuse,
            mitigation=row.mitigation,
            test=row.test,
            owner_id=row.owner_id,
            owner=known.get(row.owner_id, ""),
            changed_at=row.changed_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: row.is_linked)


def unlinked_risks() -> int:
    """Count the risks without a mitigation, or without a test of it."""
    return Risk.objects.filter(Q(mitigation="") | Q(test="")).count()


def mandates() -> list[MandateRow]:
    """Return the auditors from outside, those who may look now first."""
    rows = list(Mandate.objects.order_by("-given_at", "-id"))
    known = names({row.given_by for row in rows})
    found = [
        MandateRow(
            id=row.pk,
            email=row.email,
            firm=row.firm,
            independence=row.independence,
            until=row.until,
            given_by=known.get(row.given_by, ""),
            given_at=row.given_at,
            is_over=row.ended_at is not None or row.until < timezone.localdate(),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: row.is_over)


_HEADS = ("id", "version_id", "kind", "language", "markdown_hash", "pdf_hash", "made_at")


def papers(version_id: uuid.UUID) -> list[PaperRow]:
    """Return the documents of a version, without their content."""
    rows = Paper.objects.filter(version_id=version_id).only(*_HEADS).order_by("language", "kind")
    return [
        PaperRow(
            id=row.pk,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            language=row.language,
            markdown_hash=row.markdown_hash,
            pdf_hash=row.pdf_hash,
            made_at=row.made_at,
        )
        for row in rows
    ]


def paper_content(paper_id: uuid.UUID, *, as_pdf: bool) -> tuple[PaperRow, bytes]:
    """Return a document as it was kept; `Paper.DoesNotExist` where there is none."""
    row = Paper.objects.get(pk=paper_id)
    head = next(found for found in papers(row.version_id) if found.id == paper_id)
    return head, bytes(row.pdf) if as_pdf else row.markdown.encode()
