"""What an organisation knows of a person: seen, corrected, carried away, asked to be removed; and who looked."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.public import applications_of
from maatwerk.apps.assessments.public import caveat_sentences, result_words
from maatwerk.apps.cases.public import open_cases_of
from maatwerk.apps.evidence.public import EvidenceRow, Kind, evidence_for_selection
from maatwerk.apps.journeys.asking import ABOUT_DATA, ask_about_data
from maatwerk.apps.journeys.carrying import own_document
from maatwerk.apps.journeys.consents import withdraw_everything
from maatwerk.apps.journeys.forms_own import AskForm, ContactForm
from maatwerk.apps.journeys.looking import looks_at
from maatwerk.apps.journeys.words import Words, words_for
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.people.public import Contact, Own, correct_contact, identity_of, own_page, render_own
from maatwerk.apps.skills.public import concepts
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats

HERE = "journeys:own_data"
QUESTIONS = {
    "access": (
        _("Ask to see everything"),
        _("Is there something you look for?"),
        _(
            "A human sends you a copy of everything kept about you here, notes of colleagues included,"
            " as far as the rights of others allow."
        ),
    ),
    "rectification": (
        _("Have something corrected"),
        _("What is wrong, and what should it be?"),
        _(
            "Your name and how to reach you, you correct yourself on the page before this."
            " For the rest a human looks and answers."
        ),
    ),
    "objection": (
        _("Object to a use of your data"),
        _("To which use do you object, and why?"),
        _("A human weighs your reasons against theirs and answers."),
    ),
    "erasure": (
        _("Have your data removed"),
        _("Is there something we should know?"),
        _(
            "What you agreed to ends at once, and what you said you look for is removed now. The rest is removed by a human"
            " before the day that you are told, except what the law obliges the organisation to keep; you are told what"
            " that is. An application that still runs, you withdraw on its own page."
        ),
    ),
}


@require_safe
@own_page
def show(request: HttpRequest, own: Own) -> HttpResponse:
    """Show what is known of this person here and who looked at it."""
    asked = open_cases_of(own.person_id)
    context = {
        "identity": identity_of(own.person_id),
        "contact_url": own.url("journeys:own_contact"),
        "export_url": own.url("journeys:own_export"),
        "evidence": _evidence(own),
        "looks": looks_at(own.person_id),
        "questions": [
            (QUESTIONS[kind][0], own.url("journeys:own_ask_data", kind), kind in asked) for kind in ABOUT_DATA
        ],
        "questions_url": own.url("cases:own"),
        "keeping_url": own.url("privacy:own"),
        "is_corrected": "corrected" in request.GET,
    }
    return render_own(request, own, "journeys/own/data.html", context, current=HERE)


def _evidence(own: Own) -> list[tuple[str, str, str, list[str]]]:
    rows = evidence_for_selection([own.person_id])
    known = {one.id: one for one in concepts({row.concept_id for row in rows})}
    words = _words(own)
    return [
        (
            known[row.concept_id].label,
            _value(row) or words.level(known[row.concept_id].key, row.level),
            _source(row),
            caveat_sentences(row.caveats),
        )
        for row in reversed(rows)
    ]


def _words(own: Own) -> Words:
    """Return what levels of facts are called in the work that this person applied for last."""
    found = applications_of(own.person_id)
    return words_for(opportunity(found[0].opportunity_id).job_family_id) if found else Words()


def _value(row: EvidenceRow) -> str:
    if row.value is None:
        return ""
    if row.standard_error and row.unit == "sd":
        return result_words(row.value, row.standard_error)
    shown = formats.number(row.value)
    return f"{shown} ± {formats.number(row.standard_error)}" if row.standard_error else shown


def _source(row: EvidenceRow) -> str:
    return row.instrument or str(Kind(row.kind).label)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def contact(request: HttpRequest, own: Own) -> HttpResponse:
    """Correct one's own name and how to be reached."""
    kept = identity_of(own.person_id)
    if not kept:
        raise Http404
    form = ContactForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            correct_contact(own.person_id, Contact(**form.cleaned_data))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(own.url(HERE) + "?corrected")
    context = {"form": form, "back_url": own.url(HERE)}
    status = 422 if form.errors else 200
    return render_own(request, own, "journeys/own/contact.html", context, current=HERE, status=status)


@require_safe
@own_page
def export(request: HttpRequest, own: Own) -> HttpResponse:
    """Give everything as one JSON file."""
    events.record("journeys.own_data_exported", person_id=own.person_id)
    response = JsonResponse(own_document(own), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def ask(request: HttpRequest, own: Own, kind: str) -> HttpResponse:
    """Ask to see, correct or remove data, or object to its use."""
    if kind not in QUESTIONS:
        raise Http404
    heading, label, telling = QUESTIONS[kind]
    form = AskForm(request.POST or None, label=label, needs_words=kind in {"rectification", "objection"})
    if request.method == "POST" and form.is_valid():
        try:
            ask_about_data(own.person_id, kind=kind, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if kind == "erasure":
                withdraw_everything(own.person_id)
            return HttpResponseRedirect(own.url("cases:own") + "?sent")
    context = {"heading": heading, "telling": telling, "form": form, "about": "", "back_url": own.url(HERE)}
    status = 422 if form.errors else 200
    return render_own(request, own, "journeys/own/ask.html", context, current=HERE, status=status)
