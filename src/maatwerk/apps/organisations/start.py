"""The start page of an organisation: what waits for me, what to do next. Apps above register both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.ui.shapes import Action, Text, Tile


@dataclass(frozen=True, slots=True)
class Step:
    """Something an organisation does once to get going; shown until it is `done`."""

    title: Text
    text: Text
    action: Action
    done: bool = False


T = TypeVar("T")
TileMaker = Callable[[Member], Tile | None]
StepMaker = Callable[[Member], Step | None]
_tiles: list[tuple[int, tuple[Role, ...], TileMaker]] = []
_steps: list[tuple[int, tuple[Role, ...], StepMaker]] = []


def waiting(*roles: Role, order: int = 50) -> Callable[[TileMaker], TileMaker]:
    """Register a function that counts what waits for a member with one of these roles (none: everybody).

    It runs inside the organisation, at most one query, and returns None where nothing waits.
    """

    def register(maker: TileMaker) -> TileMaker:
        _tiles.append((order, roles, maker))
        return maker

    return register


def next_step(*roles: Role, order: int = 50) -> Callable[[StepMaker], StepMaker]:
    """Register a function that says a first step and whether it is done; None where it does not apply."""

    def register(maker: StepMaker) -> StepMaker:
        _steps.append((order, roles, maker))
        return maker

    return register


def tiles_for(member: Member) -> tuple[Tile, ...]:
    """Return what waits for this member now."""
    return tuple(tile for maker in _for(member, _tiles) if (tile := maker(member)))


def steps_for(member: Member) -> tuple[Step, ...]:
    """Return the first steps of this member, done or not; nothing once all are done."""
    steps = tuple(step for maker in _for(member, _steps) if (step := maker(member)))
    return () if all(step.done for step in steps) else steps


def _for(member: Member, makers: list[tuple[int, tuple[Role, ...], T]]) -> Iterator[T]:
    for _order, roles, maker in sorted(makers, key=lambda each: each[0]):
        if not roles or member.has(*roles):
            yield maker
