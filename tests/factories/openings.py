"""Vacancies on the public board that ask something, and people with results."""

import uuid
from collections.abc import Mapping

from factories.loop import World
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement
from maatwerk.apps.vacancies.public import Start, Terms, publish_vacancy, start_vacancy

TEXT = "Je helpt klanten in de winkel, vult de schappen en rekent af. Je werkt samen met zes collega's."


def make_opening(world: World, title: str, *asked: str, place: str = "Ede") -> uuid.UUID:
    """Put a vacancy on the board that asks these constructs of the world."""
    terms = Terms(
        pay_low_cents=240_000,
        pay_high_cents=290_000,
        hours_low=16,
        hours_high=32,
        contract="prospect",
        contact_email="boss@example.org",
    )
    with world.acting() as member:
        start = Start(title=title, job_family="", place=place, description=TEXT, terms=terms, questions=())
        key, result = start_vacancy(start=start, by=member)
        assert result.is_ready, result
        for one in asked:
            wish = RequirementSpec(world.concepts[one], "The work asks it every day.")
            add_requirement(opportunity_id=key, wish=wish)
        publish_vacancy(vacancy_id=key, by=member)
    return key


def measure(world: World, person: uuid.UUID, results: Mapping[str, float], *, error: float = 0.2) -> None:
    """Give a person results in standard deviations."""
    with world.acting():
        record_evidence(
            person_id=person,
            measurements=[
                Measurement(
                    concept_id=world.concepts[key],
                    kind=Kind.INSTRUMENT_RESULT,
                    value=value,
                    standard_error=error,
                    instrument_id=world.instrument_id,
                    unit="sd",
                )
                for key, value in results.items()
            ],
            source="test",
        )
