"""Reviews that come back: who holds them, when, what came of the last one; mail before the day and after it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Member, Organisation, User, colleagues
from maatwerk.apps.register.dates import months_later
from maatwerk.apps.register.models import Review, ReviewHeld
from maatwerk.apps.register.rules import INTERVALS, LONGEST_TEXT, may_keep_reviews
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.dates import short_day
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.rules import rule

REMIND = "register.remind"
DAYS_AHEAD = (14, 0, -7)


@transaction.atomic
def plan_review(
    *,
    subject: str,
    owner_id: uuid.UUID,
    by: Member,
    interval_months: int | None = None,
    next_on: dt.date | None = None,
) -> uuid.UUID:
    """Say who looks at something, how often, and when next; again changes it. The rule table knows the longest interval."""
    _check_may(by)
    if owner_id not in {one.user_id for one in colleagues()}:
        raise Refusal(_("Choose a colleague who does it."), field="owner_id")
    today = timezone.localdate()
    longest: int = rule(
        INTERVALS[Review.Subject(subject)], jurisdiction=by.organisation.jurisdiction, on=today
    )
    months = longest if interval_months is None else interval_months
    if not 1 <= months <= longest:
        raise Refusal(
            _("At least every %(months)d months.") % {"months": longest},
            code="too_seldom",
            field="interval_months",
        )
    day = next_on or months_later(today, months)
    review, is_new = Review.objects.select_for_update().get_or_create(
        organisation_id=tenancy.current_organisation(),
        subject=subject,
        defaults={"owner_id": owner_id, "interval_months": months, "next_on": day},
    )
    if not is_new:
        review.owner_id, review.interval_months, review.next_on = owner_id, months, day
        review.save(update_fields=["owner", "interval_months", "next_on"])
    events.record("register.review_planned", object_id=review.pk, subject=subject, months=months)
    _set_clocks(review)
    return review.pk


@transaction.atomic
def hold_review(*, review_id: uuid.UUID, outcome: str, by: Member) -> None:
    """Write down what came of a review; the next one is due an interval from today."""
    _check_may(by)
    if not outcome.strip():
        raise Refusal(_("Say what you looked at, what you found and what follows from it."), field="outcome")
    review = Review.objects.select_for_update().get(pk=review_id)
    ReviewHeld.objects.create(
        organisation_id=review.organisation_id,
        review=review,
        outcome=outcome.strip()[:LONGEST_TEXT],
        held_by=by.user_id,
    )
    review.next_on = months_later(timezone.localdate(), review.interval_months)
    review.save(update_fields=["next_on"])
    events.record("register.review_held", object_id=review.pk, subject=review.subject)
    _set_clocks(review)


def _check_may(by: Member) -> None:
    if not may_keep_reviews(by):
        raise NotAllowed(_("Administrators and auditors keep the reviews."))


def _set_clocks(review: Review) -> None:
    """Remind the owner ahead of the day, on it, and once it has gone; each only while that day still stands."""
    for days in DAYS_AHEAD:
        day = review.next_on - dt.timedelta(days=days)
        if day > timezone.localdate():
            at = timezone.make_aware(dt.datetime.combine(day, dt.time(8)))
            app.configure_task(REMIND, queue="app", schedule_at=at).defer(
                organisation_id=str(review.organisation_id),
                review_id=str(review.pk),
                due_on=review.next_on.isoformat(),
            )


def remind(review_id: uuid.UUID, *, due_on: dt.date) -> None:
    """Mail the owner of a review that is still due on that day; may run twice."""
    review = Review.objects.filter(pk=review_id, next_on=due_on).select_related("owner").first()
    if review is None:
        return
    owner: User = review.owner
    organisation = Organisation.objects.get(pk=review.organisation_id)
    with translation.override(owner.language or organisation.language):
        url = settings.SITE_URL.rstrip("/") + reverse("register:reviews", args=[organisation.slug])
        context = {"subject": review.get_subject_display(), "due_on": short_day(due_on), "url": url,
                   "organisation": organisation.name, "is_late": due_on < timezone.localdate()}  # fmt: skip
        body = render_to_string("register/mail/review.txt", context).strip() + "\n"
        send_later(to=owner.email, subject=str(_("A review is due")), body=body)
