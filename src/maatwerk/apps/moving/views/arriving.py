"""Moving in: what came, bringing files, how they are read, the yes, taking back, broken rows; a staffing order."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.moving import brought, words
from maatwerk.apps.moving.forms import BringForm, OrderForm, ReadingForm, YesForm
from maatwerk.apps.moving.models import Move
from maatwerk.apps.moving.queries import MoveRow, move_row, move_rows, work_state
from maatwerk.apps.moving.rules import FILE_DAYS, MOVING_ROLES, may_take_along
from maatwerk.apps.moving.setu.orders import receive_order
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal


@require_safe
@role_required(*MOVING_ROLES)
def move_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List what was brought in."""
    context = {"rows": move_rows(), "may_leave": may_take_along(request.member), "slug": organisation}
    return render(request, "moving/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MOVING_ROLES)
def bring(request: MemberRequest, organisation: str) -> HttpResponse:
    """Bring files of another system."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = brought.keep(form.cleaned_data["files"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("moving:show", organisation, kept.pk)
    return render(
        request,
        "moving/bring.html",
        {"form": form, "slug": organisation, "most": FILE_DAYS},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MOVING_ROLES)
def order(request: MemberRequest, organisation: str) -> HttpResponse:
    """Take a SETU staffing order in as a requisition that somebody answers."""
    form = OrderForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = receive_order(form.cleaned_data["message"].read(), by=request.member)
        except Refusal as refusal:
            form.add_error("message", refusal.sentence)
        else:
            messages.success(request, _("“%(title)s” is in as a requisition.") % {"title": received.title})
            return redirect("vacancies:needs", organisation)
    context = {"form": form, "slug": organisation}
    return render(request, "moving/order.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MOVING_ROLES)
def show(request: MemberRequest, organisation: str, move_id: uuid.UUID) -> HttpResponse:
    """Show what a check found, how the files are read, and what came of them; keep a corrected reading."""
    row = _row(move_id)
    form = _form(request, row)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            brought.settle(move_id=move_id, reading=form.reading(), by=request.member)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect("moving:show", organisation, move_id)
    report, work = row.report, work_state(row.work_id)
    context = {
        "row": row,
        "work": work,
        "form": form,
        "yes": YesForm(),
        "errors": row.sentences("fatal"),
        "broken": row.sentences("broken"),
        "remarks": row.sentences("remarks"),
        "left_outside": [
            (words.BORDER[kind], ", ".join(headers))
            for kind, headers in report.get("left_outside", {}).items()
        ],
        "stages": [(words.STAGES[stage], count) for stage, count in report.get("stages", {}).items()],
        "words_open": any(not word["stage"] for word in report.get("words", ())),
        "stays": [
            (words.THINGS[kind], words.because(app), count) for kind, app, count in report.get("stays", ())
        ],
        "slug": organisation,
    }
    return render(request, "moving/show.html", context)


def _form(request: MemberRequest, row: MoveRow) -> ReadingForm | None:
    if row.state != Move.State.CHECKED or not row.report.get("files"):
        return None
    return ReadingForm(request.POST or None, report=row.report, reading=row.reading)


def _row(move_id: uuid.UUID) -> MoveRow:
    try:
        return move_row(move_id)
    except Move.DoesNotExist as error:
        raise Http404 from error


@require_POST
@role_required(*MOVING_ROLES)
def say_yes(request: MemberRequest, organisation: str, move_id: uuid.UUID) -> HttpResponse:
    """Say yes to what a check found."""
    form = YesForm(request.POST)
    leave_out = form.is_valid() and form.cleaned_data["leave_out"]
    try:
        brought.say_yes(move_id=move_id, leave_out=leave_out, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("moving:show", organisation, move_id)


@require_POST
@role_required(*MOVING_ROLES)
def back(request: MemberRequest, organisation: str, move_id: uuid.UUID) -> HttpResponse:
    """Take an import back."""
    try:
        brought.ask_back(move_id=move_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("moving:show", organisation, move_id)


@require_POST
@role_required(*MOVING_ROLES)
def drop(request: MemberRequest, organisation: str, move_id: uuid.UUID) -> HttpResponse:
    """Forget files that did not come in."""
    try:
        brought.drop(move_id=move_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("moving:show", organisation, move_id)
    messages.success(request, _("The files are gone."))
    return redirect("moving:list", organisation)


@require_safe
@role_required(*MOVING_ROLES)  # type: ignore[arg-type]  # a file is streamed
def broken(request: MemberRequest, organisation: str, move_id: uuid.UUID) -> HttpResponseBase:
    """Give the broken rows as a file to mend."""
    path = brought.broken_rows(move_id)
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename="broken-rows.csv", content_type="text/csv"
    )
