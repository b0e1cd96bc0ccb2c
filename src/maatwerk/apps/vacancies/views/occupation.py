"""Which official occupation a vacancy is: searched by name among those loaded, with the files of ESCO brought in here."""

import io
import uuid
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.opportunities.public import classify_family, job_family
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.skills.public import load_occupations, occupations_named, read_occupations
from maatwerk.apps.vacancies.contracts import VacancyRow
from maatwerk.apps.vacancies.operations import set_terms
from maatwerk.apps.vacancies.queries import vacancy_of, visible_vacancy
from maatwerk.apps.vacancies.rules import OPENING_ROLES
from maatwerk.apps.vacancies.views.desk import _kept
from maatwerk.kernel.refusals import Refusal

MOST = 20
LARGEST = 60_000_000  # bytes; the official files hold some 3,000 occupations in about 10 million


@require_safe
@role_required(*OPENING_ROLES)
def occupation(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Search the loaded occupations; begins with the vacancy's own title."""
    visible_vacancy(vacancy_id, request.member)
    return render(request, "vacancies/occupation.html", _context(request, vacancy_of(vacancy_id)))


def _context(request: MemberRequest, row: VacancyRow, **more: Any) -> dict[str, Any]:
    asked = " ".join(request.GET.get("q", "").split())[:80]
    words = asked or row.title
    found = occupations_named(words, most=MOST)
    if not found and not asked:  # of a title, one word is often the occupation
        longest = max(words.split(), key=len, default="")
        found, words = occupations_named(longest, most=MOST), longest
    return {
        "vacancy": row,
        "words": words,
        "found": found,
        "is_loaded": bool(found) or bool(occupations_named("e", most=1)),
        "slug": request.member.organisation.slug,
    } | more


@require_POST
@role_required(*OPENING_ROLES)
def choose(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Take an occupation for this vacancy, and for its kind of work where that has none yet."""
    visible_vacancy(vacancy_id, request.member)
    row, uri = vacancy_of(vacancy_id), request.POST.get("uri", "")
    name = request.POST.get("q", "")
    taken = next((one for one in occupations_named(name, most=200) if one.uri == uri), None)
    if taken is None:
        raise Refusal(_("This occupation is not among those loaded."), code="no_occupation", status=422)
    terms = replace(row.terms, isco=taken.isco, occupation_uri=taken.uri)
    set_terms(vacancy_id=vacancy_id, terms=terms, by=request.member)
    if not job_family(row.job_family_id).isco:
        classify_family(job_family_id=row.job_family_id, isco=taken.isco, occupation_uri=taken.uri)
    _kept(request, row)
    return redirect("vacancies:desk", organisation, vacancy_id)


@require_POST
@role_required(*OPENING_ROLES)
def load(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Bring in the official files, Dutch, English or both."""
    visible_vacancy(vacancy_id, request.member)
    try:
        count = _load(request)
    except Refusal as refusal:
        context = _context(request, vacancy_of(vacancy_id), refusal=refusal)
        return render(request, "vacancies/occupation.html", context, status=422)
    said = ngettext("%(count)d occupation is loaded.", "%(count)d occupations are loaded.", count)
    messages.success(request, said % {"count": count})
    return redirect("vacancies:occupation", organisation, vacancy_id)


def _load(request: MemberRequest) -> int:
    given = {name: request.FILES.get(name) for name in ("dutch", "english")}
    files = {name: file for name, file in given.items() if isinstance(file, UploadedFile)}
    if not files:
        raise Refusal(_("Choose a file first."), code="no_file", field="dutch", status=422)
    if any((file.size or 0) > LARGEST for file in files.values()):
        raise Refusal(_("This file is larger than the official ones."), code="too_large", status=422)
    with ExitStack() as stack:
        opened: dict[str, Any] = {}
        for name, file in files.items():
            assert file.file is not None
            lines = io.TextIOWrapper(file.file, encoding="utf-8-sig", newline="")
            stack.callback(lines.detach)  # the upload closes itself
            opened[name] = lines
        try:
            return load_occupations(read_occupations(**opened))
        except UnicodeDecodeError as error:
            raise Refusal(
                _("This is no ESCO file: its text is not UTF-8."), code="not_esco", status=422
            ) from error
