"""Documents of a version, made once, when it goes live, from what the system knows that day; kept as they were."""

import hashlib
import uuid

from django.conf import settings
from django.utils import translation

from maatwerk.apps.organisations.public import veiled
from maatwerk.apps.register.models import Paper
from maatwerk.apps.register.papers.facts import facts_of
from maatwerk.apps.register.papers.kinds import document
from maatwerk.apps.register.papers.writing import Document, as_markdown, as_pdf
from maatwerk.kernel import events, tenancy

__all__ = ["make_papers"]


def make_papers(version_id: uuid.UUID) -> int:
    """Make what is missing of a version's documents, in every language; returns how many. What exists stays as it is.

    They leave the organisation as they are, the same bytes for everybody, so colleagues stand in them under their codes.
    """
    done = set(Paper.objects.filter(version_id=version_id).values_list("kind", "language"))
    fresh = []
    for language, _name in settings.LANGUAGES:
        wanted = [kind for kind in Paper.Kind if (kind.value, language) not in done]
        if wanted:
            with translation.override(language), veiled(True):
                facts = facts_of(version_id)
                fresh += [
                    _paper(kind, document(kind, facts, language=language), version_id) for kind in wanted
                ]
    Paper.objects.bulk_create(fresh)
    if fresh:
        events.record("register.papers_made", object_id=version_id, number=len(fresh))
    return len(fresh)


def _paper(kind: Paper.Kind, made: Document, version_id: uuid.UUID) -> Paper:
    markdown, pdf = as_markdown(made), as_pdf(made)
    return Paper(
        organisation_id=tenancy.current_organisation(),
        version_id=version_id,
        kind=kind,
        language=made.language,
        markdown=markdown,
        markdown_hash=hashlib.sha256(markdown.encode()).hexdigest(),
        pdf=pdf,
        pdf_hash=hashlib.sha256(pdf).hexdigest(),
    )
