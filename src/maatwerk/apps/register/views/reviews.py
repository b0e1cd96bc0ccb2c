"""Reviews that come back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.register import operations
from maatwerk.apps.register.contracts import ReviewRow
from maatwerk.apps.register.dates import months_later
from maatwerk.apps.register.forms import OutcomeForm, ReviewForm
from maatwerk.apps.register.models import Review
from maatwerk.apps.register.queries import reviews
from maatwerk.apps.register.rules import INTERVALS, KEEPERS, REGISTER_ROLES, may_keep_reviews
from maatwerk.apps.register.views.shell import tabs
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.rules import rule


@require_safe
@role_required(*REGISTER_ROLES)
def review_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List what is looked at again and again, the first due on top."""
    context = {
        "rows": reviews(),
        "may_keep": may_keep_reviews(request.member),
        "tabs": tabs(request.member, "reviews"),
        "slug": organisation,
    }
    return render(request, "register/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*KEEPERS)
def review(request: MemberRequest, organisation: str, subject: str) -> HttpResponse:
    """Say who looks at one subject, how often and when next."""
    found = _found(subject)
    form = ReviewForm(request.POST or None, initial=_initial(request, found))
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            operations.plan_review(
                subject=found.subject,
                owner_id=uuid.UUID(wish["owner_id"]),
                interval_months=wish["interval_months"],
                next_on=wish["next_on"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The review is planned."))
            return redirect("register:reviews", organisation)
    return _page(request, found, plan=form)


def _initial(request: MemberRequest, found: ReviewRow) -> dict[str, object]:
    months = found.interval_months or rule(
        INTERVALS[Review.Subject(found.subject)],
        jurisdiction=request.member.organisation.jurisdiction,
        on=timezone.localdate(),
    )
    return {
        "owner_id": str(found.owner_id or request.member.user_id),
        "interval_months": months,
        "next_on": found.next_on or months_later(timezone.localdate(), months),
    }


@require_POST
@role_required(*KEEPERS)
def held(request: MemberRequest, organisation: str, subject: str) -> HttpResponse:
    """Write down what came of a review."""
    found = _found(subject)
    form = OutcomeForm(request.POST)
    if found.id is not None and form.is_valid():
        try:
            operations.hold_review(
                review_id=found.id, outcome=form.cleaned_data["outcome"], by=request.member
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept. The next review is planned."))
            return redirect("register:reviews", organisation)
    return _page(request, found, outcome=form)


def _found(subject: str) -> ReviewRow:
    for row in reviews():
        if row.subject == subject:
            return row
    raise Http404


def _page(
    request: MemberRequest,
    found: ReviewRow,
    *,
    plan: ReviewForm | None = None,
    outcome: OutcomeForm | None = None,
) -> HttpResponse:
    forms = (plan or ReviewForm(initial=_initial(request, found)), outcome or OutcomeForm(auto_id="held_%s"))
    context = {
        "row": found,
        "plan_form": forms[0],
        "outcome_form": forms[1] if found.id is not None else None,
        "tabs": tabs(request.member, "reviews"),
        "slug": request.member.organisation.slug,
    }
    wrong = any(form.is_bound and form.errors for form in forms)
    return render(request, "register/review.html", context, status=422 if wrong else 200)
