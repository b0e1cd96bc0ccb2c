"""What a person agreed to, and what they look for: kept, changed and withdrawn by that person alone."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from maatwerk.apps.journeys.models import Consent, Wish
from maatwerk.kernel import events, tenancy

Scope = Consent.Scope


def consents_of(person_id: uuid.UUID) -> set[str]:
    """Return the scopes that a person agrees to now."""
    found = Consent.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    return set(found.values_list("scope", flat=True))


@transaction.atomic
def agree(person_id: uuid.UUID, *, scope: str) -> None:
    """Agree to a scope; once more is the same."""
    Consent.objects.bulk_create(
        [Consent(organisation_id=tenancy.current_organisation(), person_id=person_id, scope=Scope(scope))],
        ignore_conflicts=True,
    )
    events.record("journeys.consent_given", person_id=person_id, scope=scope)


@transaction.atomic
def withdraw_consent(person_id: uuid.UUID, *, scope: str) -> None:
    """Withdraw it; from now on nothing is shown or told that rests on it."""
    found = Consent.objects.filter(person_id=person_id, scope=scope, withdrawn_at__isnull=True)
    if found.update(withdrawn_at=timezone.now()):
        events.record("journeys.consent_withdrawn", person_id=person_id, scope=scope)


def withdraw_everything(person_id: uuid.UUID) -> None:
    """Withdraw every consent and forget what the person looks for."""
    for scope in sorted(consents_of(person_id)):
        withdraw_consent(person_id, scope=scope)
    Wish.objects.filter(person_id=person_id).delete()


def wish_of(person_id: uuid.UUID) -> Wish | None:
    """Return what a person looks for; None where they did not say."""
    return Wish.objects.filter(person_id=person_id).first()


@transaction.atomic
def keep_wish(person_id: uuid.UUID, *, search: dict[str, Any], by_mail: bool) -> None:
    """Keep what a person looks for, and whether they want to be told by mail."""
    organisation = tenancy.current_organisation()
    kept, made = Wish.objects.select_for_update().get_or_create(
        organisation_id=organisation, person_id=person_id, defaults={"search": search, "by_mail": by_mail}
    )
    if not made:
        begins = by_mail and not kept.by_mail
        kept.search, kept.by_mail = search, by_mail
        kept.told_until = timezone.now() if begins else kept.told_until
        kept.save(update_fields=["search", "by_mail", "told_until"])
    events.record("journeys.wish_kept", person_id=person_id, digest=by_mail)
