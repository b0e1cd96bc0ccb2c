"""Letters: those that come along and the organisation's own, with a preview for somebody real."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.messages import letter_texts
from maatwerk.apps.messages.letter_texts import PLACEHOLDERS, Filled, Letter
from maatwerk.apps.messages.rules import LETTER_ROLES, LINK
from maatwerk.apps.messages.subjects import Subject, subjects
from maatwerk.apps.messages.thread_forms import LetterForm
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import names
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb

LANGUAGES = dict(settings.LANGUAGES)


@require_safe
@role_required(*LETTER_ROLES)
def letter_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show every letter, in each language."""
    by_language = {
        code: {one.key: one for one in letter_texts.letters(code)} for code, _name in settings.LANGUAGES
    }
    keys = list(dict.fromkeys(key for found in by_language.values() for key in found))
    spoken = request.LANGUAGE_CODE[:2]
    rows = [
        (
            key,
            next(
                found[key].name
                for found in (by_language.get(spoken, {}), *by_language.values())
                if key in found
            ),
            [(code, LANGUAGES[code], by_language[code].get(key)) for code in by_language],
        )
        for key in keys
    ]
    return render(request, "messages/letters.html", {"rows": rows, "slug": organisation})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*LETTER_ROLES)
def edit(request: MemberRequest, organisation: str, key: str, language: str) -> HttpResponse:
    """Change a letter, and see what it says to somebody real before it is kept."""
    if language not in LANGUAGES:
        raise Http404
    found = _found(key, language)
    form = LetterForm(
        request.POST or None,
        comes_along=found.comes_along,
        initial={"name": found.name, "subject": found.subject, "body": found.body},
    )
    preview = None
    examples = subjects().recent(request.member)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wished = Letter(
            key,
            language,
            said.get("name", ""),
            said["subject"],
            said["body"],
            is_ours=True,
            comes_along=False,
        )
        try:
            if "keep" in request.POST:
                letter_texts.keep_letter(
                    key=key,
                    language=language,
                    subject=wished.subject,
                    body=wished.body,
                    name=wished.name,
                    by=request.member,
                )
                messages.success(request, _("The letter is kept."))
                return redirect("outbox:letters", organisation)
            letter_texts.check_placeholders(wished.subject, field="subject")
            letter_texts.check_placeholders(wished.body, field="body")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            preview = _preview(request, wished, examples)
    elif not form.is_bound:
        preview = _preview(request, found, examples)
    return _page(request, organisation, found, form, preview, examples)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*LETTER_ROLES)
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    """Add a letter of the organisation's own."""
    language = request.POST.get("language") or request.LANGUAGE_CODE[:2]
    form = LetterForm(request.POST or None, comes_along=False)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        key = f"{slugify(said['name'])[:32] or 'letter'}-{uuid.uuid4().hex[:6]}"
        try:
            letter_texts.keep_letter(
                key=key,
                language=language,
                subject=said["subject"],
                body=said["body"],
                name=said["name"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The letter is kept."))
            return redirect("outbox:letters", organisation)
    fresh = Letter("", language, "", "", "", is_ours=False, comes_along=False)
    return _page(request, organisation, fresh, form, None, ())


@require_POST
@role_required(*LETTER_ROLES)
def drop(request: MemberRequest, organisation: str, key: str, language: str) -> HttpResponse:
    """Go back to the letter that came along, or remove one that was added."""
    letter_texts.drop_letter(key=key, language=language, by=request.member)
    messages.success(request, _("Your own words are removed."))
    return redirect("outbox:letters", organisation)


def _found(key: str, language: str) -> Letter:
    """Return a letter; an added one that has no words in this language yet begins with those of the other."""
    try:
        return letter_texts.letter(key, language)
    except Refusal:
        for other in LANGUAGES:
            if other != language:
                one = letter_texts.letter(key, other)
                return Letter(
                    key, language, one.name, one.subject, one.body, is_ours=False, comes_along=one.comes_along
                )
        raise


def _preview(request: MemberRequest, wished: Letter, examples: Sequence[Subject]) -> Filled | None:
    asked = request.POST.get("example") or request.GET.get("example")
    subject = next((one for one in examples if str(one.id) == asked), examples[0] if examples else None)
    if subject is None:
        return None
    found = letter_texts.fill(
        wished,
        subject=letter_texts.in_language(subject, wished.language),
        by=request.member,
        organisation=request.member.organisation.name,
    )
    words = "(" + _("link to their own page") + ")"
    return replace(found, subject=found.subject.replace(LINK, words), body=found.body.replace(LINK, words))


def _page(
    request: MemberRequest,
    slug: str,
    found: Letter,
    form: LetterForm,
    preview: Filled | None,
    examples: Sequence[Subject],
) -> HttpResponse:
    known = names({one.person_id for one in examples})
    context = {
        "letter": found,
        "language_name": LANGUAGES[found.language],
        "languages": settings.LANGUAGES,
        "form": form,
        "preview": preview,
        "examples": [(str(one.id), known[one.person_id], one.title) for one in examples],
        "example": request.POST.get("example", ""),
        "placeholders": PLACEHOLDERS.items(),
        "slug": slug,
        "crumbs": [Crumb(_("Letters"), reverse("outbox:letters", args=[slug]))],
    }
    return render(request, "messages/letter.html", context, status=422 if form.errors else 200)
