"""Applying, open to everybody: three pages on a phone, no account, and a link to go on later."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.applications.applying.attaching import (
    add_document,
    documents_of_draft,
    drop_document,
    refusal_of,
)
from maatwerk.apps.applications.applying.by_link import (
    address_of,
    also_when_closed,
    also_when_sent,
    by_draft,
    context_of,
    hold_to,
)
from maatwerk.apps.applications.applying.drafts import (
    DraftRow,
    draft_link,
    drop_draft,
    fill,
    keep_draft,
    move_draft,
    new_start,
    start_token,
)
from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.applications.applying.forms import (
    LARGEST_RESUME,
    AgainForm,
    CheckForm,
    QuestionsForm,
    YouForm,
    contact_from_resume,
)
from maatwerk.apps.applications.applying.letters import send_known, send_way_back
from maatwerk.apps.applications.applying.rules import (
    DRAFT_DAYS,
    LETTERS,
    MOST_DOCUMENTS,
    NOTICE_VERSION,
    ONCE,
    STARTS,
    UPLOADS,
)
from maatwerk.apps.applications.applying.sending import (
    Agreed,
    NotOpen,
    intake_of,
    missing,
    send_draft,
    tests_that_follow,
)
from maatwerk.apps.applications.applying.uploading import is_too_large
from maatwerk.apps.applications.models import Application, Document, Intake
from maatwerk.apps.applications.queries.retention import weeks_kept
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.people.public import own_link, people_with_mail
from maatwerk.apps.vacancies.public import PostingRow, posting, was_public
from maatwerk.kernel import tenancy
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])
_PARTS = ("name", "email", "phone", "channel", "language")
_MOST_FILES_TOLD = 3


def _open_job(employer: str, vacancy_id: uuid.UUID) -> PostingRow:
    job = posting(vacancy_id, employer=employer)
    if job is None:
        if was_public(vacancy_id):
            raise NotOpen(_("This vacancy is closed; you can no longer apply for it."))
        raise Http404
    return job


@csrf_exempt  # nobody is signed in, so there is nothing to forge; and the public pages set no cookie
@form_page
def begin(request: HttpRequest, employer: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """The first page: who are you, and how do you want to hear?"""
    job = _open_job(employer, vacancy_id)
    if request.method != "POST":
        first = {"language": language_now(), "channel": "mail"}
        return _first_page(request, job, YouForm(initial=first), code=request.GET.get("via", "")[:12])
    if is_too_large(request):
        raise refusal_of("too_large")
    code, start = request.POST.get("via", "")[:12], request.POST.get("start", "")[:64]
    if "bring" in request.POST:
        return _brought(request, job, code=code, start=start)
    form = YouForm(request.POST)
    if not form.is_valid():
        return _first_page(request, job, form, code=code, start=start, status=422)
    hold_to(STARTS, address_of(request))
    filled = Filled(code=code, **form.cleaned_data)
    with tenancy.acting(organisation=job.organisation_id):
        row, is_new = keep_draft(vacancy_id=job.id, token=start_token(start), filled=filled)
        if is_new and filled.email and LETTERS.take(f"way back:{filled.email.lower()}"):
            send_way_back(filled, job, link=draft_link(row), days=DRAFT_DAYS)
    return _next(row, job)


def _brought(request: HttpRequest, job: PostingRow, *, code: str, start: str) -> HttpResponse:
    """Fill in name and contact from a résumé in JSON that somebody brings; nothing is kept yet."""
    given = request.FILES.get("resume")
    found = contact_from_resume(given.read(LARGEST_RESUME)) if given else {}
    before = {name: request.POST.get(name, "") for name in _PARTS}
    form = YouForm(initial={"channel": "mail"} | {k: v for k, v in before.items() if v} | found)
    return _first_page(request, job, form, code=code, start=start, brought=bool(found), failed=not found)


def _first_page(
    request: HttpRequest,
    job: PostingRow,
    form: YouForm,
    *,
    code: str,
    start: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "job": job,
        "form": form,
        "code": code,
        "start": start or new_start(),
        "step": 1,
        "steps": 3,
        "days": DRAFT_DAYS,
        "organisation": {"name": job.employer},
        **more,
    }
    response = render(request, "applications/applying/you.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@form_page
@by_draft
def draft(request: HttpRequest, row: DraftRow, job: PostingRow) -> HttpResponse:
    """Where the link in the mail leads: the first page that still misses something, else the last."""
    wanting = missing(row, job)
    if "you" in wanting:
        return redirect("applications:you", row.organisation_id, row.token)
    return _next(row, job) if wanting else redirect("applications:check", row.organisation_id, row.token)


@form_page
@by_draft
def you(request: HttpRequest, row: DraftRow, job: PostingRow) -> HttpResponse:
    """The first page again, to correct it; or for the first time, for who came by their own link."""
    form = YouForm(request.POST or None, initial=row.filled.as_json())
    if request.method == "POST" and form.is_valid():
        fill(row, **form.cleaned_data)
        return _next(row, job)
    context = context_of(row, job) | {"form": form, "step": 1, "steps": 3, "days": DRAFT_DAYS}
    return render(request, "applications/applying/you.html", context, status=422 if form.errors else 200)


@form_page
@by_draft
def questions(request: HttpRequest, row: DraftRow, job: PostingRow) -> HttpResponse:
    """The second page: the vacancy's questions, and documents where they may come along."""
    if request.method != "POST":
        return _questions_page(request, row, job, _questions_form(row, job))
    if is_too_large(request):
        refused = _questions_form(row, job)
        return _questions_page(request, row, job, refused, refusal=refusal_of("too_large"))
    form = QuestionsForm(request.POST, questions=job.questions)
    fine = form.is_valid()
    row_now = fill(row, answers=form.answers())  # what makes sense is kept, whatever else is wrong
    try:
        added = _take_documents(request, row)
    except Refusal as refusal:
        return _questions_page(request, row, job, form, refusal=refusal)
    if "add" in request.POST or "add_photo" in request.POST:
        again = _questions_form(row, job, answers=row_now.answers)
        return _questions_page(request, row, job, again, added=added)
    if fine and "documents" not in missing(row, job):
        return redirect("applications:check", row.organisation_id, row.token)
    if fine:
        form.add_error(None, _("This vacancy asks for at least one document."))
    return _questions_page(request, row, job, form)


def _take_documents(request: HttpRequest, row: DraftRow) -> bool:
    taken = False
    for name in ("document", "photo"):
        given = request.FILES.get(name)
        if given is not None and intake_of(row.opportunity_id).documents != Intake.Documents.NONE:
            hold_to(UPLOADS, str(row.id))
            add_document(row, given.read(), is_photo=name == "photo")
            taken = True
    return taken


def _questions_form(row: DraftRow, job: PostingRow, answers: Any = None) -> QuestionsForm:
    kept = row.filled.answers if answers is None else answers
    form = QuestionsForm(questions=job.questions)
    form.initial = {name: kept.get(key, "") for name, key in form.keys.items()}
    return form


def _questions_page(
    request: HttpRequest,
    row: DraftRow,
    job: PostingRow,
    form: QuestionsForm,
    *,
    refusal: Refusal | None = None,
    added: bool = False,
) -> HttpResponse:
    wanted = intake_of(row.opportunity_id).documents
    files = documents_of_draft(row.id)
    context = context_of(row, job) | {
        "form": form,
        "refusal": refusal,
        "added": added,
        "takes_documents": wanted != Intake.Documents.NONE,
        "needs_document": wanted == Intake.Documents.REQUIRED,
        "may_add": len(files) < MOST_DOCUMENTS,
        "files": files,
        "has_photo": any(one.kind == Document.Kind.PHOTO for one in files),
        "step": 2,
        "steps": 3,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    response = render(request, "applications/applying/questions.html", context, status=status)
    if status == 413:
        response.headers["Connection"] = "close"  # the rest of what was sent is not read
    return response


@require_POST
@by_draft
def remove_file(request: HttpRequest, row: DraftRow, job: PostingRow, document_id: uuid.UUID) -> HttpResponse:
    """Take a document off."""
    drop_document(row, document_id)
    return redirect("applications:questions", row.organisation_id, row.token)


@form_page
@by_draft
def check(request: HttpRequest, row: DraftRow, job: PostingRow) -> HttpResponse:
    """The last page: look it over, read what happens with it, send."""
    form = CheckForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agreed = Agreed(
            notice_version=request.POST.get("version", ""),
            may_keep_longer=given["may_keep_longer"],
            may_keep_source=given["may_keep_source"],
        )
        try:
            send_draft(row.token, agreed=agreed)
        except NotOpen:
            raise
        except Refusal as found:
            refusal = found
        else:
            return redirect("applications:sent", row.organisation_id, row.token)
    wanting = missing(row, job)
    context = context_of(row, job) | {
        "form": form,
        "refusal": refusal,
        "missing": wanting,
        "answers": _told_answers(row, job),
        "files": documents_of_draft(row.id),
        "takes_more": bool(job.questions) or intake_of(row.opportunity_id).documents != Intake.Documents.NONE,
        "version": NOTICE_VERSION,
        "step": 3,
        "steps": 3,
        "days": job.answer_days,
        "weeks": weeks_kept(job.place, Organisation.objects.get(pk=row.organisation_id).jurisdiction),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "applications/applying/check.html", context, status=status)


def _told_answers(row: DraftRow, job: PostingRow) -> list[dict[str, str]]:
    return [
        {"question": one["text"], "kind": one["kind"], "value": row.filled.answers.get(one["id"], "")}
        for one in job.questions
    ]


@require_safe
@by_draft
@also_when_sent
def sent(request: HttpRequest, row: DraftRow, job: PostingRow | None) -> HttpResponse:
    """The receipt: it came in, what happens now, and the person's own link."""
    if row.application_id is None:
        return redirect("applications:draft", row.organisation_id, row.token)
    application = Application.objects.get(pk=row.application_id)
    context = context_of(row, job) | {
        "link": own_link(application.person_id),
        "tested": bool(tests_that_follow(row.opportunity_id)),
        "reference": application.pk.hex[-6:].upper(),
    }
    return render(request, "applications/applying/sent.html", context)


@require_POST
@by_draft
@also_when_closed
def drop(request: HttpRequest, row: DraftRow, job: PostingRow | None) -> HttpResponse:
    """Forget everything that was filled in, now."""
    drop_draft(row.id)
    return render(request, "applications/applying/dropped.html", context_of(row, job))


@require_POST
@by_draft
@also_when_closed
def move(request: HttpRequest, row: DraftRow, job: PostingRow | None, vacancy_id: uuid.UUID) -> HttpResponse:
    """Use name, contact and documents for another vacancy of the same employer."""
    other = posting(vacancy_id)
    if other is None or other.organisation_id != row.organisation_id:
        raise Http404
    move_draft(row, vacancy_id=vacancy_id)
    return redirect("applications:questions", row.organisation_id, row.token)


@csrf_exempt  # nobody is signed in; the answer is the same whoever asks
@form_page
def again(request: HttpRequest, employer: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """For who applied here before: a mail with the link by which the form is filled in already.

    The answer is the same whether the address is known or not, so that nobody learns who applied where.
    """
    job = _open_job(employer, vacancy_id)
    form = AgainForm(request.POST or None)
    context = {"job": job, "form": form, "asked": False, "organisation": {"name": job.employer}}
    if request.method == "POST" and form.is_valid():
        hold_to(STARTS, address_of(request))
        email = form.cleaned_data["email"]
        if ONCE.take(f"{job.id}:{email.lower()}") and LETTERS.take(f"{job.organisation_id}:{email.lower()}"):
            _mail_known(email, job)
        context["asked"] = True
    return render(request, "applications/applying/again.html", context, status=422 if form.errors else 200)


def _mail_known(email: str, job: PostingRow) -> None:
    with tenancy.acting(organisation=job.organisation_id):
        people = people_with_mail(email)[:_MOST_FILES_TOLD]
        links = [own_link(one, page="applications:own_apply", args=(job.id,)) for one in people]
        if links:
            send_known(email, language_now(), job, links=links)


def _next(row: DraftRow, job: PostingRow) -> HttpResponse:
    """Go to the second page, or past it where nothing is asked there."""
    asks = bool(job.questions)
    with tenancy.acting(organisation=row.organisation_id):
        asks = asks or intake_of(row.opportunity_id).documents != Intake.Documents.NONE
    return redirect(f"applications:{'questions' if asks else 'check'}", row.organisation_id, row.token)
