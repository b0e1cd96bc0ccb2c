"""Pages of a draft: the link is the whole credential, so another phone or a killed server changes nothing."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from maatwerk.apps.applications.applying.drafts import DraftRow, draft_by
from maatwerk.apps.applications.applying.rules import GUESSES
from maatwerk.apps.vacancies.public import PostingRow, openings_at, posting
from maatwerk.kernel import tenancy
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.refusals import Refusal

Page = Callable[..., HttpResponse]
MOST_OTHERS = 5


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def hold_to(limit: Limit, key: str) -> None:
    """Refuse who knocks too often."""
    if not limit.take(key):
        raise Refusal(
            _("That was too often. Wait a few minutes and try again; what you filled in is kept."),
            code="too_often",
            status=429,
        )


def by_draft(view: Callable[..., HttpResponse]) -> Page:
    """Run ``view(request, row, job, …)`` for the draft of a link, in one transaction.

    A draft that was sent leads to its receipt. One whose vacancy closed shows what can be done with it. A link that does
    not exist (any more) says so kindly, since most who follow one sent their draft long ago; who guesses many must wait.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, key: uuid.UUID, token: str, **rest: Any) -> HttpResponse:
        with tenancy.acting(organisation=key):
            row = draft_by(token)
            response = _shown(view, request, row, **rest) if row else None
        if response is None:
            hold_to(GUESSES, address_of(request))
            response = render(request, "applications/applying/gone.html", status=410)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
        return response

    return opened


def _shown(view: Page, request: HttpRequest, row: DraftRow, **rest: Any) -> HttpResponse:
    sent = getattr(view, "after_sending", False)
    if row.application_id is not None and not sent:
        return redirect("applications:sent", row.organisation_id, row.token)
    job = posting(row.opportunity_id)
    if job is None and not sent and not getattr(view, "after_closing", False):
        return closed_page(request, row)
    return view(request, row, job, **rest)


def also_when_sent(view: Page) -> Page:
    """Let a page of a draft open when it was sent, too; `job` is None where the vacancy is no longer public."""
    view.after_sending = True  # type: ignore[attr-defined]
    return view


def also_when_closed(view: Page) -> Page:
    """Let a page of a draft open when its vacancy is no longer public; `job` is None then."""
    view.after_closing = True  # type: ignore[attr-defined]
    return view


def closed_page(request: HttpRequest, row: DraftRow) -> HttpResponse:
    """Say kindly that the vacancy closed, what else is open there, and let the writer choose what becomes of the draft."""
    others = openings_at(row.organisation_id, most=MOST_OTHERS)
    return render(request, "applications/applying/closed.html", {"row": row, "others": others}, status=410)


def context_of(row: DraftRow, job: PostingRow | None) -> dict[str, object]:
    """Return what every page of a draft shows around its form."""
    return {"row": row, "job": job, "organisation": {"name": job.employer} if job else None}
