"""For whoever is shown somebody's results: is this document what the organisation signed? Open to everybody."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maatwerk.apps.assessments import travel


class DocumentForm(forms.Form):
    """The document to check."""

    document = forms.FileField(label=_("The document (test-results.json)"))


@require_safe
def signing_key(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Publish the key with which an organisation signs results."""
    public = travel.public_key_of(key)
    return JsonResponse(
        {
            "issuer": str(key),
            "algorithm": "Ed25519",
            "public_key": public,
            "fingerprint": travel.fingerprint(public),
        }
    )


def verify(request: HttpRequest) -> HttpResponse:
    """Check a document that somebody uploads; nothing of it is kept."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            found = travel.check(form.cleaned_data["document"].read(travel.LARGEST + 1))
            context |= {"found": found, "is_ours": found.is_intact and _is_ours(found)}
        else:
            status = 422
    return render(request, "assessments/verify.html", context, status=status)


def _is_ours(found: travel.Checked) -> bool:
    """Whether the key in the document is the one that its issuer has on this site."""
    try:
        issuer = uuid.UUID(found.document["issuer"]["id"])
    except (KeyError, TypeError, ValueError):
        return False
    return travel.public_key_of(issuer) == found.public_key
