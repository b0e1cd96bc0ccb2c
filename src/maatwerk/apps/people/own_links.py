"""The link by which a person opens their own pages, without an account; every letter carries the same one."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from maatwerk.apps.people.models import PersonLink
from maatwerk.kernel import events, link_tokens, tenancy
from maatwerk.kernel.languages import language_now

#: Where every own page begins; an app writes ``path(OWN + "messages/", …)`` with a view under `own_page`.
OWN = "me/<uuid:key>/<str:token>/"
HOME = "journeys:own"


@dataclass(frozen=True, slots=True)
class Own:
    """Whose pages these are, and where."""

    organisation_id: uuid.UUID
    organisation: str
    slug: str
    is_simulated: bool
    person_id: uuid.UUID
    language: str
    token: str

    def url(self, name: str, *args: object) -> str:
        """Return the path of one of this person's own pages."""
        return reverse(name, args=[self.organisation_id, self.token, *args])


@transaction.atomic
def own_link(
    person_id: uuid.UUID, *, page: str = HOME, args: tuple[object, ...] = (), language: str = ""
) -> str:
    """Return the address to mail, of the person's first page or another of theirs; the same one every time.

    `language` (default: the one now spoken) is kept at first use; `set_language` changes it.
    """
    organisation = tenancy.current_organisation()
    fresh = PersonLink(organisation_id=organisation, person_id=person_id, language=language or language_now())
    fresh.token_hash = link_tokens.token_hash(_token(fresh.pk, fresh.number))
    PersonLink.objects.bulk_create(
        [fresh], ignore_conflicts=True
    )  # two letters at once: the first link counts
    kept = PersonLink.objects.get(person_id=person_id)
    path = reverse(page, args=[organisation, _token(kept.pk, kept.number), *args])
    return settings.SITE_URL.rstrip("/") + path


@transaction.atomic
def renew_own_link(person_id: uuid.UUID) -> None:
    """Make the link that is out useless; the next letter carries another."""
    kept = PersonLink.objects.select_for_update().filter(person_id=person_id).first()
    if kept is None:
        return
    kept.number += 1
    kept.token_hash = link_tokens.token_hash(_token(kept.pk, kept.number))
    kept.save(update_fields=["number", "token_hash"])
    events.record("people.own_link_renewed", person_id=person_id)


def language_of(person_id: uuid.UUID) -> str:
    """Return the language in which a person is written to; the one now spoken where none was chosen."""
    chosen = PersonLink.objects.filter(person_id=person_id).values_list("language", flat=True).first()
    return chosen or language_now()


def set_language(person_id: uuid.UUID, language: str) -> None:
    """Write to a person in this language from now on."""
    PersonLink.objects.filter(person_id=person_id).update(language=language)


def own_by_token(token: str) -> Own | None:
    """Return whose link this is; None where this organisation has no such link."""
    found = (
        PersonLink.objects.filter(token_hash=link_tokens.token_hash(token))
        .select_related("organisation")
        .first()
    )
    if found is None:
        return None
    at = found.organisation
    return Own(
        organisation_id=at.pk,
        organisation=at.name,
        slug=at.slug,
        is_simulated=at.is_simulated,
        person_id=found.person_id,
        language=found.language,
        token=token,
    )


def _token(link_id: uuid.UUID, number: int) -> str:
    return link_tokens.token("people.own", f"{link_id}:{number}")
