"""Where a vacancy stands and how people came: channels, texts and an image to share, campaigns, costs."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.campaigns import (
    GROUND,
    campaigns_of,
    channel_rows,
    plan_campaign,
    record_spend,
    stop_campaign,
)
from maatwerk.apps.vacancies.channels import CHANNELS, CHOSEN, SOCIAL, channel_labels, offer_on, take_from
from maatwerk.apps.vacancies.forms import CENTS, CampaignForm, SpendForm
from maatwerk.apps.vacancies.kit import film_plan, film_subtitles, share_image, share_texts
from maatwerk.apps.vacancies.links import link_for
from maatwerk.apps.vacancies.models import Campaign
from maatwerk.apps.vacancies.postings import PostingRow, posting
from maatwerk.apps.vacancies.queries import visible_vacancy
from maatwerk.apps.vacancies.rules import may_open_vacancies
from maatwerk.apps.vacancies.views.desk import SEEING_ROLES
from maatwerk.kernel import events
from maatwerk.kernel.once import once
from maatwerk.kernel.refusals import Refusal


@require_safe
@role_required(*SEEING_ROLES)
def overview(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show the channels of a public vacancy."""
    row = visible_vacancy(vacancy_id, request.member)
    public = posting(vacancy_id)
    if public is None:
        return redirect("vacancies:desk", organisation, vacancy_id)
    return render(request, "vacancies/channels.html", _context(request, row.title, public))


def _context(request: MemberRequest, title: str, public: PostingRow, **forms: Any) -> dict[str, Any]:
    page = settings.SITE_URL + public.path
    social = f"{page}?via={link_for(vacancy_id=public.id, channel=SOCIAL)}"
    labels = channel_labels()
    rows = [
        (labels.get(row.channel, row.channel), row.views, row.cents / CENTS, _euro(row.cents_per_view))
        for row in channel_rows(public.id)
    ]
    feeds = [
        (
            key,
            CHANNELS[key].label,
            key in public.channels,
            f"{settings.SITE_URL}/jobs/at/{public.employer_slug}/feeds/{key}/",
        )
        for key in CHOSEN
    ]
    return {
        "vacancy_id": public.id,
        "title": title,
        "rows": rows,
        "feeds": feeds,
        "texts": share_texts(public, social),
        "scenes": film_plan(public),
        "film_language": public.language,
        "campaigns": [
            {
                "id": one.pk,
                "name": one.name,
                "budget": one.budget_cents / CENTS,
                "spent": spent / CENTS,
                "link": f"{page}?via={code}",
                "state": one.get_state_display(),
                "because": STOPPED.get(one.stopped_because, ""),
                "error": one.last_error,
                "may_stop": one.state in (Campaign.State.WAITING, Campaign.State.RUNNING),
            }
            for one, code, spent in campaigns_of(public.id)
        ],
        "may_open": may_open_vacancies(request.member),
        "campaign_form": forms.get("campaign") or CampaignForm(),
        "spend_form": forms.get("spend") or SpendForm(channels=list(labels.items())),
        "slug": request.member.organisation.slug,
    }


#: Why a campaign stopped.
STOPPED = {
    "budget": gettext_lazy("the budget is spent"),
    "closed": gettext_lazy("the vacancy left the board"),
    "ended": gettext_lazy("its last day has gone"),
    "asked": gettext_lazy("stopped by hand"),
}


def _euro(cents: float | None) -> float | None:
    return None if cents is None else cents / CENTS


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def offer(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Offer a vacancy on one channel, or no longer."""
    visible_vacancy(vacancy_id, request.member)
    act = take_from if "off" in request.POST else offer_on
    act(vacancy_id=vacancy_id, channel=request.POST.get("channel", ""), by=request.member)
    messages.success(request, _("Kept."))
    return redirect("vacancies:channels", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def campaign(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Plan a campaign; an audience chosen by a protected ground is refused."""
    row, public = visible_vacancy(vacancy_id, request.member), _public(vacancy_id)
    form = CampaignForm(request.POST)
    if form.is_valid():
        try:
            once(request, lambda: plan_campaign(vacancy_id=vacancy_id, plan=form.plan(), by=request.member))
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.code.startswith(GROUND):  # the attempt itself stays in the log (GDP-22)
                events.record(
                    "vacancies.campaign_refused",
                    object_id=vacancy_id,
                    ground=refusal.code.removeprefix(GROUND),
                )
        else:
            messages.success(request, _("The campaign is planned. Use its own link in the advertisement."))
            return redirect("vacancies:channels", organisation, vacancy_id)
    return render(
        request, "vacancies/channels.html", _context(request, row.title, public, campaign=form), status=422
    )


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def stop(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, campaign_id: uuid.UUID
) -> HttpResponse:
    """Stop a campaign that a platform runs."""
    visible_vacancy(vacancy_id, request.member)
    stop_campaign(campaign_id=campaign_id, by=request.member)
    messages.success(request, _("The platform is told to stop."))
    return redirect("vacancies:channels", organisation, vacancy_id)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def spend(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Write down what a channel cost."""
    row, public = visible_vacancy(vacancy_id, request.member), _public(vacancy_id)
    form = SpendForm(request.POST, channels=list(channel_labels().items()))
    if form.is_valid():
        given = form.cleaned_data
        once(
            request,
            lambda: record_spend(
                vacancy_id=vacancy_id,
                channel=given["channel"],
                day=given["day"],
                cents=round(given["amount"] * CENTS),
                clicks=given["clicks"],
                impressions=given["impressions"],
                by=request.member,
            ),
        )
        messages.success(request, _("Kept."))
        return redirect("vacancies:channels", organisation, vacancy_id)
    return render(
        request, "vacancies/channels.html", _context(request, row.title, public, spend=form), status=422
    )


@require_safe
@role_required(*SEEING_ROLES)
def image(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Give the image to share as a file."""
    visible_vacancy(vacancy_id, request.member)
    response = HttpResponse(share_image(_public(vacancy_id)), content_type="image/png")
    response["Content-Disposition"] = 'attachment; filename="vacancy.png"'
    return response


@require_safe
@role_required(*SEEING_ROLES)
def subtitles(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Give the subtitles of a short film as a file."""
    visible_vacancy(vacancy_id, request.member)
    response = HttpResponse(film_subtitles(_public(vacancy_id)), content_type="text/vtt; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="vacancy.vtt"'
    return response


def _public(vacancy_id: uuid.UUID) -> PostingRow:
    found = posting(vacancy_id)
    if found is None:
        raise Http404
    return found
