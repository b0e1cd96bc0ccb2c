"""The style guide: every component with sample data, open only to who builds."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.ui import samples


def _must_be_open() -> None:
    """Hide the style guide unless this is a development server or the operator wants it."""
    if not getattr(settings, "STYLEGUIDE", settings.DEBUG):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def styleguide(request: HttpRequest, part: str = "basics") -> HttpResponse:
    """Show one part of the style guide; a posted form comes back with its errors."""
    _must_be_open()
    if part not in samples.PARTS:
        raise Http404
    kind = samples.FollowUpForm if part == "public" else samples.SampleForm
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = kind(*posted)
    context = samples.shell(part) | samples.context(part) | {"part": part, "form": form}
    is_wrong = form.is_bound and not form.is_valid()
    return render(request, f"ui/styleguide/{part}.html", context, status=422 if is_wrong else 200)


@require_safe
def styleguide_job(request: HttpRequest, done: int) -> HttpResponse:
    """Answer as a job's page would: a little further every time it is asked."""
    _must_be_open()
    return render(request, "ui/_progress.html", {"job": samples.job(done)})


@require_safe
def styleguide_dialog(request: HttpRequest) -> HttpResponse:
    """Show what the sample dialog says, for when scripts do not run."""
    _must_be_open()
    context = samples.shell("parts") | {"form": samples.ReasonForm()}
    return render(request, "ui/styleguide/dialog.html", context)
