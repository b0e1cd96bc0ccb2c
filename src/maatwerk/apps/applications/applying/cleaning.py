"""Files without a row: a server killed between the two leaves one, and nobody could ever read it."""

import uuid

from maatwerk.apps.applications.documents import store
from maatwerk.apps.applications.models import Document

_DAY = 24 * 3600.0


def remove_orphans(organisation_id: uuid.UUID, *, now: float) -> int:
    """Remove files of an organisation that no document names, a day after they were written."""
    names = list(store.kept(organisation_id, before=now - _DAY))
    known = set(Document.objects.filter(file__in=names).values_list("file", flat=True))
    for name in names:
        if name not in known:
            store.remove(organisation_id, name)
    return len(set(names) - known)
