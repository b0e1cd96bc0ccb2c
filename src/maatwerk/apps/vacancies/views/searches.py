"""The link in a mail about a saved search: say yes, or end it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.vacancies.board import Search
from maatwerk.apps.vacancies.postings import employer_named
from maatwerk.apps.vacancies.saved import confirm_search, end_search, found_by
from maatwerk.apps.vacancies.show import told_search


@require_safe
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """Show a saved search. Opening the link changes nothing: programs that look into mail open links too."""
    row = found_by(token)
    context = {
        "row": row,
        "told": told_search(Search.read(row.query)) if row else "",
        "employer": employer_named(str(row.query.get("employer", ""))) or "" if row else "",
        "token": token,
        "confirmed": bool(row and row.confirmed_at),
    }
    return render(request, "vacancies/search_link.html", context, status=200 if row else 410)


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to send."""
    confirm_search(token)
    return redirect("vacancies:saved_search", token)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a saved search. Mail programs post here by themselves (RFC 8058): the token is the proof, no session is used."""
    if request.method != "POST":
        return redirect("vacancies:saved_search", token)
    end_search(token)
    return render(request, "vacancies/search_ended.html")
