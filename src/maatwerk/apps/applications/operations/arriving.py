"""Applications that come in together from another system. Where they stand was settled there: nobody decided it here."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from maatwerk.apps.applications.models import Application, PossibleDouble, SilenceClock
from maatwerk.apps.applications.operations.clocks import due_after
from maatwerk.apps.people.public import people_with_mails
from maatwerk.kernel import tenancy
from maatwerk.kernel.bulk import BATCH, batched, delete_rows, insert_rows
from maatwerk.kernel.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PastApplication:
    """An application as another system told it; `stage` is where it stands, whoever brought it there."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    person_id: uuid.UUID
    stage: str
    source: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None


def bring_in_applications(rows: Iterable[PastApplication], *, import_id: uuid.UUID) -> int:
    """Write applications of another system with their past; promises of the vacancy count from today."""
    organisation, now = tenancy.current_organisation(), timezone.now()
    fields = ["id", "opportunity", "person", "stage", "source", "applied_at", "stage_since", "closed_at"]
    written = 0
    for batch in batched(rows, BATCH):
        under_way = [one for one in batch if one.closed_at is None]
        reached = {(one.opportunity_id, one.stage) for one in under_way}
        due = {pair: due_after(*pair, now) for pair in reached}
        written += insert_rows(
            Application,
            ["organisation", "import_id", "next_action", "due_at", *fields],
            (
                (
                    organisation, import_id, "", due.get((one.opportunity_id, one.stage)) if one.closed_at is None else None,
                    one.id, one.opportunity_id, one.person_id, one.stage, one.source, one.applied_at, one.stage_since,
                    one.closed_at,
                )
                for one in batch
            ),
        )  # fmt: skip
    return written


def ask_about_doubles(people: Collection[uuid.UUID]) -> int:
    """Ask of each person who came in whether they are the one with the oldest file of the same mail address; answers nothing."""
    organisation = tenancy.current_organisation()
    new = set(people)
    pairs: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for same in people_with_mails(new):
        oldest = next((one for one in same if one not in new), same[0])
        pairs |= {(oldest, one) for one in same if one in new and one != oldest}
    return insert_rows(
        PossibleDouble,
        ["id", "organisation", "first", "second", "state", "moved"],
        ((new_id(), organisation, *pair, PossibleDouble.State.OPEN, {}) for pair in sorted(pairs)),
    )


def applications_of_import(import_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Return the applications that came in with an import and are here still, each with its person and its vacancy."""
    found = Application.objects.filter(import_id=import_id).order_by("id")
    return list(found.values_list("id", "person_id", "opportunity_id"))


def touched_since(import_id: uuid.UUID, at: dt.datetime) -> set[uuid.UUID]:
    """Return the applications of an import on whose own row somebody worked since it came in."""
    return set(
        Application.objects.filter(import_id=import_id)
        .filter(
            models.Q(stage_since__gt=at)
            | models.Q(owner__isnull=False)
            | ~models.Q(next_action="")
            | models.Q(next_on__isnull=False)
        )
        .values_list("id", flat=True)
    )


def take_back_applications(keys: Collection[uuid.UUID]) -> int:
    """Remove applications that came in with an import, with their clocks, and return how many went."""
    delete_rows(SilenceClock, keys, by="application")
    return delete_rows(Application, keys)


def take_back_questions(people: Collection[uuid.UUID]) -> None:
    """Remove the questions whether somebody whose file goes is somebody else; files that were joined keep theirs."""
    delete_rows(PossibleDouble, people, by="first")
    delete_rows(PossibleDouble, people, by="second")
