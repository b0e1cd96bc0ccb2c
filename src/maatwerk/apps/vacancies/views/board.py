"""The public board: no sign-in, no cookie. Every filter is a link."""

import uuid
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.vacancies.applying import apply_path
from maatwerk.apps.vacancies.board import DISTANCES, HOURS, MOST_COUNTED, PAYS, SORTS, Search, find
from maatwerk.apps.vacancies.forms import SavedSearchForm, SearchForm
from maatwerk.apps.vacancies.jobposting import json_ld
from maatwerk.apps.vacancies.links import count_view
from maatwerk.apps.vacancies.models import Vacancy
from maatwerk.apps.vacancies.postings import employer_named, posting, was_public
from maatwerk.apps.vacancies.rules import KEEPS, MAILBOX, SEARCHES
from maatwerk.apps.vacancies.saved import save_search
from maatwerk.apps.vacancies.show import (
    card,
    contract_words,
    hours_words,
    pay_words,
    remote_words,
    told_search,
)
from maatwerk.kernel import tenancy
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats

form_page = require_http_methods(["GET", "HEAD", "POST"])
_ROBOTS = ("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "curl/", "wget/", "python-")


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One choice of a filter, as a link."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its choices."""

    label: str
    links: tuple[FilterLink, ...]
    is_order: bool = False  # of what is shown, or from where it is measured: one of its choices always holds

    @property
    def narrowing(self) -> FilterLink | None:
        """What is chosen here that leaves vacancies out, with the way back; None where nothing is."""
        first = self.links[0]
        chosen = next((one for one in self.links if one.current), first)
        return None if self.is_order or chosen is first else FilterLink(chosen.label, first.query, True)


@require_safe
def board(request: HttpRequest, employer: str = "") -> HttpResponse:
    """Show the open vacancies, of one employer or of all."""
    name = _employer(employer)
    search = Search.read(request.GET, employer=employer)
    if search.asked() and not SEARCHES.take(_address(request)):
        raise _too_often()
    page = find(search)
    context = {
        "search": search,
        "form": SearchForm(initial={name: getattr(search, name) or None for name in ("words", "place")}),
        "cards": [card(row) for row in page.rows],
        "page": page,
        "most": MOST_COUNTED,
        "filters": (found := filters(search)),
        "chosen": [(one.label, one.narrowing) for one in found if one.narrowing],
        "kept": {key: value for key, value in search.asked().items() if key not in ("words", "place")},
        "query": search.query(),
        "employer": name,
        "slug": employer,
        "canonical": settings.SITE_URL + (f"/jobs/at/{employer}/" if employer else "/jobs/"),
        "is_filtered": bool(search.asked()),
        "feed": (f"/jobs/at/{employer}/" if employer else "/jobs/") + "feed.rss",
    }
    return render(request, "vacancies/board.html", context)


@require_safe
def show(request: HttpRequest, employer: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show one vacancy; one that closed is gone for good (410), and its page says what else is open there."""
    row = posting(vacancy_id, employer=employer)
    if row is None:
        if not was_public(vacancy_id):
            raise Http404
        others = find(Search(employer=employer)).rows[:5]
        gone = {"cards": [card(one) for one in others], "slug": employer}
        return render(request, "vacancies/gone.html", gone, status=410)
    code = request.GET.get("via", "")[:12]
    if not _is_robot(request):
        with tenancy.acting(organisation=row.organisation_id):
            count_view(vacancy_id=row.id, code=code)
    context = {
        "job": row,
        "pay": pay_words(row),
        "hours": hours_words(row),
        "contract": contract_words(row.contract, row.contract_months),
        "where": ", ".join(part for part in (row.place, remote_words(row.remote)) if part),
        "days": sum(int(step["days"]) for step in row.steps),
        "json_ld": json_ld(row, site=settings.SITE_URL),
        "canonical": settings.SITE_URL + row.path,
        "apply": apply_path(row, code),
        "other_language": row.language != language_now(),
    }
    return render(request, "vacancies/job.html", context)


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Say in what order vacancies stand, and that nobody can pay for a place (GDP-27)."""
    return render(request, "vacancies/ranking.html", {"most": MOST_COUNTED})


@form_page
def save(request: HttpRequest, employer: str = "") -> HttpResponse:
    """Save a search: an address, and a mail to confirm it."""
    name = _employer(employer)
    search = Search.read(request.POST if request.method == "POST" else request.GET, employer=employer)
    form = SavedSearchForm(request.POST or None)
    context = {
        "form": form,
        "told": told_search(search),
        "employer": name,
        "slug": employer,
        "asked": search.asked(),
    }
    if request.method == "POST" and form.is_valid():
        if not KEEPS.take(_address(request)) or not MAILBOX.take(form.cleaned_data["email"].lower()):
            raise _too_often()
        save_search(email=form.cleaned_data["email"], search=search, language=language_now())
        return render(request, "vacancies/search_asked.html", context)
    return render(request, "vacancies/search_save.html", context, status=422 if form.errors else 200)


def filters(search: Search) -> list[Filter]:
    """Return every filter of the board with its choices as links."""
    found = [
        _filter(_("Hours a week"), search, "hours", [(0, _("any"))] + [(n, str(n)) for n in HOURS]),
        _filter(
            _("Pays at least, a month full time"),
            search,
            "pay",
            [(0, _("any"))] + [(n, f"€ {formats.number(n)}") for n in PAYS],
        ),
        _filter(_("Contract"), search, "contract", [("", _("any")), *_choices(Vacancy.Contract)]),
        _filter(_("Where"), search, "remote", [("", _("any")), *_choices(Vacancy.Remote)]),
    ]
    if search.place:
        distance = _filter(_("Distance"), search, "km", [(n, f"{n} km") for n in DISTANCES])
        found.insert(0, replace(distance, is_order=True))
    orders = {"newest": _("newest first"), "near": _("nearest first"), "pay": _("best paid first")}
    sorts = [(key, orders[key]) for key in SORTS if key != "near" or search.place]
    return [*found, replace(_filter(_("Order"), search, "sort", sorts), is_order=True)]


def _choices(kind: "type[Vacancy.Contract] | type[Vacancy.Remote]") -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in kind.choices]


def _filter(
    label: str, search: Search, name: str, choices: "list[tuple[int, str]] | list[tuple[str, str]]"
) -> Filter:
    now = getattr(search, name)
    return Filter(
        label,
        tuple(FilterLink(str(text), search.query(**{name: value}), value == now) for value, text in choices),
    )


def _employer(slug: str) -> str:
    """Return the name of an employer with open vacancies; 404 for one who has none, as for one who is not here."""
    if not slug:
        return ""
    name = employer_named(slug)
    if name is None:
        raise Http404
    return name


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _too_often() -> Refusal:
    return Refusal(
        _("That is very often in a short time. Wait a few minutes, then go on."), code="too_often", status=429
    )


def _is_robot(request: HttpRequest) -> bool:
    agent = request.headers.get("user-agent", "").lower()
    return not agent or any(sign in agent for sign in _ROBOTS)
