"""Holds the log against its seals and its anchors, and names what does not agree.

The anchors are believed first, as they are out of the database's reach: an anchor line that hashes to its own hash and
follows the line before it says which events a seal held and what each of them said. Where an anchor is gone, the seal's
own hash still tells that something changed, though not what.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.kernel import log_anchors, log_store, tenancy
from maatwerk.kernel.log_form import FIRST, Digest, SealBody, body_of, digest
from maatwerk.kernel.models import Event, Seal

#: A seal is anchored right after its commit; one that is older than this and has no anchor lost it.
ANCHOR_GRACE = dt.timedelta(minutes=10)

SENTENCES: dict[str, Promise] = {
    "event_changed": _("Event %(event)s in seal %(seal)s was changed after it was sealed."),
    "event_missing": _("Event %(event)s was removed from seal %(seal)s."),
    "event_added": _("Event %(event)s was put into seal %(seal)s afterwards."),
    "event_order": _("The events in seal %(seal)s no longer stand in their order."),
    "seal_changed": _("Seal %(seal)s was changed in the database."),
    "seal_missing": _("Seal %(seal)s is gone from the database, with its events or without them."),
    "seal_broken": _("Seal %(seal)s does not agree with its events; its anchor is not there to tell which."),
    "chain_broken": _("Seal %(seal)s does not follow the seal before it."),
    "anchor_missing": _("Seal %(seal)s has no anchor outside the database."),
    "anchor_changed": _("Line %(line)s of the anchor file was changed or cut off."),
    "store_differs": _("Seal %(seal)s stands otherwise in the object store."),
    "store_only": _("Seal %(seal)s stands in the object store, and no longer among the anchors here."),
    "store_missing": _("Seal %(seal)s did not reach the object store."),
    "store_silent": _("The object store did not answer, so the anchors were not compared with it."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree, and where."""

    code: str
    seal: int | None = None
    event: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Say it in the reader's language."""
        return str(SENTENCES[self.code]) % {"seal": self.seal, "event": self.event, "line": self.line}


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a verification found, and how much it looked at."""

    organisation_id: uuid.UUID
    seals: int
    sealed: int
    unsealed: int
    findings: tuple[Finding, ...]
    anchors: int = 0
    newest_seal: int = 0
    newest_at: dt.datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether everything that was ever sealed is still as it was."""
        return not self.findings


def verify(
    organisation: uuid.UUID, *, using: str = "default", tell: Callable[[int, int], None] | None = None
) -> LogReport:
    """Check the whole log of one organisation: reads each event once, and holds one seal's events at a time.

    `tell` hears after each seal how many events were looked at, of how many.
    """
    # in this order: what is sealed and anchored while we look comes after both, and is left for next time
    anchors, changed = log_anchors.index(organisation)
    findings = [Finding("anchor_changed", line=line) for line in changed]
    findings += [Finding(code, number) for code, number in log_store.differences(organisation, anchors)]
    with tenancy.acting(organisation=organisation, using=using):
        stored = Seal.objects.using(using).filter(organisation_id=organisation)
        seals = {seal.number: seal for seal in stored}
        events = Event.objects.using(using).filter(organisation_id=organisation)
        check = _Check(organisation, seals, {anchor.number: anchor for anchor in anchors})
        findings += check.chain()
        found: set[int] = set()
        sealed, total = 0, sum(seal.events for seal in seals.values())
        for number, here in _by_seal(events.filter(seal_number__isnull=False)):
            if check.knows(number):
                findings += check.seal(number, here)
                found.add(number)
                sealed += len(here)
                if tell is not None:
                    tell(sealed, total)
            elif not stored.filter(number=number).exists():  # else it was sealed while we looked
                findings += [Finding("event_added", number, key) for key, _hash in here]
        for number in sorted(check.numbers - found):
            findings += check.seal(number, ())
        unsealed = events.filter(seal_number__isnull=True).count()
    findings.sort(key=lambda finding: (finding.seal or 0, finding.line or 0))
    newest = max(seals, default=0)
    return LogReport(
        organisation,
        len(seals),
        sealed,
        unsealed,
        tuple(findings),
        anchors=len(anchors),
        newest_seal=newest,
        newest_at=seals[newest].sealed_at if newest else None,
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """What the table and the anchor file say about the same chain."""

    organisation: uuid.UUID
    seals: dict[int, Seal]
    anchors: dict[int, log_anchors.Anchor]

    @property
    def numbers(self) -> set[int]:
        return {*self.seals, *self.anchors}

    def knows(self, number: int) -> bool:
        return number in self.seals or number in self.anchors

    def chain(self) -> Iterator[Finding]:
        """Find seals that do not name the hash of the seal before them, as far as that one is known."""
        for number in sorted(self.numbers):
            before = self._hash(number - 1)
            if before is not None and self._previous(number) != before:
                yield Finding("chain_broken", number)

    def seal(self, number: int, here: Sequence[Digest]) -> Iterator[Finding]:
        """Find what is wrong with one seal, given the events that are in it now."""
        seal, anchor = self.seals.get(number), self.anchors.get(number)
        if seal is None:
            yield Finding("seal_missing", number)
        if anchor is None:
            assert seal is not None  # a number is known from one of the two
            yield from self._without_anchor(seal, here)
            return
        body = log_anchors.read(self.organisation, anchor)
        if seal is not None and (
            seal.hash != body.hash or seal.events != len(body.events) or _body(seal, body.events) != body
        ):
            yield Finding("seal_changed", number)
        if here or seal is not None:
            yield from _compare(body, here)

    def _without_anchor(self, seal: Seal, here: Sequence[Digest]) -> Iterator[Finding]:
        if _body(seal, here).hash != seal.hash or seal.events != len(here):
            yield Finding("seal_broken", seal.number)
        is_newest = seal.number > max(self.anchors, default=0)
        if not is_newest or timezone.now() - seal.sealed_at > ANCHOR_GRACE:
            yield Finding("anchor_missing", seal.number)

    def _hash(self, number: int) -> str | None:
        if number == 0:
            return FIRST
        place = self.anchors.get(number) or self.seals.get(number)
        return place.hash if place else None

    def _previous(self, number: int) -> str:
        if number in self.anchors:
            return self.anchors[number].previous
        return self.seals[number].previous_hash


def _compare(body: SealBody, here: Sequence[Digest]) -> Iterator[Finding]:
    """Compare the events that a seal holds with those it was made of."""
    were, are = dict(body.events), dict(here)
    for key in were.keys() - are.keys():
        yield Finding("event_missing", body.number, key)
    for key in are.keys() - were.keys():
        yield Finding("event_added", body.number, key)
    both = were.keys() & are.keys()
    for key in both:
        if were[key] != are[key]:
            yield Finding("event_changed", body.number, key)
    if [key for key in were if key in both] != [key for key in are if key in both]:
        yield Finding("event_order", body.number)


def _body(seal: Seal, events: Sequence[Digest]) -> SealBody:
    return replace(body_of(seal, ()), events=tuple(events))


def _by_seal(events: QuerySet[Event]) -> Iterator[tuple[int, list[Digest]]]:
    ordered = events.order_by("seal_number", "position", "id").iterator(chunk_size=2_000)
    for number, group in groupby(ordered, key=lambda event: event.seal_number):
        yield number or 0, [digest(event) for event in group]
