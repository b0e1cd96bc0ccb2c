"""A small organisation with a history whose truth is known: what tests of the loop start from."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from factories.organisations import make_member, make_organisation
from maatwerk.apps.advice.public import Admission, admit_feature, give_advice, move_version, propose_version
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import (
    Kind,
    Measurement,
    PersonMeasurement,
    approve_instrument,
    ensure_instrument,
    record_evidence,
    record_many,
)
from maatwerk.apps.opportunities.public import ensure_job_family
from maatwerk.apps.organisations.public import Member, Role, memberships
from maatwerk.apps.outcomes.public import PastEngagement, add_engagements, close_history, open_history
from maatwerk.apps.people.public import Contact, register_people, register_person
from maatwerk.apps.register.public import (
    PlanWish,
    Prepared,
    Sheet,
    Statement,
    approve_plan,
    plan_in_force,
    propose_plan,
    settle_with_council,
    state_component,
    write_preparation,
    write_sheet,
)
from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
from maatwerk.apps.vacancies.public import open_vacancy
from maatwerk.kernel import tenancy

EVERY_ROLE = tuple(role for role in Role if role not in {Role.AMBASSADOR, Role.OUTSIDE_AUDITOR})


@dataclass
class World:
    """Keys of what was made; `member` has every role unless a test asks for another."""

    member: Member
    family_id: uuid.UUID
    concepts: dict[str, uuid.UUID]
    instrument_id: uuid.UUID
    people: list[uuid.UUID] = field(default_factory=list)

    @contextmanager
    def acting(self, using: str = "default") -> Iterator[Member]:
        """Act as the member, over one of the logins."""
        with tenancy.acting(
            organisation=self.member.organisation.id, account=self.member.user_id, using=using
        ):
            yield self.member


def make_world(
    *,
    people: int = 0,
    effect: float = -0.8,
    second: float = 0.0,
    seed: int = 7,
    sampling: str = "everyone_hired",
) -> World:
    """Make an organisation with a history of `people`; `patience` changes the log-odds of leaving by `effect` per SD.

    `luck` does so by `second`.
    """
    organisation = make_organisation()
    user = make_member(organisation, *EVERY_ROLE)
    member = next(one for one in memberships(user) if one.organisation.id == organisation.pk)
    with tenancy.acting(organisation=organisation.pk, account=user.pk):
        family = ensure_job_family("packers")
        instrument = ensure_instrument(key="battery", version="1", name="Battery")
        concepts = {
            key: ensure_concept(ConceptSpec(key, "construct", key.title(), key.title())).pk
            for key in ("patience", "luck")
        }
        world = World(member, family.pk, concepts, instrument.pk)
        if people:
            _history(world, people, (effect, second), np.random.default_rng(seed), sampling)
    return world


def _history(
    world: World, people: int, effects: tuple[float, float], rng: np.random.Generator, sampling: str
) -> None:
    scores = rng.normal(50, 10, size=(people, 2)).round(1)
    hazard = 1 / (1 + np.exp(-(-3.0 + (scores - 50) @ np.array(effects) / 10)))
    left_after = rng.geometric(hazard).astype(float)
    censored_at = rng.uniform(6, 30, size=people)
    history = open_history(
        job_family_id=world.family_id,
        name="history",
        sampling=sampling,
        fingerprint=uuid.uuid4().hex,
        report={},
    )
    world.people = list(register_people("" for _ in range(people)))
    occasions = [uuid.uuid4() for _ in range(people)]
    tenure = np.minimum(left_after, censored_at)
    add_engagements(
        history,
        (
            PastEngagement(
                engagement_id=uuid.uuid4(),
                person_id=person,
                occasion=occasion,
                tenure_months=float(months),
                separated=bool(left),
            )
            for person, occasion, months, left in zip(
                world.people, occasions, tenure, left_after <= censored_at, strict=True
            )
        ),
    )
    record_many(
        (
            PersonMeasurement(
                person_id=person,
                occasion=occasion,
                measurement=Measurement(
                    concept_id=world.concepts[key],
                    kind=Kind.INSTRUMENT_RESULT,
                    value=float(value),
                    instrument_id=world.instrument_id,
                ),
            )
            for person, occasion, row in zip(world.people, occasions, scores, strict=True)
            for key, value in zip(("patience", "luck"), row, strict=True)
        ),
        source="test",
    )
    sexes = rng.choice(["female", "male"], size=people)
    record_attributes(
        (AttributeValue(person, "sex", str(sex)) for person, sex in zip(world.people, sexes, strict=True)),
        source="test",
    )
    close_history(history, people=people, engagements=people)


def admit(world: World, *keys: str, importance: int = 0, source: str = "") -> None:
    """Approve the instrument and admit constructs."""
    with world.acting() as member:
        approve_instrument(instrument_id=world.instrument_id, reason="Good enough for this test.", by=member)
        for key in keys or tuple(world.concepts):
            statement = Admission(
                concept_id=world.concepts[key],
                reason="Asked by the work.",
                importance=importance,
                prior_source=source,
            )
            admit_feature(job_family_id=world.family_id, admission=statement, by=member)


def propose(world: World) -> uuid.UUID:
    """Fit a version on the scoring login."""
    with world.acting("scoring"):
        return propose_version(job_family_id=world.family_id, because="asked").pk


def clear_the_way(world: World) -> None:
    """State in the register what must stand there before anything goes live, with bounds that hold nothing back."""
    with world.acting() as member:
        if plan_in_force(world.family_id) is not None:
            return
        statement = Statement(
            kind="model",
            object_id=world.family_id,
            purpose="To say who is likely to stay.",
            ground="4a",
            owner_id=member.user_id,
        )
        state_component(statement=statement, by=member)
        sheet = Sheet(
            origin="Made for a test.", original_purpose="A test.", gaps="Everything.", bias_check="None."
        )
        write_sheet(job_family_id=world.family_id, sheet=sheet, by=member)
        done = dt.date.today()
        prepared = Prepared(
            overseers="Everybody.",
            overseers_on=done,
            workers="Nobody works here.",
            workers_on=done,
            assessment="In a drawer.",
            assessment_on=done,
        )
        write_preparation(job_family_id=world.family_id, prepared=prepared, by=member)
        wish = PlanWish(
            largest_move=9.0,
            least_people=1,
            verdicts=("established", "not_established", "no_signal"),
            may_enter=tuple(world.concepts),
            reason="Anything goes in a test.",
        )
        plan = propose_plan(job_family_id=world.family_id, wish=wish, by=member)
        approve_plan(plan_id=plan, by=member)
        settle_with_council(plan_id=plan, answer="not_applicable", reason="Nobody works here.", by=member)


def put_live(world: World, version_id: uuid.UUID) -> None:
    """Take a version through all its steps."""
    clear_the_way(world)
    with world.acting() as member:
        for state in ("reviewed", "approved", "live"):
            move_version(version_id=version_id, to=state, reason="Looked at.", by=member)


def put_live_from_approved(world: World, version_id: uuid.UUID) -> None:
    """Take an approved version the last step."""
    clear_the_way(world)
    with world.acting() as member:
        move_version(version_id=version_id, to="live", reason="Looked at.", by=member)


def make_vacancy(world: World) -> uuid.UUID:
    """Open a vacancy of the family."""
    with world.acting() as member:
        return open_vacancy(job_family_id=world.family_id, title="Packer", by=member).pk


def make_applicant(
    world: World, vacancy_id: uuid.UUID, *, patience: float | None = 60.0, contact: Contact | None = None
) -> uuid.UUID:
    """Let somebody apply, with a result unless `patience` is None; returns the person's key."""
    with world.acting():
        person = register_person(contact=contact)
        apply_for(opportunity_id=vacancy_id, person_id=person)
        if patience is not None:
            measured = Measurement(
                concept_id=world.concepts["patience"],
                kind=Kind.INSTRUMENT_RESULT,
                value=patience,
                instrument_id=world.instrument_id,
                valid_until=dt.date(2099, 1, 1),
            )
            record_evidence(person_id=person, measurements=[measured], source="test")
    return person


def advise(world: World, vacancy_id: uuid.UUID) -> int:
    """Answer the open requests, as the scoring worker does."""
    with world.acting("scoring"):
        return give_advice(opportunity_id=vacancy_id)
