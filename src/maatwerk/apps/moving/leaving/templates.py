"""Three tables as other systems read them, linked by numbers: vacancies, candidates, applications. They come in again here."""

from collections.abc import Callable, Iterator, Sequence

from maatwerk.apps.applications.public import Application
from maatwerk.apps.moving.models import PastFact
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.people.public import contacts_of
from maatwerk.kernel.bulk import batched

Row = Sequence[object]
VACANCIES = (
    "job_id", "job", "job_family", "place", "description", "job_status", "opened_at", "closed_at", "maatwerk",
)  # fmt: skip
CANDIDATES = ("candidate_id", "name", "email", "phone", "maatwerk")
APPLICATIONS = (
    "application_id", "candidate_id", "job_id", "stage", "source", "applied_at", "stage_since", "ended_at", "reason",
    "maatwerk",
)  # fmt: skip
_MARK = "1"  # tells the import which system this is, and in which form
_BATCH = 2_000


def vacancies() -> Iterator[Row]:
    """Yield the vacancies."""
    for one in Opportunity.objects.select_related("job_family").order_by("pk").iterator(chunk_size=_BATCH):
        yield (
            one.pk, one.title, one.job_family.name, one.place, one.description, one.state, one.opened_at, one.closed_at,
            _MARK,
        )  # fmt: skip


def candidates() -> Iterator[Row]:
    """Yield everybody who applied, once."""
    people = Application.objects.order_by("person_id").values_list("person_id", flat=True).distinct()
    for batch in batched(people.iterator(chunk_size=_BATCH), _BATCH):
        known = contacts_of(batch)
        for person in batch:
            if person in known:
                yield person, known[person].name, known[person].email, known[person].phone, _MARK


def applications() -> Iterator[Row]:
    """Yield the applications of who is known by name; without a name no system takes one."""
    found = Application.objects.order_by("pk").iterator(chunk_size=_BATCH)
    for batch in batched(found, _BATCH):
        known = contacts_of([one.person_id for one in batch])
        reasons = dict(
            PastFact.objects.filter(
                application__in=[one.pk for one in batch], kind__in=("rejected", "reason")
            )
            .exclude(words="")
            .values_list("application_id", "words")
        )
        for one in batch:
            if one.person_id in known:
                yield (
                    one.pk, one.person_id, one.opportunity_id, one.stage, one.source, one.applied_at, one.stage_since,
                    one.closed_at, reasons.get(one.pk, ""), _MARK,
                )  # fmt: skip


#: Name, columns and rows of each.
FLAT: tuple[tuple[str, Sequence[str], Callable[[], Iterator[Row]]], ...] = (
    ("vacancies", VACANCIES, vacancies),
    ("candidates", CANDIDATES, candidates),
    ("applications", APPLICATIONS, applications),
)
