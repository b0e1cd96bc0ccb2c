"""Onto the board and off it. The public copy is written and removed here, and nowhere else."""

import uuid

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.utils import timezone, translation

from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.organisations.public import Member, Organisation
from maatwerk.apps.skills.public import Concept
from maatwerk.apps.vacancies.channels import WEBHOOK
from maatwerk.apps.vacancies.contracts import Publication, VacancyRow
from maatwerk.apps.vacancies.links import DIRECT, link_for
from maatwerk.apps.vacancies.models import ClosedPosting, Listing, Posting
from maatwerk.apps.vacancies.operations import must_open
from maatwerk.apps.vacancies.places import place_named
from maatwerk.apps.vacancies.queries import publication_of, vacancy_of
from maatwerk.apps.vacancies.rules import SUMMARY_LENGTH, month_cents
from maatwerk.kernel import events, tenancy

#: Dictionaries of PostgreSQL's full-text search.
DICTIONARIES = {"nl": "dutch", "en": "english"}
#: Where every public vacancy is: the employer's own link and the open feeds.
ALWAYS = (DIRECT, "rss", "xml", "json")


@transaction.atomic
def publish_vacancy(*, vacancy_id: uuid.UUID, by: Member) -> Publication:
    """Put a vacancy on the board, or bring what is there up to date; what keeps it off is returned, and logged.

    Refusing is no exception here: the attempt itself must stay in the log (GDP-22).
    """
    must_open(by)
    row = vacancy_of(vacancy_id)
    result = publication_of(row)
    if not result.is_ready:
        events.record(
            "vacancies.publication_refused",
            object_id=vacancy_id,
            missing=list(result.missing),
            grounds=sorted({one.ground for one in result.findings}),
        )
        return result
    _write(row)
    WEBHOOK.show(vacancy_id)
    events.record("vacancies.vacancy_published", object_id=vacancy_id, again=row.is_public)
    return result


@transaction.atomic
def take_off(*, vacancy_id: uuid.UUID, because: str) -> bool:
    """Remove a vacancy from everywhere at once; False where it was nowhere. Safe to repeat."""
    posting = (
        Posting.objects.select_for_update()
        .filter(pk=vacancy_id, organisation_id=tenancy.current_organisation())
        .only("employer_slug")
        .first()
    )
    if posting is None:
        return False
    slug = posting.employer_slug
    posting.delete()
    ClosedPosting.objects.create(
        id=vacancy_id, organisation_id=tenancy.current_organisation(), employer_slug=slug
    )
    Listing.objects.filter(opportunity_id=vacancy_id, state=Listing.State.OFFERED).update(
        state=Listing.State.GONE, told_at=timezone.now()
    )
    WEBHOOK.hide(vacancy_id)
    events.record("vacancies.vacancy_taken_off", object_id=vacancy_id, because=because)
    return True


def rename_employer() -> None:
    """Bring the name of the organisation acted for to its postings."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    Posting.objects.filter(organisation_id=organisation.pk).exclude(employer=organisation.name).update(
        employer=organisation.name, changed_at=timezone.now()
    )


def _write(row: VacancyRow) -> None:
    """Copy what is public, and nothing else."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    ClosedPosting.objects.filter(pk=row.id, organisation_id=organisation.pk).delete()
    now = timezone.now()
    asked = _requirements(row)
    values = _terms(row) | {
        "organisation_id": organisation.pk,
        "opportunity_id": row.id,
        "employer": organisation.name,
        "employer_slug": organisation.slug,
        "is_simulated": organisation.is_simulated,
        "title": row.title,
        "summary": shortened(row.description),
        "description": row.description,
        "place": row.place,
        "country": organisation.jurisdiction[:2].upper(),
        "job_family": row.job_family,
        "requirements": asked,
        "questions": [
            {
                "id": str(q.id),
                "kind": q.kind,
                "text": q.text,
                "choices": list(q.choices),
                "required": q.is_required,
            }
            for q in row.questions
        ],
        "steps": [{"stage": s.stage, "label": s.label, "days": s.expected_days} for s in row.steps],
        "channels": _channels(row.id),
        "changed_at": now,
    }
    Posting.objects.update_or_create(
        pk=row.id, defaults=values, create_defaults=values | {"published_at": now}
    )
    _index(row.id, row.terms.language, " ".join(one["label"] for one in asked))


def _channels(key: uuid.UUID) -> dict[str, str]:
    """Return the channels a vacancy is offered on, each with the code of its link."""
    chosen = Listing.objects.filter(opportunity_id=key).exclude(state=Listing.State.GONE)
    wanted = [*ALWAYS, *chosen.values_list("channel", flat=True)]
    return {channel: link_for(vacancy_id=key, channel=channel) for channel in wanted}


def _terms(row: VacancyRow) -> dict[str, object]:
    terms = row.terms
    assert terms.pay_low_cents is not None
    assert terms.pay_high_cents is not None
    found = {
        name: getattr(terms, name)
        for name in (
            "language", "latitude", "longitude", "remote", "pay_low_cents", "pay_high_cents", "pay_period", "currency",
            "hours_low", "hours_high", "contract", "contract_months", "starts_on", "apply_until", "answer_days",
            "contact_email", "isco", "occupation_uri",
        )
    } | {"pay_month_cents": month_cents(terms.pay_high_cents, terms.pay_period)}  # fmt: skip
    if terms.latitude is None and (spot := place_named(row.place)) is not None:
        found |= {
            "latitude": spot.latitude,
            "longitude": spot.longitude,
        }  # whoever wrote it: people search near a town
    return found


def _requirements(row: VacancyRow) -> list[dict[str, str]]:
    """Say what the work asks in the language of the vacancy: labels and reasons, no weights."""
    asked = requirements(row.id)
    concepts = {one.pk: one for one in Concept.objects.filter(pk__in=[each.concept_id for each in asked])}
    dutch = row.terms.language.startswith("nl")
    with translation.override(row.terms.language):
        return [
            {
                "label": concepts[one.concept_id].label_nl if dutch else concepts[one.concept_id].label_en,
                "need": one.need_code,
                "why": one.justification,
                "uri": concepts[one.concept_id].uri,
            }
            for one in asked
        ]


def _index(key: uuid.UUID, language: str, skills: str) -> None:
    dictionary = DICTIONARIES.get(language[:2], "simple")
    title = SearchVector("title", config=dictionary, weight="A")
    others = SearchVector("employer", "job_family", "place", Value(skills), config=dictionary, weight="B")
    body = SearchVector("description", config=dictionary, weight="C")
    Posting.objects.filter(pk=key, organisation_id=tenancy.current_organisation()).update(
        title_words=title, words=title + others + body
    )


def shortened(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    plain = " ".join(text.split())
    if len(plain) <= SUMMARY_LENGTH:
        return plain
    return plain[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
