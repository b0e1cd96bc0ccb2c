"""Public postings whole: for a vacancy's own page, the feeds and the sitemap. No organisation is needed to read them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from maatwerk.apps.vacancies.models import ClosedPosting, Posting

SITEMAP_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Everything public about a vacancy."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    employer: str
    employer_slug: str
    is_simulated: bool
    language: str
    title: str
    summary: str
    description: str
    place: str
    country: str
    latitude: float | None
    longitude: float | None
    remote: str
    pay_low_cents: int
    pay_high_cents: int
    pay_period: str
    currency: str
    hours_low: float
    hours_high: float
    contract: str
    contract_months: int | None
    starts_on: dt.date | None
    apply_until: dt.date | None
    answer_days: int
    contact_email: str
    job_family: str
    isco: str
    occupation_uri: str
    requirements: Sequence[dict[str, str]]
    questions: Sequence[dict[str, Any]]
    steps: Sequence[dict[str, Any]]
    channels: dict[str, str]
    published_at: dt.datetime
    changed_at: dt.datetime

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/jobs/at/{self.employer_slug}/{self.id}/"


_FIELDS = tuple(one.name for one in fields(PostingRow))


def posting(key: uuid.UUID, *, employer: str = "") -> PostingRow | None:
    """Return a posting, if it is public now; None where it closed, expired or never was."""
    found = _open().filter(pk=key)
    if employer:
        found = found.filter(employer_slug=employer)
    values = found.values_list(*_FIELDS).first()
    return PostingRow(*values) if values else None


def openings_at(organisation_id: uuid.UUID, *, most: int) -> list[PostingRow]:
    """Return the newest postings of one employer."""
    found = _open().filter(organisation_id=organisation_id).order_by("-published_at", "-id")
    return [PostingRow(*row) for row in found.values_list(*_FIELDS)[:most]]


def postings_of(keys: Collection[uuid.UUID]) -> list[PostingRow]:
    """Return those of these postings that are public now, newest first."""
    found = _open().filter(pk__in=keys).order_by("-published_at", "-id")
    return [PostingRow(*values) for values in found.values_list(*_FIELDS)]


def was_public(key: uuid.UUID) -> bool:
    """Whether a posting of this key was public once and is no longer."""
    return ClosedPosting.objects.filter(pk=key).exists() or Posting.objects.filter(pk=key).exists()


def newest_postings(*, employer: str = "", channel: str = "", most: int = 50) -> list[PostingRow]:
    """Return the newest postings, of one employer or of all, on one channel or anywhere."""
    found = _open()
    if employer:
        found = found.filter(employer_slug=employer)
    if channel:
        found = found.filter(channels__has_key=channel, is_simulated=False)
    values = found.order_by("-published_at", "-id").values_list(*_FIELDS)[:most]
    return [PostingRow(*row) for row in values]


def employer_named(slug: str) -> str | None:
    """Return the name of an employer with postings now, or None."""
    return _open().filter(employer_slug=slug).values_list("employer", flat=True).first()


def sitemap_pages() -> int:
    """Return how many sitemaps the open postings fill."""
    return max(1, -(-_listed().count() // SITEMAP_PAGE))


def sitemap_rows(page: int) -> Iterator[tuple[str, dt.datetime]]:
    """Yield the path and last change of the postings of one sitemap; made-up vacancies of demonstrations stay out."""
    first = (page - 1) * SITEMAP_PAGE
    # which they are, from an index alone; the newest last, so that what is listed stays on its page
    keys = _listed().order_by("published_at", "id").values("pk")[first : first + SITEMAP_PAGE]
    rows = Posting.objects.filter(pk__in=keys).order_by("published_at", "id")
    for slug, key, changed_at in rows.values_list("employer_slug", "id", "changed_at"):
        yield f"/jobs/at/{slug}/{key}/", changed_at


def expired() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return (organisation, posting) of those whose last day to apply has gone by."""
    found = Posting.objects.filter(apply_until__lt=timezone.localdate())
    return list(found.values_list("organisation_id", "id"))


def _open() -> "QuerySet[Posting]":
    today = timezone.localdate()
    return Posting.objects.filter(Q(apply_until__isnull=True) | Q(apply_until__gte=today))


def _listed() -> "QuerySet[Posting]":
    return _open().filter(is_simulated=False)
