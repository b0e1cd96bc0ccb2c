"""SETU staffing orders: in as requisitions."""

import uuid
from dataclasses import dataclass

from maatwerk.apps.organisations.public import Member


@dataclass(frozen=True, slots=True)
class Received:
    """A staffing order that came in."""

    requisition_id: uuid.UUID
    title: str


def receive_order(content: bytes, *, by: Member) -> Received:
    raise NotImplementedError
