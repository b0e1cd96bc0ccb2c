"""Pages about impact: the audits of periods, the trend, the tables of Local Law 144, and the alarms."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.audits import pages, question_pages, reading, steering_pages
from maatwerk.apps.audits.auditing import SUBJECT
from maatwerk.apps.audits.following_up import write_step
from maatwerk.apps.audits.forms import StepForm
from maatwerk.apps.audits.models import ImpactAlarm
from maatwerk.apps.audits.reading import AuditRow
from maatwerk.apps.audits.rules import SEEING_ROLES, WORKING_ROLES, in_force, may_work_on_alarms, periods
from maatwerk.apps.audits.words import attribute_label, group_label
from maatwerk.apps.cases.public import CASE_ROLES, Case
from maatwerk.apps.organisations.public import MemberRequest, Role, names, role_required
from maatwerk.kernel import jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.ui.formats import day_range, number
from maatwerk.ui.shapes import Tab


def _tabs(slug: str, current: str) -> tuple[Tab, ...]:
    named = (
        ("impact", _("By period")),
        ("trend", _("Trend and alarms")),
        ("law", _("Local Law 144")),
        ("questions", _("Questions of tests")),
    )
    return tuple(
        Tab(label, reverse(f"audits:{key}", args=[slug]), current=key == current) for key, label in named
    )


def _chosen(request: MemberRequest, found: Sequence[AuditRow]) -> AuditRow | None:
    """Return the period that the address asks for, or the newest."""
    asked = request.GET.get("period", "")
    return next((one for one in found if one.start.isoformat() == asked), found[0] if found else None)


def _is_waiting(found: Sequence[AuditRow]) -> bool:
    """Whether a period is over that was not counted yet."""
    months = in_force("impact.period_months")
    today = timezone.localdate()
    start, _end = list(periods(today - dt.timedelta(days=400), today, months=months))[-1]
    return not found or found[0].start < start


@require_safe
@role_required(*SEEING_ROLES)
def impact(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show one period: everybody, or one way to divide the work, by every attribute."""
    found = reading.audits()
    audit = _chosen(request, found)
    tables = reading.tables(audit.id) if audit else []
    given = {one.part for one in tables}
    titles = {part: title for part, title in pages.part_titles().items() if part in given}
    part = request.GET.get("part", "")
    part = part if part in titles else ""
    page = reverse("audits:impact", args=[organisation])
    shown = pages.parts_of(tables, part)
    context = {
        "audits": [(one, day_range(one.start, one.end)) for one in found],
        "audit": audit,
        "period": day_range(audit.start, audit.end) if audit else "",
        "part": part,
        "parts": [
            Tab(title, f"{page}?period={audit.start.isoformat()}&part={key}", current=key == part)
            for key, title in titles.items()
            if audit
        ],
        "shown": shown,
        "flagged": pages.flagged(tables) if not part and any(one.is_flagged for one in shown) else [],
        "smallest": in_force("audit.smallest_cell"),
        "months": in_force("impact.period_months"),
        "may_count": may_work_on_alarms(request.member) and _is_waiting(found),
        "tabs": _tabs(organisation, "impact"),
        "slug": organisation,
    }
    return render(request, "audits/impact.html", context)


@require_safe
@role_required(*SEEING_ROLES)
def questions(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show, release by release, how many questions of each test work otherwise for a group."""
    context = {
        "releases": question_pages.release_cells(),
        "may_open": request.member.has(Role.PSYCHOLOGIST),
        "tabs": _tabs(organisation, "questions"),
        "slug": organisation,
    }
    return render(request, "audits/questions.html", context)


@require_POST
@role_required(*WORKING_ROLES)
def count(request: MemberRequest, organisation: str) -> HttpResponse:
    """Have the periods that are over counted behind the wall, in the background."""
    jobs.enqueue("audits.periods")
    messages.success(request, _("It is being counted; look again in a minute."))
    return redirect("audits:impact", organisation)


@require_safe
@role_required(*SEEING_ROLES)
def trend(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show each group beside everybody else over time, and the alarms with their cases."""
    alarms, followed = reading.alarms(), reading.trend()
    cases = dict(Case.objects.filter(subject=SUBJECT).values_list("object_id", "state"))
    labels = dict(Case.State.choices)
    context = {
        "groups": [pages.trend_cells(*key, points) for key, points in followed.items()],
        "marks": steering_pages.marks(followed),
        "alarms": [
            {
                "id": one.id,
                "title": f"{group_label(one.group)} ({attribute_label(one.attribute)})",
                "week": one.week,
                "low": number(one.low, 2),
                "high": number(one.high, 2),
                "people": one.people,
                "state": labels.get(cases.get(one.id, ""), ""),
                "steps": [label for key, label in _step_labels().items() if one.steps[key]],
            }
            for one in alarms
        ],
        "share": in_force("impact.alarm_share"),
        "tabs": _tabs(organisation, "trend"),
        "slug": organisation,
    }
    return render(request, "audits/trend.html", context)


def _step_labels() -> dict[str, str]:
    return {"hypothesis": _("cause"), "action": _("action"), "effect": _("effect")}


@require_safe
@role_required(*SEEING_ROLES)
def law(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the tables that Local Law 144 asks for, over one period."""
    found = reading.audits()
    audit = _chosen(request, found)
    valid = dt.timedelta(days=in_force("ll144.valid_days"))
    context = {
        "audits": [(one, day_range(one.start, one.end)) for one in found],
        "audit": audit,
        "period": day_range(audit.start, audit.end) if audit else "",
        "tables": pages.law_tables(
            reading.tables(audit.id) if audit else [], smallest_share=in_force("ll144.smallest_share")
        ),
        "until": audit.computed_at + valid if audit else None,
        "is_over": bool(audit and audit.computed_at + valid < timezone.now()),
        "share": in_force("ll144.smallest_share"),
        "tabs": _tabs(organisation, "law"),
        "slug": organisation,
    }
    return render(request, "audits/law.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*SEEING_ROLES)
def alarm(request: MemberRequest, organisation: str, alarm_id: uuid.UUID) -> HttpResponse:
    """Show an alarm with its case, and write down what may be behind it, what is done and what came of it."""
    get_object_or_404(ImpactAlarm, pk=alarm_id)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_step(alarm_id=alarm_id, by=request.member, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect("audits:alarm", organisation, alarm_id)
    found, steps = reading.alarm(alarm_id)
    case = (
        Case.objects.filter(subject=SUBJECT, object_id=alarm_id)
        .values("pk", "state", "due_on", "owner")
        .first()
    )
    owner = case["owner"] if case else None
    context = {
        "title": f"{group_label(found.group)} ({attribute_label(found.attribute)})",
        "alarm": found,
        "low": number(found.low, 2),
        "high": number(found.high, 2),
        "case": case,
        "owner": names({owner}).get(owner, "") if owner else "",
        "may_open_case": request.member.has(*CASE_ROLES),
        "case_state": dict(Case.State.choices).get(case["state"]) if case else "",
        "steps": steps,
        "form": form if may_work_on_alarms(request.member) else None,
        "tabs": _tabs(organisation, "trend"),
        "slug": organisation,
    }
    return render(request, "audits/alarm.html", context, status=422 if form.errors else 200)
