"""Pages of figures: the overview, the channels, the rows behind a number, and each figure as a file."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.applications.public import HIRING_ROLES, may_see_names
from maatwerk.apps.audits.public import STEPS
from maatwerk.apps.figures import files, measuring, pages
from maatwerk.apps.figures.asking import Asked
from maatwerk.apps.figures.impact import impact_cells
from maatwerk.apps.figures.mixing import mix_for
from maatwerk.apps.figures.queries import (
    Cohort,
    Journey,
    Vacancy,
    cents_by_channel,
    in_order,
    journeys,
    titles_to_choose,
    vacancies,
)
from maatwerk.apps.figures.rules import HORIZONS, IMPACT_ROLES, LEAST_RETAINED, MOST, SEEING_ROLES, sees_all
from maatwerk.apps.figures.words import SETS, STAGES, VACANCY_SETS, channel_label, set_label
from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.apps.vacancies.public import works_on
from maatwerk.kernel import jobs
from maatwerk.kernel.collecting import much_at_once
from maatwerk.kernel.spreadsheets import safe_cell
from maatwerk.ui.shapes import Tab

ROWS_SHOWN = 200
EVER = dt.date(1990, 1, 1)
#: The rows that say how long somebody is here.
WITH_TENURE = ("hired", "followed", "left", *measuring.STAYED)


def _cohort(request: MemberRequest) -> tuple[Asked, Cohort]:
    """Return what was asked, and the cohort this member may see of it: another's vacancy is as if it were not there."""
    asked = Asked.read(request.GET, today=timezone.localdate())
    return asked, asked.cohort(None if sees_all(request.member) else works_on(request.member.user_id))


def _shell(request: MemberRequest, asked: Asked, cohort: Cohort, current: str) -> dict[str, Any]:
    """Return what every page of figures shows around its own content."""
    slug = request.member.organisation.slug
    return {
        "asked": asked,
        "query": asked.query(),
        "slug": slug,
        "families": [(str(row.id), row.name) for row in job_families()],
        "vacancies": [(str(key), title) for key, title in titles_to_choose(cohort)],
        "family": str(asked.family_id or ""),
        "vacancy": str(asked.vacancy_id or ""),
        "only_own": cohort.visible is not None,
        "most": MOST,
        "tabs": (
            Tab(_("The procedure"), f"/o/{slug}/figures/?{asked.query()}", current=current == "overview"),
            Tab(_("Channels"), f"/o/{slug}/figures/channels/?{asked.query()}", current=current == "channels"),
        ),
    }


@require_safe
@role_required(*SEEING_ROLES)
@much_at_once()
def overview(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show how long things take and how many get how far, as small multiples."""
    asked, cohort = _cohort(request)
    opened, rows, now = vacancies(cohort), journeys(cohort), timezone.now()
    stages = measuring.stages(rows, now)
    accepted, waiting = measuring.offers(rows)
    base = f"/o/{organisation}/figures/rows"
    context = _shell(request, asked, cohort, "overview") | {
        "multiples": _multiples(opened, rows, now, f"{base}/", asked),
        "applied": len(rows),
        "is_cut": len(rows) >= MOST,
        "charts": [one for one in (pages.onward_chart(stages), pages.days_chart(stages)) if one],
        "stages": [
            {
                "label": STEPS[one.stage],
                "entered": one.entered,
                "went_on": one.went_on,
                "under_way": one.under_way,
                "share": pages.share_words(one.onward),
                "days": pages.days_words(one.days),
                "rows": f"{base}/{one.stage}/?{asked.query()}",
                "rows_on": f"{base}/{after}/?{asked.query()}",
                "rows_still": f"{base}/at-{one.stage}/?{asked.query()}",
                "rows_left": f"{base}/left-{one.stage}/?{asked.query()}",
                "rows_stop": f"{base}/stop-{one.stage}/?{asked.query()}",
            }
            for one, after in zip(stages, measuring.ORDER[1:], strict=True)
        ],
        "accepted": pages.share_words(accepted),
        "answered": accepted.n if accepted else 0,
        "offers_waiting": waiting,
        "offers_answered": f"{base}/offers-answered/?{asked.query()}",
        "offers_waiting_rows": f"{base}/offers-waiting/?{asked.query()}",
    }
    return render(request, "figures/overview.html", context)


def _multiples(
    opened: Sequence[Vacancy], rows: Sequence[Journey], now: dt.datetime, base: str, asked: Asked
) -> list[pages.Multiple]:
    """Return the times as small multiples, every number with the address of its rows."""
    return [
        pages.waiting_multiple(
            "fill", _("Time to fill"), measuring.time_to_fill(opened, now), of=len(opened),
            rows=f"{base}vacancies/?{asked.query()}", label=_("Share still open"),
            parts=(
                (_("%(n)s filled"), f"{base}vacancies/?{asked.query(state='filled')}"),
                (_("%(n)s still open"), f"{base}vacancies/?{asked.query(state='open')}"),
                (_("%(n)s withdrawn"), f"{base}vacancies/?{asked.query(state='withdrawn')}"),
                (_("%(n)s left out"), f"{base}vacancies/?{asked.query(state='unclear')}"),
            ),
        ),
        pages.waiting_multiple(
            "hire", _("Time to hire"), measuring.time_to_hire(rows, now), of=len(rows),
            rows=f"{base}hired/?{asked.query()}", label=_("Share not hired (yet)"),
            parts=(
                (_("%(n)s hired"), f"{base}hired/?{asked.query()}"),
                (_("%(n)s still under way"), f"{base}open/?{asked.query()}"),
                (_("%(n)s ended in another way"), f"{base}ended/?{asked.query()}"),
                (_("%(n)s left out"), f"{base}unclear/?{asked.query()}"),
            ),
        ),
    ]  # fmt: skip


@require_safe
@role_required(*SEEING_ROLES)
@much_at_once()
def channels(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what each channel brought, who stayed, what it cost, and the advice on the mix for a kind of work."""
    asked, cohort = _cohort(request)
    rows, now = journeys(cohort), timezone.now()
    found = measuring.channels(rows, cohort)
    context = _shell(request, asked, cohort, "channels") | {
        "rows": [_channel_cells(one, f"/o/{organisation}/figures/rows", asked) for one in found],
        "charts": pages.channel_charts(found),
        "horizons": HORIZONS,
        "is_cut": len(rows) >= MOST,
        "mix": _mix_cells(cohort, now, f"/o/{organisation}/figures/rows") if asked.family_id else None,
        "least": LEAST_RETAINED,
        "impact": impact_cells() if request.member.has(*IMPACT_ROLES) else None,
    }
    return render(request, "figures/channels.html", context)


def _channel_cells(one: measuring.ChannelFigure, base: str, asked: Asked) -> dict[str, Any]:
    return {
        "label": channel_label(one.channel),
        "views": one.views,
        "applied": one.applied,
        "assessed": one.assessed,
        "interviewed": one.interviewed,
        "hired": one.hired,
        "share_hired": pages.share_words(one.share_hired) if one.share_hired else "",
        "stays": [
            (month, pages.share_words(one.stays[month]) if month in one.stays else "") for month in HORIZONS
        ],
        "silent": one.silent,
        "euros": round(one.cents / 100),
        "per_application": pages.cost_words(one.per_application),
        "per_hire": pages.cost_words(one.per_hire),
        "per_stayer": [(month, pages.cost_words(cost)) for month, cost in one.per_stayer.items()],
        "links": {
            stage: f"{base}/{stage}/?{asked.query(channel=one.channel)}"
            for stage in ("applied", "assessed", "interview", "hired", "answered", "silent", "followed")
        },
    }


def _mix_cells(cohort: Cohort, now: dt.datetime, base: str) -> dict[str, Any]:
    """Advise on everything this member may see, of every kind of work and all time: that is what can be learnt from."""
    assert cohort.family_id is not None
    always = Cohort(start=EVER, end=now.date(), visible=cohort.visible)
    ever = Asked(start=EVER, end=now.date(), family_id=cohort.family_id)
    mix = mix_for(cohort.family_id, journeys(always), cents_by_channel(always), now=now)
    return {
        "mix": mix,
        "best": ", ".join(channel_label(row.channel) for row in mix.best),
        "rows": [
            {
                "label": channel_label(row.channel),
                "settled_rows": f"{base}/settled-{mix.months}/?{ever.query(channel=row.channel)}",
                "stayed_rows": f"{base}/stayed-{mix.months}/?{ever.query(channel=row.channel)}",
                "retained": row.retained,
                "applications": row.applications,
                "rate": pages.share_words(row.rate),
                "cost": pages.price_words(row.cents),
                "is_best": row.is_among_best,
            }
            for row in mix.rows
        ],
    }


@require_POST
@role_required(*IMPACT_ROLES)
def count_impact(request: MemberRequest, organisation: str) -> HttpResponse:
    """Have whom each channel reaches counted behind the wall, in the background."""
    jobs.enqueue("audits.channel_impact")
    messages.success(request, _("It is being counted; look again in a minute."))
    return redirect("figures:channels", organisation)


@require_safe
@role_required(*SEEING_ROLES)
@much_at_once()
def rows(request: MemberRequest, organisation: str, what: str) -> HttpResponse:
    """List the rows behind a number: names for who works with them, pseudonyms for who checks or computes."""
    asked, cohort = _cohort(request)
    if what == "vacancies":
        return _vacancy_rows(request, asked, cohort)
    is_in = measuring.chosen(what, timezone.now())
    if is_in is None:
        raise Http404
    channel = request.GET.get("channel", "")[:120]
    found = [row for row in journeys(cohort) if is_in(row) and (not channel or row.channel == channel)]
    with_names = may_see_names(request.member)
    shown = found[-ROWS_SHOWN:][::-1]  # the newest first
    known = names([row.person_id for row in shown]) if with_names else {}
    context = _shell(request, asked, cohort, "rows") | {
        "title": set_label(what),
        "channel": channel_label(channel) if channel else "",
        "total": len(found),
        "listed": len(shown),
        "with_names": with_names,
        "with_tenure": what in WITH_TENURE,
        "may_open": request.member.has(*HIRING_ROLES),
        "rows": [
            {
                "id": row.id,
                "person": (shown_as := known.get(row.person_id) or pseudonym(row.person_id)),
                "is_code": shown_as == pseudonym(row.person_id),
                "vacancy": row.vacancy,
                "channel": channel_label(row.channel),
                "applied_at": row.applied_at,
                "stage": STAGES.get(row.stage, row.stage),
                "closed_at": row.closed_at,
                "months": row.tenure_months,
                "has_left": row.separated,
            }
            for row in shown
        ],
        "file": f"/o/{organisation}/figures/{what}.csv?{asked.query(**({'channel': channel} if channel else {}))}",
    }
    return render(request, "figures/rows.html", context)


def _vacancy_rows(request: MemberRequest, asked: Asked, cohort: Cohort) -> HttpResponse:
    state = request.GET.get("state", "")
    found = _vacancies_of(cohort, state)
    context = _shell(request, asked, cohort, "rows") | {
        "title": VACANCY_SETS.get(state, SETS["vacancies"]),
        "total": len(found),
        "listed": min(len(found), ROWS_SHOWN),
        "vacancy_rows": found[-ROWS_SHOWN:][::-1],
        "may_open": request.member.has(*HIRING_ROLES),
        "file": f"/o/{request.member.organisation.slug}/figures/fill.csv?{asked.query(**({'state': state} if state else {}))}",
    }
    return render(request, "figures/rows.html", context)


def _vacancies_of(cohort: Cohort, state: str) -> list[Vacancy]:
    """Return the vacancies of a cohort in order; those that count in one way, where that is asked."""
    return in_order(
        row for row in vacancies(cohort) if state not in VACANCY_SETS or measuring.vacancy_set(row) == state
    )


@require_safe
@role_required(*SEEING_ROLES)
@much_at_once()
def as_file(request: MemberRequest, organisation: str, what: str) -> HttpResponse:
    """Give one figure, or the rows of one number under their keys, as a CSV file; never with names."""
    _asked, cohort = _cohort(request)
    now = timezone.now()
    if what == "fill":
        return _csv(
            "vacancies", files.vacancy_table(_vacancies_of(cohort, request.GET.get("state", "")), now)
        )
    found: Sequence[Journey] = journeys(cohort)
    if what == "stages":
        return _csv(what, files.stage_table(measuring.stages(found, now)))
    if what == "channels":
        return _csv(what, files.channel_table(measuring.channels(found, cohort)))
    is_in = measuring.chosen(what, now)
    if is_in is None:
        raise Http404
    channel = request.GET.get("channel", "")
    kept = [row for row in found if is_in(row) and (not channel or row.channel == channel)]
    return _csv(what, files.journey_table(kept))


def _csv(name: str, table: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows([[safe_cell(cell) for cell in row] for row in table])
    return response
