"""Privacy for who guards it: what is due, what people asked, what is held, and the register of processing."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.cases.public import case, close_case, page_of_cases
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, role_required
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.apps.privacy.forms import EndForm, HoldForm
from maatwerk.apps.privacy.models import AccessPackage, Hold
from maatwerk.apps.privacy.operations import Cause, end_hold, order_erasure, order_package, place_hold
from maatwerk.apps.privacy.queries import due_rows, hold_rows
from maatwerk.apps.privacy.register import register
from maatwerk.apps.privacy.rules import ACTING_ROLES, PRIVACY_ROLES, may_erase, may_hold
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Tab

form_page = require_http_methods(["GET", "HEAD", "POST"])
REQUESTS = ("access", "rectification", "erasure", "objection")
MOST_SHOWN = 200


@require_safe
@role_required(*PRIVACY_ROLES)
def due(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show whose clock runs, the first to go on top."""
    found = due_rows()
    rows = found[:MOST_SHOWN]
    shown = _people(request.member, (row.person_id for row in rows))
    context = {
        "rows": [(row, shown[row.person_id]) for row in rows],
        "number": len(found),
        "is_cut": len(found) > MOST_SHOWN,
        "tabs": _tabs(organisation, "due"),
        "may_hold": may_hold(request.member),
        "slug": organisation,
    }
    return render(request, "privacy/due.html", context)


@require_safe
@role_required(*PRIVACY_ROLES)
def requests(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what people asked about their data, the first to answer on top, with what can be done by one click."""
    rows, page = page_of_cases(request.member, among=REQUESTS, number=request.GET.get("page"))
    shown = _people(request.member, (row.person_id for row in rows if row.person_id))
    packages = {
        one.case_id: one
        for one in AccessPackage.objects.filter(case_id__in=[row.id for row in rows]).order_by("asked_at")
    }
    context = {
        "rows": [
            (row, shown.get(row.person_id, "") if row.person_id else "", _state(packages.get(row.id)))
            for row in rows
        ],
        "page": page,
        "tabs": _tabs(organisation, "requests"),
        "may_act": may_erase(request.member),
        "slug": organisation,
    }
    return render(request, "privacy/requests.html", context)


@require_POST
@role_required(*ACTING_ROLES)
def package(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Have everything put together for who asked to see it."""
    found = case(case_id, request.member)
    if found.row.person_id is None or found.row.kind != "access":
        raise Refusal(_("Nobody asked to see everything here."), code="no_request", status=404)
    order_package(person_id=found.row.person_id, case_id=case_id, by=request.member)
    messages.success(
        request, _("It is being put together. The person gets a mail when it lies ready on their own page.")
    )
    return redirect("privacy:requests", organisation)


@require_POST
@role_required(*ACTING_ROLES)
def erase_asked(request: MemberRequest, organisation: str, case_id: uuid.UUID) -> HttpResponse:
    """Carry out an erasure that somebody asked for and was promised."""
    found = case(case_id, request.member)
    if found.row.person_id is None or found.row.kind != "erasure" or found.row.state != "upheld":
        raise Refusal(_("Answer the request first: the person is told what goes and what must stay."))
    order_erasure(person_id=found.row.person_id, cause=Cause.REQUEST, by=request.member)
    close_case(case_id=case_id, done=_("The erasure was ordered."), by=request.member)
    messages.success(request, _("The erasure was ordered and is being carried out."))
    return redirect("privacy:requests", organisation)


@require_safe
@role_required(*PRIVACY_ROLES)
def holds(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what is held and why, and the holds that ended."""
    standing, ended = hold_rows(), hold_rows(is_ended=True)[:MOST_SHOWN]
    shown = _people(request.member, (row.person_id for row in (*standing, *ended) if row.person_id))
    context = {
        "standing": [(row, _subject(row.person_id, row.vacancy, shown)) for row in standing],
        "ended": [(row, _subject(row.person_id, row.vacancy, shown)) for row in ended],
        "tabs": _tabs(organisation, "holds"),
        "may_hold": may_hold(request.member),
        "slug": organisation,
    }
    return render(request, "privacy/holds.html", context)


@form_page
@role_required(*ACTING_ROLES)
def new_hold(request: MemberRequest, organisation: str) -> HttpResponse:
    """Place a hold: on the person that the address names, or on all who applied for a vacancy."""
    person = _key(request.GET.get("person", ""))
    form = HoldForm(request.POST or None, has_person=person is not None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            place_hold(
                reason=given["reason"],
                review_on=given["review_on"],
                by=request.member,
                person_id=person,
                opportunity_id=given.get("subject"),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The hold stands. Nothing it keeps is erased until somebody ends it.")
            )
            return redirect("privacy:holds", organisation)
    context = {
        "form": form,
        "person": _people(request.member, [person]).get(person, "") if person else "",
        "slug": organisation,
    }
    return render(request, "privacy/new_hold.html", context, status=422 if form.errors else 200)


@form_page
@role_required(*ACTING_ROLES)
def end(request: MemberRequest, organisation: str, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold, with why it is over."""
    hold = Hold.objects.get(pk=hold_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_hold(hold_id=hold_id, because=form.cleaned_data["because"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The hold is over. What is due goes with the next nightly look."))
            return redirect("privacy:holds", organisation)
    context = {"form": form, "reason": hold.reason, "slug": organisation}
    return render(request, "privacy/end_hold.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(*PRIVACY_ROLES)
def show_register(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the register of processing, as the tables themselves declare it."""
    context = {"purposes": register(), "tabs": _tabs(organisation, "register"), "slug": organisation}
    return render(request, "privacy/register.html", context)


def _tabs(slug: str, current: str) -> tuple[Tab, ...]:
    named = (
        ("due", _("Clocks")),
        ("requests", _("Requests")),
        ("holds", _("Holds")),
        ("register", _("Register")),
    )
    return tuple(
        Tab(label, reverse(f"privacy:{name}", args=[slug]), current=name == current) for name, label in named
    )


def _people(member: Member, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return how this member may see each person: the auditor checks the work and not the people."""
    keys = set(people)
    return names(keys) if member.has(Role.ADMINISTRATOR) else {key: pseudonym(key) for key in keys}


def _subject(person_id: uuid.UUID | None, vacancy: str, shown: dict[uuid.UUID, str]) -> str:
    if person_id is not None:
        return shown[person_id]
    return _("Everybody who applied for “%(vacancy)s”") % {"vacancy": vacancy}


def _state(package: AccessPackage | None) -> str:
    if package is None:
        return ""
    return "made" if package.made_at else "being_made"


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
