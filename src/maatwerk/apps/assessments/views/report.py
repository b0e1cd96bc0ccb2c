"""What somebody gets back: their report, and what they decide about it. By their link, as themselves."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.assessments import report_files
from maatwerk.apps.assessments.operations import results
from maatwerk.apps.assessments.queries.report import Report, ReportScale, own_data, report_of
from maatwerk.apps.assessments.queries.taking import TakerRow
from maatwerk.apps.assessments.screens import page
from maatwerk.apps.assessments.travel import signed
from maatwerk.apps.assessments.views.player import BeingMade, by_link
from maatwerk.apps.assessments.ways_on import ways_on
from maatwerk.apps.people.public import names
from maatwerk.kernel.languages import language_now
from maatwerk.ui.shapes import RangeRow


@require_safe
@by_link
def report(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Show the report; before the end there is none."""
    return _page(found, token)


def _page(found: TakerRow, token: str, *, status: int = 200, **more: object) -> HttpResponse:
    content = _report(found)
    context = {
        "report": content,
        "thanks": report_files.thanks(content),
        "waiting": report_files.waiting(content),
        "usage": report_files.usage(content),
        "keeping": report_files.keeping(content),
        "rows": [(scale, _range(scale)) for scale in content.scales],
        "ways": ways_on(found.person_id),
    }
    return page("report", found, token, status=status, **context, **more)


def _report(found: TakerRow) -> Report:
    if not found.is_over:
        raise Http404
    if not results.try_to_settle(found.order_id):  # what raters judged meanwhile comes in here
        raise BeingMade
    return report_of(found.order_id)


def _range(scale: ReportScale) -> tuple[RangeRow, ...]:
    if scale.low is None or scale.high is None:
        return ()
    return (RangeRow(label=scale.name, low=scale.low / 100, high=scale.high / 100),)


@require_POST
@by_link
def release(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Let the organisation have the results."""
    results.release(found.order_id)
    return _back(found, token)


@require_POST
@by_link
def withhold(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Keep the results from the organisation."""
    results.withhold(found.order_id)
    return _back(found, token)


@require_POST
@by_link
def explain(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Ask for an explanation."""
    results.ask_explanation(found.order_id, request.POST.get("text", ""))
    return _back(found, token)


@require_POST
@by_link
def contest(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Say that a result is wrong."""
    results.contest(found.order_id, request.POST.get("text", ""))
    return _back(found, token)


@require_POST
@by_link
def delete(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Remove answers and results, once the person says to be sure."""
    if "sure" not in request.POST:
        return _page(found, token, status=422, unsure=True)
    results.delete_results(found.order_id)
    return _back(found, token)


@require_safe
@by_link
def pdf(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Give the report as a PDF."""
    content = report_files.pdf_of(_report(found))
    return _file(content, "application/pdf", _("test-results.pdf"))


@require_safe
@by_link
def export(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Give the results as a signed document that can be shown elsewhere."""
    content = _report(found)
    keys = request.build_absolute_uri(reverse("assessments:signing_key", args=[found.organisation_id]))
    document = report_files.document_of(
        content,
        organisation_id=found.organisation_id,
        holder=names([found.person_id])[found.person_id],
        keys_url=keys,
    )
    results.note_export(found.order_id)
    return _json(signed(document, found.organisation_id), _("test-results.json"))


@require_safe
@by_link
def data(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Give everything held about how the person took their tests."""
    return _json(own_data(found.order_id), _("my-answers.json"))


def _json(content: dict[str, object], name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return _file(text.encode(), "application/json; charset=utf-8", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Language": language_now(),
        },
    )


def _back(found: TakerRow, token: str) -> HttpResponse:
    return HttpResponseRedirect(
        reverse("assessments:report", args=[found.organisation_id, token]), status=303
    )
