"""What people ask of people: work samples to judge, blind."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maatwerk.apps.assessments.analysis.agreement import agreement_of
from maatwerk.apps.assessments.operations import rating
from maatwerk.apps.assessments.queries.calibrations import samples_for
from maatwerk.apps.assessments.rules import RATERS, RATING_ROLES
from maatwerk.apps.assessments.views.tabs import test_tabs
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


class RatingForm(RefusableForm):
    """A score on the anchors of the item."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("Which description fits best?"), coerce=int, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The person can read this note in their data."),
    )

    def __init__(self, *args: object, anchors: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(str(score), f"{score}. {anchor}") for score, anchor in enumerate(anchors)]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]


@form_page
@role_required(*RATING_ROLES)
def rate(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the next work sample that awaits this rater, and take a score."""
    waiting = samples_for(request.member.user_id, raters=RATERS)
    sample = waiting[0] if waiting else None
    form = None
    if sample is not None:
        anchors = rating.anchors_of(sample.item)
        sent = request.POST if request.POST.get("sample") == str(sample.pk) else None
        form = RatingForm(sent or None, anchors=anchors)
        if sent is not None and form.is_valid():
            said = form.cleaned_data
            try:
                rating.rate_work(
                    sample_id=sample.pk, score=said["score"], note=said["note"], by=request.member
                )
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("Kept. Thank you."))
                return redirect("assessments:rate", organisation)
    pairs, categories = rating.ratings_in_pairs()
    context = {
        "sample": sample.pk if sample else None,
        "prompt": sample.item.content["prompt"] if sample else "",
        "text": sample.text if sample else "",
        "n_waiting": len(waiting),
        "form": form,
        "agreement": agreement_of(pairs, categories),
        "tabs": test_tabs(request.member, "rate"),
        "slug": organisation,
    }
    return render(
        request, "assessments/rate.html", context, status=422 if form is not None and form.errors else 200
    )
