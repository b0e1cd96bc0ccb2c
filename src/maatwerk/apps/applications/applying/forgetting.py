"""What lies outside the database of a person: handed over when they ask for it, removed when they are erased."""

import uuid
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from maatwerk.apps.applications.applying.attaching import content_of
from maatwerk.apps.applications.documents import store
from maatwerk.apps.applications.documents.kinds import SUFFIXES
from maatwerk.apps.applications.models import Document


def forget_files(person_id: uuid.UUID) -> int:
    """Remove every file that a person sent, those of their drafts too; safe to repeat. Return how many there were."""
    found = list(_of(person_id).values_list("organisation_id", "file"))
    for organisation, name in found:
        store.remove(organisation, name)
    return len(found)


def documents_to_give(person_id: uuid.UUID) -> Iterator[tuple[str, bytes]]:
    """Yield what a person sent with their applications, each with a name to give it."""
    for one in Document.objects.filter(application__person_id=person_id).order_by("added_at", "id"):
        yield f"{one.kind}-{one.pk.hex[-6:]}.{SUFFIXES[one.media_type]}", content_of(one)


def _of(person_id: uuid.UUID) -> QuerySet[Document]:
    theirs = Q(application__person_id=person_id) | Q(draft__application__person_id=person_id)
    return Document.objects.filter(theirs)
