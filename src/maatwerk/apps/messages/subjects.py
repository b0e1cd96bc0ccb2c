"""What a conversation is about, which an app above knows: who may read, what letters may fill in, where its page is."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from maatwerk.apps.organisations.public import Member


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to talk about with one person."""

    id: uuid.UUID
    person_id: uuid.UUID
    opportunity_id: uuid.UUID
    title: str
    values: dict[str, str] = field(
        default_factory=dict
    )  # what placeholders of letters become, in the language now spoken


class Subjects(Protocol):
    """What the app above tells. Outside an open vacancy's team nobody reads, and without such an app nobody at all."""

    def readable(self, member: Member) -> Collection[uuid.UUID] | None:
        """Return the opportunities whose conversations a member may read; None for all."""

    def subject(self, key: uuid.UUID) -> Subject | None:
        """Return what this key stands for; None where nothing does."""

    def recent(self, member: Member) -> Sequence[Subject]:
        """Return a few subjects that a member may see, the newest first: examples for a preview."""

    def address(self, key: uuid.UUID, slug: str) -> str:
        """Return the path of the subject's own page."""


class _Nobody:
    def readable(self, member: Member) -> Collection[uuid.UUID] | None:
        return frozenset()

    def subject(self, key: uuid.UUID) -> Subject | None:
        return None

    def recent(self, member: Member) -> Sequence[Subject]:
        return ()

    def address(self, key: uuid.UUID, slug: str) -> str:
        return ""


_source: list[Subjects] = [_Nobody()]


def tell_subjects(source: Subjects) -> None:
    """Name who knows what conversations are about; call it from an app's `ready`."""
    _source[:] = [source]


def subjects() -> Subjects:
    """Return who knows."""
    return _source[0]
