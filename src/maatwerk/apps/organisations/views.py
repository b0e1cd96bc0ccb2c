"""Pages of organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.organisations import queries, start
from maatwerk.apps.organisations.rules import MemberRequest, role_required


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Say what this is to who is not signed in; lead who is to their organisation."""
    if not request.user.is_authenticated:
        return render(request, "organisations/welcome.html")
    memberships = queries.memberships(request.user)
    if len(memberships) == 1:
        return redirect("organisations:home", memberships[0].organisation.slug)
    return render(request, "organisations/choose.html", {"memberships": memberships})


@require_safe
@role_required()
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what waits for the member, and first steps."""
    member = request.member
    context = {"tiles": start.tiles_for(member), "steps": start.steps_for(member)}
    return render(request, "organisations/home.html", context)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go to another organisation; whether one may is seen there."""
    return redirect("organisations:home", request.POST.get("organisation") or "-")
