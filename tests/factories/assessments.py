"""Tests that candidates take, small enough to look through: an instrument of every kind, a calibrated bank, orders."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.test import Client
from django.utils import timezone

from factories.loop import World, make_vacancy, make_world
from factories.organisations import client_of
from maatwerk.apps.assessments.models import (
    Calibration,
    FactSheet,
    Item,
    ItemKey,
    ItemKind,
    Module,
    Package,
    Scale,
)
from maatwerk.apps.evidence.models import Instrument
from maatwerk.apps.opportunities.models import Requirement
from maatwerk.apps.organisations.models import User
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.kernel import tenancy

OPTIONS = [
    {"id": letter, "text": text}
    for letter, text in zip("abcde", ("not at all", "a little", "somewhat", "much", "entirely"), strict=True)
]
THREE = [{"id": letter, "text": f"Option {letter}"} for letter in "abc"]
#: One item of every kind: content and key.
EVERY_KIND: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    ItemKind.RATING: ({"prompt": "I stay calm when it is busy.", "options": OPTIONS}, {"reversed": False}),
    ItemKind.CHOICE: ({"prompt": "What comes next: 2, 4, 8, …?", "options": THREE}, {"correct": "b"}),
    ItemKind.MULTIPLE: ({"prompt": "Which are even?", "options": THREE}, {"correct": ["a", "c"]}),
    ItemKind.ORDER: ({"prompt": "From early to late.", "options": THREE}, {"order": ["c", "a", "b"]}),
    ItemKind.NUMERIC: ({"prompt": "How many minutes in 1.5 hours?", "unit": "min"}, {"value": 90}),
    ItemKind.SITUATION: ({"prompt": "A caller shouts.", "options": THREE}, {"best": "a", "worst": "c"}),
    ItemKind.WORK_SAMPLE: (
        {"prompt": "Write two sentences to this customer.", "most_words": 60},
        {"anchors": ["Off topic.", "Answers the question.", "Answers it and thanks for asking."]},
    ),
}
AREAS = ("numbers", "words", "figures")
BANK = 60


@dataclass
class Tests:
    """Keys of what was made, in the world of `factories.loop`."""

    world: World
    vacancy_id: uuid.UUID
    every_kind_id: uuid.UUID
    bank_id: uuid.UUID
    items: dict[str, uuid.UUID] = field(default_factory=dict)

    __test__ = False

    @contextmanager
    def acting(self, person: uuid.UUID | None = None, using: str = "default") -> Iterator[None]:
        """Act as the member, or as a person on their own request."""
        account = None if person else self.world.member.user_id
        with tenancy.acting(
            organisation=self.world.member.organisation.id, account=account, person=person, using=using
        ):
            yield

    def client(self, language: str = "en") -> Client:
        """Return a browser of the member."""
        return client_of(User.objects.get(pk=self.world.member.user_id), language=language)


def make_tests() -> Tests:
    """Make an organisation with a vacancy that asks patience and luck, and two published instruments that measure these.

    `every_kind` holds an item of every kind and two practice items, uncalibrated, about patience; `bank` holds 60
    calibrated items (2PL, three content areas) about luck.
    """
    world = make_world()
    vacancy = make_vacancy(world)
    made = Tests(world, vacancy, uuid.uuid4(), uuid.uuid4())
    with made.acting():
        for key, concept in world.concepts.items():
            Requirement.objects.create(
                organisation_id=world.member.organisation.id,
                opportunity_id=vacancy,
                concept_id=concept,
                justification=f"The work asks {key}.",
            )
        made.every_kind_id = _instrument(world, "every-kind", "Every kind")
        made.bank_id = _instrument(world, "bank", "Number series")
        patience = _scale(world, made.every_kind_id, "patience")
        luck = _scale(world, made.bank_id, "luck")
        for place, (kind, (content, key)) in enumerate(EVERY_KIND.items()):
            made.items[kind] = _item(world, patience, kind, f"item-{kind}", content, key, position=place)
        for place, practice in enumerate((ItemKind.RATING, ItemKind.CHOICE)):
            content, key = EVERY_KIND[practice]
            content = content | {"prompt": f"Practice: {content['prompt']}"}
            _item(
                world,
                patience,
                practice,
                f"practice-{practice}",
                content,
                key,
                position=place,
                practice=True,
            )
        make_bank(world, luck, BANK)
    return made


def make_bank(world: World, scale: Scale, size: int, *, seed: int = 11) -> None:
    """Fill a scale with multiple-choice items of known parameters, with an approved (simulated) calibration."""
    rng = np.random.default_rng(seed)
    slopes, places = rng.uniform(0.8, 2.2, size), rng.normal(0, 1, size)
    parameters = {}
    for number in range(size):
        right = "abc"[number % 3]
        content = {"prompt": f"Question {number} of the bank", "options": THREE}
        _item(
            world,
            scale,
            ItemKind.CHOICE,
            f"bank-{number}",
            content,
            {"correct": right},
            position=number,
            area=AREAS[number % 3],
        )
        parameters[f"bank-{number}"] = {
            "slope": float(slopes[number]),
            "intercepts": [float(-slopes[number] * places[number])],
        }
    Calibration.objects.create(
        organisation_id=scale.organisation_id,
        scale=scale,
        number=1,
        model="2pl",
        parameters=parameters,
        reliability=0.9,
        is_simulated=True,
        method="simulated/1",
        state=Calibration.State.APPROVED,
        judged_at=timezone.now(),
        judged_by_id=world.member.user_id,
        judged_reason="Known truth, for tests.",
    )


def make_package(
    tests: Tests, *instruments: uuid.UUID, key: str = "package", ready: bool = True, **fields: Any
) -> uuid.UUID:
    """Make a package of instruments by its rows alone, fixed delivery; `fields` are those of each module."""
    with tests.acting():
        organisation = tests.world.member.organisation.id
        package = Package.objects.create(
            organisation_id=organisation,
            key=key,
            name="Package of the tests",
            opportunity_id=tests.vacancy_id,
            state=Package.State.READY if ready else Package.State.DRAFT,
            agreement="Agreed with the client on paper.",
            assessor_id=tests.world.member.user_id,
            competence="NIP registered, EFPA test user level 2.",
        )
        for place, instrument in enumerate(instruments or (tests.every_kind_id,)):
            Module.objects.create(
                organisation_id=organisation,
                package=package,
                instrument_id=instrument,
                position=place,
                **fields,
            )
    return package.pk


def make_candidate(tests: Tests, name: str = "Kim Kandidaat") -> uuid.UUID:
    """Register a person with an address to write to."""
    with tests.acting():
        return register_person(contact=Contact(name=name, email=f"{uuid.uuid4().hex[:8]}@example.org"))


def _instrument(world: World, key: str, name: str) -> uuid.UUID:
    organisation = world.member.organisation.id
    instrument = Instrument.objects.create(
        organisation_id=organisation, key=key, version="1", language="en", name=name
    )
    FactSheet.objects.create(
        organisation_id=organisation,
        instrument=instrument,
        state=FactSheet.State.PUBLISHED,
        published_at=timezone.now(),
    )
    return instrument.pk


def _scale(world: World, instrument: uuid.UUID, key: str) -> Scale:
    return Scale.objects.create(
        organisation_id=world.member.organisation.id,
        instrument_id=instrument,
        key=key,
        concept_id=world.concepts[key],
    )


def _item(
    world: World,
    scale: Scale,
    kind: str,
    key: str,
    content: dict[str, Any],
    answer: dict[str, Any],
    *,
    position: int = 0,
    area: str = "",
    practice: bool = False,
) -> uuid.UUID:
    made = Item.objects.create(
        organisation_id=scale.organisation_id,
        instrument_id=scale.instrument_id,
        scale=None if practice else scale,
        key=key,
        kind=kind,
        position=position,
        content=content,
        area=area,
        is_practice=practice,
    )
    ItemKey.objects.create(organisation_id=scale.organisation_id, item=made, key=answer)
    return made.pk
