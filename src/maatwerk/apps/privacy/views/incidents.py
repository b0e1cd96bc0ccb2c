"""Incidents: the list, one with its clock, whom it concerns, what was done, its paper, and closing it."""

import csv
import hashlib
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import contacts_of, names, pseudonym
from maatwerk.apps.privacy import operations
from maatwerk.apps.privacy.forms import IncidentForm, LearnedForm, LetterToPeopleForm, ScopeForm, StepForm
from maatwerk.apps.privacy.incident_paper import incident_paper
from maatwerk.apps.privacy.queries import (
    IncidentPage,
    incident_page,
    incident_row,
    incident_rows,
    listed_people,
    taken_papers,
)
from maatwerk.apps.privacy.rules import ACTING_ROLES, INCIDENT_ROLES, may_keep_incidents
from maatwerk.apps.privacy.stoppable import stoppable
from maatwerk.apps.register.public import as_markdown, as_pdf
from maatwerk.kernel import events
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.once import once
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.spreadsheets import safe_cell
from maatwerk.ui.forms import RefusableForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORMS = {"pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}
MOST_SHOWN = 200


@require_safe
@role_required(*INCIDENT_ROLES)
def incident_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the incidents, the first clock on top."""
    context = {
        "rows": incident_rows(),
        "may_keep": may_keep_incidents(request.member),
        "slug": organisation,
    }
    return render(request, "privacy/incidents.html", context)


@form_page
@role_required(*ACTING_ROLES)
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    """Open an incident."""
    initial = {"owner_id": str(request.member.user_id), "aware_at": timezone.localtime()}
    form = IncidentForm(request.POST or None, is_new=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        is_exercise = given.pop("is_exercise")
        try:
            made = once(
                request,
                lambda: operations.open_incident(
                    facts=operations.IncidentFacts(**given), by=request.member, is_exercise=is_exercise
                ),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if made is None:
                return redirect("privacy:incidents", organisation)
            messages.success(request, _("The incident is open, and its clock runs."))
            return redirect("privacy:incident", organisation, made)
    context = {"form": form, "slug": organisation}
    return render(request, "privacy/new_incident.html", context, status=422 if form.errors else 200)


@form_page
@role_required(*ACTING_ROLES)
def change(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Put right what is known of an incident."""
    page = incident_page(incident_id)
    initial = {
        "kind": page.row.kind,
        "what": page.row.what,
        "consequences": page.consequences,
        "happened_at": page.happened_at,
        "aware_at": page.row.aware_at,
        "owner_id": str(page.owner_id),
    }
    form = IncidentForm(request.POST or None, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_incident(
                incident_id=incident_id,
                facts=operations.IncidentFacts(**form.cleaned_data),
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("privacy:incident", organisation, incident_id)
    context = {"form": form, "page": page, "slug": organisation}
    return render(request, "privacy/new_incident.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(*INCIDENT_ROLES)
def show(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Show one incident."""
    return _page(request, incident_page(incident_id))


def _page(request: MemberRequest, page: IncidentPage, **bound: RefusableForm) -> HttpResponse:
    """Show an incident with its forms; one that was refused keeps what was filled in."""
    slug = request.member.organisation.slug
    may_keep = may_keep_incidents(request.member) and page.row.closed_at is None
    forms: dict[str, RefusableForm] = {}
    if may_keep:
        now = timezone.localtime()
        forms = {
            "scope_form": ScopeForm(auto_id="scope_%s"),
            "step_form": StepForm(auto_id="step_%s", is_breach=page.row.is_breach, initial={"at": now}),
            "letter_form": LetterToPeopleForm(auto_id="letter_%s"),
            "learned_form": LearnedForm(auto_id="learned_%s"),
        } | bound
    context = {
        "page": page,
        "row": page.row,
        "may_keep": may_keep,
        "papers": taken_papers(page.row.id),
        "stoppable": [] if page.row.is_breach or not may_keep else stoppable(page, slug),
        "slug": slug,
        **forms,
    }
    return render(request, "privacy/incident.html", context, status=422 if bound else 200)


def _done(
    request: MemberRequest, incident_id: uuid.UUID, name: str, form: RefusableForm, act: Callable[[], str]
) -> HttpResponse:
    """Carry out what a form of an incident's page asks, and say what came of it."""
    if form.is_valid():
        try:
            said = act()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, said)
            return redirect("privacy:incident", request.member.organisation.slug, incident_id)
    return _page(request, incident_page(incident_id), **{name: form})


@require_POST
@role_required(*ACTING_ROLES)
def add_people(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Put whom a scope finds onto the list."""
    form = ScopeForm(request.POST, auto_id="scope_%s")

    def act() -> str:
        given = form.cleaned_data
        wish = operations.ScopeWish(
            kind=given["kind"],
            opportunity_id=given["vacancy"],
            account_id=given["account"],
            since=given["since"],
            until=given["until"],
        )
        number = operations.list_people(incident_id=incident_id, wish=wish, by=request.member)
        return ngettext("%(number)d person found.", "%(number)d people found.", number) % {"number": number}

    return _done(request, incident_id, "scope_form", form, act)


@require_POST
@role_required(*ACTING_ROLES)
def empty(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Begin the list anew."""
    operations.empty_list(incident_id=incident_id, by=request.member)
    messages.success(request, _("The list is empty."))
    return redirect("privacy:incident", organisation, incident_id)


@require_POST
@role_required(*ACTING_ROLES)
def step(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Write down what was done."""
    is_breach = incident_row(incident_id).is_breach
    form = StepForm(request.POST, auto_id="step_%s", is_breach=is_breach)

    def act() -> str:
        once(
            request,
            lambda: operations.take_step(
                incident_id=incident_id, step=operations.StepTaken(**form.cleaned_data), by=request.member
            ),
        )
        return _("Written down.")

    return _done(request, incident_id, "step_form", form, act)


@require_POST
@role_required(*ACTING_ROLES)
def letter(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Write to everybody on the list."""
    form = LetterToPeopleForm(request.POST, auto_id="letter_%s")

    def act() -> str:
        operations.write_to_people(incident_id=incident_id, words=form.words(), by=request.member)
        return _("The letters are going out.")

    return _done(request, incident_id, "letter_form", form, act)


@require_POST
@role_required(*ACTING_ROLES)
def letter_on(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Let letters that stopped go on."""
    operations.write_on(incident_id=incident_id, by=request.member)
    messages.success(request, _("The letters are going out."))
    return redirect("privacy:incident", organisation, incident_id)


@require_POST
@role_required(*ACTING_ROLES)
def close(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Close an incident with what was learned."""
    form = LearnedForm(request.POST, auto_id="learned_%s")

    def act() -> str:
        operations.close_incident(
            incident_id=incident_id, learned=form.cleaned_data["learned"], by=request.member
        )
        return _("The incident is closed. What stands in it changes no more.")

    return _done(request, incident_id, "learned_form", form, act)


@require_safe
@role_required(*INCIDENT_ROLES)
def people(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Show who is on the list, by name to who keeps incidents and by code to who looks on; that it was read is in the log."""
    row = incident_row(incident_id)
    rows = listed_people(incident_id, most=MOST_SHOWN)
    keys = [one.person_id for one in rows]
    shown = names(keys) if may_keep_incidents(request.member) else {key: pseudonym(key) for key in keys}
    events.record("privacy.incident_people_read", object_id=incident_id, number=len(rows))
    context = {
        "row": row,
        "rows": [(one, shown[one.person_id]) for one in rows],
        "is_cut": row.people > MOST_SHOWN,
        "may_keep": may_keep_incidents(request.member),
        "slug": organisation,
    }
    return render(request, "privacy/incident_people.html", context)


@require_safe
@role_required(*ACTING_ROLES)
def people_file(request: MemberRequest, organisation: str, incident_id: uuid.UUID) -> HttpResponse:
    """Give the list with how to reach everybody, as CSV; that it was taken along is in the log."""
    incident_row(incident_id)
    rows = listed_people(incident_id)
    contacts = contacts_of([one.person_id for one in rows])
    events.record("privacy.incident_people_exported", object_id=incident_id, number=len(rows))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="incident-{timezone.localdate():%Y-%m-%d}.csv"'
    answer.write("\N{BYTE ORDER MARK}")
    lines = csv.writer(answer)
    lines.writerow([_("Key"), _("Name"), _("Mail address"), _("Telephone"), _("Letter sent at")])
    for one in rows:
        contact = contacts.get(one.person_id)
        told = timezone.localtime(one.told_at).isoformat(timespec="minutes") if one.told_at else ""
        reach = (contact.name, contact.email, contact.phone) if contact else ("", "", "")
        lines.writerow([one.person_id, *(safe_cell(cell) for cell in reach), told])
    return answer


@require_safe
@role_required(*INCIDENT_ROLES)
def paper(request: MemberRequest, organisation: str, incident_id: uuid.UUID, form: str) -> HttpResponse:
    """Give the paper of an incident; its hash goes into the log, so that it can be held against what was handed over."""
    if form not in FORMS:
        raise Http404
    language = language_now()
    made = incident_paper(
        incident_page(incident_id), organisation=request.member.organisation, language=language
    )
    content = as_pdf(made) if form == "pdf" else as_markdown(made).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    events.record(
        "privacy.incident_paper_taken", object_id=incident_id, form=form, language=language, sha256=sha256
    )
    return HttpResponse(
        content,
        content_type=FORMS[form],
        headers={
            "Content-Disposition": f'attachment; filename="incident-{language}.{form}"',
            "Content-Language": language,
            "X-Content-SHA256": sha256,
        },
    )
