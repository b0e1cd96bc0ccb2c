"""One application as its person sees it: steps, outcome, explanation, and what can be asked or ended."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.public import ApplicationRow, applications_of, withdraw
from maatwerk.apps.assessments.public import own_tests
from maatwerk.apps.cases.public import open_cases_of
from maatwerk.apps.journeys.asking import ABOUT_APPLICATION, ask_about, may_ask
from maatwerk.apps.journeys.explaining import explanation_of, has_advice
from maatwerk.apps.journeys.forms_own import AskForm
from maatwerk.apps.journeys.standing import outcome_of, standing_of
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.people.public import Own, own_page, render_own
from maatwerk.kernel.refusals import Refusal

HOME = "journeys:own"
#: What is asked, what it is about, and what the person is told beside the box.
QUESTIONS = {
    "contest": (
        _("Contest the decision"),
        _("What should somebody else look at again?"),
        _("Another human than who decided reads this, looks at your application again and answers you."),
    ),
    "explanation": (
        _("Ask for an explanation"),
        _("What would you like to know?"),
        _("A human answers: how it was decided, on what, and which part the advice played."),
    ),
    "accommodation": (
        _("Ask for an adjustment"),
        _("What do you need for a test or an interview?"),
        _(
            "Only who may grant it reads this. Whoever decides about your application does not see it, and never learns why."
        ),
    ),
}


@require_safe
@own_page
def show(request: HttpRequest, own: Own, application_id: uuid.UUID) -> HttpResponse:
    """Show one application."""
    row = _mine(own, application_id)
    standing = standing_of(row, _title(row))
    asked = open_cases_of(own.person_id, object_id=row.id)
    context = {
        "standing": standing,
        "outcome": outcome_of(row),
        "tests": [one for one in own_tests(own.person_id) if one.opportunity_id == row.opportunity_id],
        "has_advice": has_advice(row),
        "explanation_url": own.url("journeys:own_explanation", row.id),
        "withdraw_url": own.url("journeys:own_withdraw", row.id) if standing.is_open else "",
        "questions": [
            (kind, QUESTIONS[kind][0], own.url("journeys:own_ask", row.id, kind), kind in asked)
            for kind in ABOUT_APPLICATION
            if may_ask(kind, row)
        ],
        "questions_url": own.url("cases:own"),
        "write_url": own.url("outbox:own_begin", row.id),
        "openings_url": own.url("journeys:own_openings"),
    }
    return render_own(request, own, "journeys/own/application.html", context, current=HOME)


@require_safe
@own_page
def explanation(request: HttpRequest, own: Own, application_id: uuid.UUID) -> HttpResponse:
    """Explain the advice on this person: what weighed how, in words."""
    row = _mine(own, application_id)
    context = {
        "title": _title(row),
        "explanation": explanation_of(row),
        "outcome": outcome_of(row),
        "back_url": own.url("journeys:own_application", row.id),
        "ask_url": own.url("journeys:own_ask", row.id, "explanation"),
    }
    return render_own(request, own, "journeys/own/explanation.html", context, current=HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def ask(request: HttpRequest, own: Own, application_id: uuid.UUID, kind: str) -> HttpResponse:
    """Ask for an explanation or an adjustment, or contest the decision."""
    row = _mine(own, application_id)
    if kind not in QUESTIONS or not may_ask(kind, row):
        raise Http404
    heading, label, telling = QUESTIONS[kind]
    form = AskForm(request.POST or None, label=label, needs_words=kind != "explanation")
    if request.method == "POST" and form.is_valid():
        try:
            ask_about(row, kind=kind, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(own.url("cases:own") + "?sent")
    context = {
        "heading": heading,
        "telling": telling,
        "form": form,
        "about": _title(row),
        "back_url": own.url("journeys:own_application", row.id),
    }
    status = 422 if form.errors else 200
    return render_own(request, own, "journeys/own/ask.html", context, current=HOME, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def stop(request: HttpRequest, own: Own, application_id: uuid.UUID) -> HttpResponse:
    """Withdraw the application, once the person says to be sure."""
    row = _mine(own, application_id)
    if request.method == "POST":
        withdraw(application_id=row.id, person_id=own.person_id)
        return HttpResponseRedirect(own.url("journeys:own_application", row.id))
    context = {"title": _title(row), "back_url": own.url("journeys:own_application", row.id)}
    return render_own(request, own, "journeys/own/withdraw.html", context, current=HOME)


def _mine(own: Own, application_id: uuid.UUID) -> ApplicationRow:
    found = next((row for row in applications_of(own.person_id) if row.id == application_id), None)
    if found is None:
        raise Http404
    return found


def _title(row: ApplicationRow) -> str:
    return titles({row.opportunity_id})[row.opportunity_id]
