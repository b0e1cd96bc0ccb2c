"""Packages of the demo's tests, settled and open for invitations."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]


def made_ready(
    name: str, vacancy_id: "uuid.UUID", test: Any, member: "Member", *, rules: Mapping[str, Any] | None = None
) -> "uuid.UUID":
    """Make a package that is open for invitations: of fixed items with a clock, or (by these rules) of chosen ones."""
    from maatwerk.apps.assessments.public import ModuleWish, add_module, make_package, open_package

    wish = (
        ModuleWish(instrument_id=test.id, seconds=1200)
        if rules is None
        else ModuleWish(instrument_id=test.id, delivery="adaptive", rules=rules)
    )
    package = make_package(name=name, opportunity_id=vacancy_id, by=member)
    add_module(package.pk, wish, by=member)
    settle(package.pk, member)
    open_package(package.pk, {})
    return package.pk


def settle(package_id: "uuid.UUID", member: "Member") -> None:
    """Write down what must be settled before anybody is tested."""
    from maatwerk.apps.assessments.public import Responsibility, take_responsibility
    from maatwerk.apps.organisations.public import Role, colleagues

    settled = Responsibility(
        agreement="Afgesproken met de directie (gesimuleerd); ligt bij personeelszaken.",
        assessor_id=colleagues(Role.PSYCHOLOGIST)[0].user_id,
        competence="Psycholoog NIP (gesimuleerd).",
    )
    take_responsibility(package_id, settled, by=member)
