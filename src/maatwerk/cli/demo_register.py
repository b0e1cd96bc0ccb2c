"""The register in the demo: statements, a data sheet, a plan of change, risks, reviews (one too late) and an auditor let in."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
LARGEST_MOVE = 0.35  # the third version, which waits for the psychologist, lies within
RISKS = (
    (
        "Vragen van een test lekken uit, en uitslagen zeggen niets meer.",
        "Antwoorden delen in een groepsapp.",
        "Adaptief kiezen uit een itembank, en zoeken naar gekopieerde antwoorden.",
        "De pagina “Gekopieerde antwoorden” van elke test, elk kwartaal.",
    ),
    (
        "Het werk verandert, en het model leert van hoe het was.",
        "",
        "Elke twintig nieuwe uitkomsten stelt het platform een nieuwe versie voor.",
        "Validiteit per versie, ook voor wie het advies niet had gezien.",
    ),
    (
        "Recruiters volgen het advies zonder zelf te kijken.",
        "Met één klik beslissen over een hele lijst.",
        "Beslissen gaat per sollicitant en met een eigen reden; wie wil, vormt eerst een eigen beeld.",
        "De verdeling van redenen en kijktijd, elk half jaar.",
    ),
)


def load_register(acting_as: As) -> None:
    """State what the model is for and how far it may learn, before its first version goes live."""
    from maatwerk.apps.opportunities.public import job_families
    from maatwerk.apps.register.public import (
        PlanWish,
        Prepared,
        Sheet,
        Statement,
        approve_plan,
        propose_plan,
        settle_with_council,
        state_component,
        write_preparation,
        write_sheet,
    )
    from maatwerk.apps.skills.public import concepts

    with acting_as("psychologist") as member:
        family_id = job_families()[0].id
        statement = Statement(
            kind="model",
            object_id=family_id,
            purpose="Recruiters laten zien wie waarschijnlijk blijft, naast hun eigen oordeel (gesimuleerd).",
            ground="4a",
            owner_id=member.user_id,
        )
        state_component(statement=statement, by=member)
        sheet = Sheet(
            origin="Gesimuleerd callcentre: mensen die zijn aangenomen, met hun testuitslagen van toen.",
            original_purpose="Selectie, en de personeelsadministratie.",
            gaps="Wie niet is aangenomen ontbreekt. Waarom iemand vertrok, is van een derde niet bekend.",
            bias_check="Per versie geteld naar geslacht en leeftijd; de tabellen staan bij de versie.",
        )
        write_sheet(job_family_id=family_id, sheet=sheet, by=member)
        done = dt.date.today() - dt.timedelta(days=21)
        prepared = Prepared(
            overseers="Recruiters, managers en de psycholoog: wat een bandbreedte zegt, wanneer je advies laat liggen, hoe je"
            " het stopt. Een dagdeel (gesimuleerd).",
            overseers_on=done,
            workers="Verteld in het werkoverleg; de gebruiksaanwijzing hangt in de kantine (gesimuleerd).",
            workers_on=done,
            assessment="DPIA werving en selectie, versie 1, bij de functionaris gegevensbescherming (gesimuleerd).",
            assessment_on=done,
        )
        write_preparation(job_family_id=family_id, prepared=prepared, by=member)
        wish = PlanWish(
            largest_move=LARGEST_MOVE,
            least_people=500,
            verdicts=("established",),
            may_enter=tuple(row.key for row in concepts() if row.kind == "construct"),
            reason="Kleine stappen, elk bekeken door een psycholoog; grotere vragen een nieuw plan.",
        )
        plan = propose_plan(job_family_id=family_id, wish=wish, by=member)
        approve_plan(plan_id=plan, by=member)
    with acting_as("auditor") as member:
        settle_with_council(
            plan_id=plan, answer="consent", reason="Brief van de ondernemingsraad (gesimuleerd).", by=member
        )


def load_rounds(acting_as: As) -> None:
    """State the other components, write down risks and reviews, and let an auditor from outside in."""
    from maatwerk.apps.register.public import (
        RiskStated,
        Visit,
        hold_review,
        keep_risk,
        let_auditor_in,
        plan_review,
    )

    _state_the_rest(acting_as)
    today = dt.date.today()
    with acting_as("administrator") as member:
        for hazard, misuse, mitigation, test in RISKS:
            risk = RiskStated(
                hazard=hazard, misuse=misuse, mitigation=mitigation, test=test, owner_id=member.user_id
            )
            keep_risk(risk=risk, by=member)
        late = today - dt.timedelta(days=9)
        plan_review(subject="data_sharing", owner_id=member.user_id, next_on=late, by=member)
        plan_review(subject="evaluation", owner_id=member.user_id, by=member)
        access = plan_review(subject="access", owner_id=member.user_id, interval_months=6, by=member)
        hold_review(
            review_id=access,
            outcome="Zeven accounts nagelopen; een oud account van een uitzendkracht is verwijderd (gesimuleerd).",
            by=member,
        )
        let_auditor_in(
            visit=Visit(
                email="eva@onafhankelijk-toetsers.example",
                firm="Onafhankelijke Toetsers (gesimuleerd)",
                independence="Werkte nooit voor ons of voor de leverancier; betaald door de brancheorganisatie.",
                until=today + dt.timedelta(days=60),
            ),
            by=member,
        )


def _state_the_rest(acting_as: As) -> None:
    """State what tests and the order of openings are for; one test is left, so that the page shows what is missing."""
    from maatwerk.apps.register.public import Statement, entries, state_component

    words = {
        "instrument": "Meten wat het werk vraagt; de uitslag is een van de dingen waar een recruiter naar kijkt.",
        "matching": "Iemand andere vacatures laten zien die passen; niemand anders ziet de volgorde.",
    }
    with acting_as("psychologist") as member:
        rows = [row for row in entries() if row.is_in_use and row.statement is None and row.kind in words]
        for row in rows[1:]:
            statement = Statement(
                kind=row.kind,
                object_id=row.object_id,
                purpose=words[row.kind],
                ground="4a",
                owner_id=member.user_id,
            )
            state_component(statement=statement, by=member)
