"""The anchors once more in an object store with a lock, where not even whoever runs the server can change them.

One object for what was sealed since the last look, under the numbers of its seals. Names are never used twice: the store is asked
to refuse that, and a lock with a term lies on each version of it. Whoever has the key of this server need not ask so, and can put
another version over what is there: so every version is read, and the one below tells.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from maatwerk.kernel import log_anchors
from maatwerk.kernel.log_anchors import Anchor
from maatwerk.kernel.log_form import SealBody, read_line
from maatwerk.kernel.object_store import Bucket, Keys, StoreTrouble, ThereAlready, Version

logger = logging.getLogger(__name__)
LARGEST = 1_000_000
#: Anchors go to the store once an hour; one that is older than this and not there was kept from it.
STORE_GRACE = dt.timedelta(hours=2)


def bucket() -> Bucket | None:
    """Return where anchors go, if whoever runs the server named a place."""
    if not settings.ANCHOR_STORE:
        return None
    keys = Keys(settings.ANCHOR_STORE_KEY, settings.ANCHOR_STORE_SECRET, settings.ANCHOR_STORE_REGION)
    return Bucket.at(settings.ANCHOR_STORE, keys)


def send(organisation: uuid.UUID) -> int:
    """Put every anchor that the store does not hold yet into it; return how many. Safe to repeat."""
    place = bucket()
    if place is None:
        return 0
    newest = max((last for _first, last, _version in _objects(place, organisation)), default=0)
    kept_until = timezone.now() + dt.timedelta(days=365 * settings.ANCHOR_STORE_YEARS)
    sent = 0
    for bodies in _portions(organisation, newest):
        name = f"{organisation}/{bodies[0].number:010d}-{bodies[-1].number:010d}.jsonl"
        content = "".join(body.line() + "\n" for body in bodies).encode()
        try:
            place.put(name, content, kept_until=kept_until)
        except ThereAlready:  # another process came first
            continue
        sent += len(bodies)
    return sent


def send_all() -> int:
    """Send the anchors of every organisation that has some."""
    sent = 0
    for organisation in log_anchors.organisations():
        try:
            sent += send(organisation)
        except StoreTrouble:
            logger.exception("the anchors of %s did not reach the object store", organisation)
    return sent


def differences(organisation: uuid.UUID, anchors: list[Anchor]) -> Iterator[tuple[str, int | None]]:
    """Hold the anchors here against those in the store; yield what is wrong and with which seal."""
    place = bucket()
    if place is None:
        return
    try:
        stored = list(_stored(place, organisation))
    except StoreTrouble:
        logger.exception("the anchors of %s were not compared with the object store", organisation)
        yield "store_silent", None
        return
    here = {anchor.number: anchor for anchor in anchors}
    there: set[int] = set()
    for number, body in stored:
        there.add(number)
        if body is None or (number in here and here[number].hash != body.hash):
            yield "store_differs", number
        elif number not in here:
            yield "store_only", number
    late = (timezone.now() - STORE_GRACE).astimezone(dt.UTC).isoformat(timespec="microseconds")
    newest = max(there, default=0)
    for number in sorted(here.keys() - there):
        if number < newest or log_anchors.read(organisation, here[number]).sealed_at < late:
            yield "store_missing", number


def _portions(organisation: uuid.UUID, newest: int) -> Iterator[list[SealBody]]:
    """Yield the anchors after a number, as many together as make an object of sensible size."""
    held: list[SealBody] = []
    size = 0
    anchors, _changed = log_anchors.index(organisation)
    for anchor in anchors:
        if anchor.number <= newest:
            continue
        body = log_anchors.read(organisation, anchor)
        length = len(body.line())
        if held and size + length > LARGEST:
            yield held
            held, size = [], 0
        held.append(body)
        size += length
    if held:
        yield held


def _objects(place: Bucket, organisation: uuid.UUID) -> list[tuple[int, int, Version]]:
    """Return every version of the objects of an organisation, each with the numbers of its first and last seal."""
    found = []
    for version in place.versions(f"{organisation}/"):
        first, _dash, last = version.name.rpartition("/")[2].removesuffix(".jsonl").partition("-")
        if first.isdecimal() and last.isdecimal():  # anything else there is not ours
            found.append((int(first), int(last), version))
    return found


def _stored(place: Bucket, organisation: uuid.UUID) -> Iterator[tuple[int, SealBody | None]]:
    """Yield every seal in the store by its number; None where its line is not what was once written."""
    for first, last, version in _objects(place, organisation):
        lines = place.get(version).decode("utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines[: last - first + 1], first):
            body = read_line(line)
            fits = body is not None and body.organisation == str(organisation) and body.number == number
            yield number, body if fits else None
        if first + len(lines) <= last:  # once, and not for every number that a name may claim
            yield first + len(lines), None
