"""People's own pages in the demo: a candidate whose link the terminal prints, openings that fit them, and cases of every kind."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from maatwerk.cli.runtime import data_folder

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.applications.public import ApplicationRow
    from maatwerk.apps.organisations.public import Member

OTHER_SLUG = "zorg-demo"
LINK = "candidate.link"
As = Callable[[str], "AbstractContextManager[Member]"]
TEXT = (
    "Je plant de roosters van zestig mensen, je belt met wie er uitvalt en je zoekt samen een oplossing. Je werkt in een team"
    " van vier, dicht bij de mensen om wie het gaat. We leren je ons planprogramma."
)
#: At the other employer: title, place, and what each asks.
OPENINGS = (
    ("Medewerker ontvangst in de zorg", "Utrecht", ("stress_tolerance", "typing_accuracy")),
    ("Roosterplanner in de thuiszorg", "Zeist", ("conscientiousness",)),
)


def load_own(vacancies: "Sequence[uuid.UUID]", acting_as: As, *, password: str) -> None:
    """Put the vacancies on the board, open two at another employer, let people ask, and keep the link of one of them."""
    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.people.public import own_link

    with acting_as("recruiter") as member:
        rows = [row for vacancy in reversed(vacancies) for row in applications(vacancy)]
        rejected = [row for row in rows if row.stage == "rejected"]
        going = [row for row in rows if row.closed_at is None]
        for vacancy in vacancies:
            _publish(vacancy, member)
        labels = _labels()
        link = urlsplit(own_link(rejected[0].person_id, language="nl")).path
    _other_employer(labels, password)
    _ask(rejected[0], going, acting_as, member.organisation.id)
    (data_folder() / LINK).write_text(link)


def candidate_link() -> str:
    """Return the path of one candidate's own pages; empty where the demo has none."""
    file = data_folder() / LINK
    return file.read_text().strip() if file.exists() else ""


def _labels() -> dict[str, tuple[str, str]]:
    from maatwerk.apps.skills.public import Concept

    found = Concept.objects.filter(kind=Concept.Kind.CONSTRUCT)
    return {one.key: (one.label_en, one.label_nl) for one in found}


def _publish(vacancy: "uuid.UUID", member: "Member") -> None:
    """Put a vacancy on the board, with the terms that it lacks."""
    from dataclasses import replace

    from maatwerk.apps.vacancies.public import publish_vacancy, set_terms, vacancy_of

    row = vacancy_of(vacancy)
    if not row.is_public:
        terms = row.terms
        promised = replace(
            terms,
            pay_low_cents=terms.pay_low_cents or 245_000,
            pay_high_cents=terms.pay_high_cents or 290_000,
            hours_low=terms.hours_low or 24,
            hours_high=terms.hours_high or 36,
            contract=terms.contract or "prospect",
            contact_email=terms.contact_email or member.email,
        )
        set_terms(vacancy_id=vacancy, terms=promised, by=member)
        publish_vacancy(vacancy_id=vacancy, by=member)


def _openings(member: "Member", labels: dict[str, tuple[str, str]]) -> None:
    from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement
    from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
    from maatwerk.apps.vacancies.public import Start, Terms, publish_vacancy, start_vacancy

    terms = Terms(
        pay_low_cents=262_000,
        pay_high_cents=318_000,
        hours_low=24,
        hours_high=36,
        contract="prospect",
        contact_email=member.email,
    )
    for title, place, asked in OPENINGS:
        start = Start(title=title, job_family="", place=place, description=TEXT, terms=terms, questions=())
        key, _result = start_vacancy(start=start, by=member)
        for name in asked:
            if name in labels:
                concept = ensure_concept(ConceptSpec(name, "construct", *labels[name]))
                wish = RequirementSpec(concept.pk, "Daar draait dit werk elke dag om.")
                add_requirement(opportunity_id=key, wish=wish)
        publish_vacancy(vacancy_id=key, by=member)


def _other_employer(labels: dict[str, tuple[str, str]], password: str) -> None:
    """Make a second, small employer, so that people can be shown work elsewhere."""
    from maatwerk.apps.organisations.public import Role, User, found_organisation, memberships, open_account
    from maatwerk.kernel import tenancy

    email = "zorg@demo.example"
    user = User.objects.filter(email=email).first() or open_account(
        email=email, name="Zoë van de Zorg", password=password, language="nl"
    )
    roles = [Role.ADMINISTRATOR, Role.RECRUITER, Role.MANAGER]
    made = found_organisation(
        user_id=user.pk, name="Zorg De Brug (gesimuleerd)", slug=OTHER_SLUG, roles=roles, is_simulated=True
    )
    member = next(one for one in memberships(user) if one.organisation.id == made.id)
    with tenancy.acting(organisation=made.id, account=user.pk):
        _openings(member, labels)


def _ask(
    rejected: "ApplicationRow",
    going: "Sequence[ApplicationRow]",
    acting_as: As,
    organisation: "uuid.UUID",
) -> None:
    """Let people ask from their own pages, each as themselves; one question is answered."""
    from maatwerk.apps.cases.public import Answer, answer_case
    from maatwerk.apps.journeys.public import agree, ask_about, ask_about_data, keep_wish
    from maatwerk.kernel import tenancy

    def as_person(row: "ApplicationRow") -> AbstractContextManager[None]:
        return tenancy.acting(organisation=organisation, person=row.person_id)

    with as_person(rejected):
        ask_about(
            rejected,
            kind="contest",
            text="In het gesprek bleek dat ik 's avonds wel kan. Wil iemand anders opnieuw kijken?",
        )
        asked = ask_about(rejected, kind="explanation", text="Hoe is mijn sollicitatie gelezen, en door wie?")
        for scope in ("here", "elsewhere"):
            agree(rejected.person_id, scope=scope)
        keep_wish(rejected.person_id, search={"hours": 32}, by_mail=False)
    with as_person(going[0]):
        ask_about(going[0], kind="accommodation", text="Ik heb dyslexie en heb meer tijd nodig om te lezen.")
    with as_person(going[1]):
        ask_about_data(going[1].person_id, kind="erasure", text="Ik heb ander werk gevonden.")
    with acting_as("manager") as member:
        text = "Rosa en ik hebben je antwoorden gelezen. Het ging om de werktijden, niet om je uitslagen."
        answer_case(case_id=asked, answer=Answer(text=text), by=member)
