"""The demo organisation: a simulated call centre that goes through the loop with the product's own operations."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.demo_applying import load_applying, load_double
from maatwerk.cli.demo_audits import load_audits
from maatwerk.cli.demo_connections import load_connections
from maatwerk.cli.demo_dates import date_back_filled, date_back_open
from maatwerk.cli.demo_figures import load_figures
from maatwerk.cli.demo_interviews import load_interviews
from maatwerk.cli.demo_messages import date_back_messages, load_messages
from maatwerk.cli.demo_moving import load_moving
from maatwerk.cli.demo_own import OTHER_SLUG, load_own
from maatwerk.cli.demo_pipeline import load_pipeline
from maatwerk.cli.demo_privacy import load_privacy
from maatwerk.cli.demo_register import load_register, load_rounds
from maatwerk.cli.demo_results import load_later
from maatwerk.cli.demo_steering import load_applicants, load_steering
from maatwerk.cli.demo_tests import load_tests
from maatwerk.cli.demo_validity import PEOPLE as VALIDITY_PEOPLE
from maatwerk.cli.demo_validity import TITLE, load_validity
from maatwerk.cli.demo_waves import load_waves
from maatwerk.cli.output import Stop, _
from maatwerk.cli.runtime import data_folder
from maatwerk.cli.serve import in_terminal_language as spoken
from maatwerk.cli.simulate import CallCentre, CurrentApplicant, simulate_call_centre, write_csv

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.journeys.history import Mapping, PersonRow
    from maatwerk.apps.opportunities.public import Opportunity
    from maatwerk.apps.organisations.public import Member

SEED = 3
PASSWORD = "try-maatwerk-out"  # noqa: S105 - printed on purpose: the demo listens on this machine only
SLUG, REAL_SLUG = "callcentre-demo", "own-data"
MAPPING = Path(__file__).with_name("simulate") / "call-centre.toml"
SUCCEEDS_AT_RATING = 3.0  # of 5: what the work asks
HIRED_EARLIER = 5  # of the applicants: hired three months ago, so that the manager has something to answer
OPENED_DAYS_AGO = (26, 17)
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demo."""

    email: str
    name: str
    role: str
    about: str


ACCOUNTS = (
    Account(
        "recruiter@demo.example",
        "Rosa de Recruiter",
        "recruiter",
        _("recruiter: vacancies, advice, decisions"),
    ),
    Account("manager@demo.example", "Mees de Manager", "manager", _("hiring manager: decisions, follow-ups")),
    Account(
        "psychologist@demo.example",
        "Pien de Psycholoog",
        "psychologist",
        _("psychologist: models and their approval"),
    ),
    Account("analyst@demo.example", "Anouk de Analist", "analyst", _("analyst: histories and versions")),
    Account("auditor@demo.example", "Aad de Auditor", "auditor", _("auditor: event log, impact")),
    Account(
        "administrator@demo.example",
        "Bo de Beheerder",
        "administrator",
        _("administrator: members and settings"),
    ),
)


def load_demo(tell: Told) -> str:
    """Load the simulated call centre unless it is there, and return its web address."""
    ready = data_folder() / f"{SLUG}.ready"
    if ready.exists():
        return SLUG
    tell(spoken(_("Loading the demo: a simulated call centre of 2,000 hires. Nobody in it exists.")))
    _remove_half_loaded(SLUG)
    _remove_half_loaded(OTHER_SLUG)
    _found(SLUG, "Callcentre De Lijn (gesimuleerd)", is_simulated=True)
    centre = simulate_call_centre(SEED)
    with tempfile.TemporaryDirectory() as folder:
        files = write_csv(centre, Path(folder))
        waves, applicants = files[: len(centre.waves)], files[-1]
        _first_model(waves[0], centre)
        tell(
            spoken(
                _(
                    "  history of the first 600 hires is in; experts stated what they expect; version 1 advises"
                )
            )
        )
        _next_model(waves[1])
        tell(
            spoken(
                _("  700 hires later: version 2 learned from what happened, and a psychologist approved it")
            )
        )
        _people_at_work(centre)
        _vacancies(centre, applicants)
        date_back_open(SLUG, days=OPENED_DAYS_AGO, now=dt.datetime.now(dt.UTC))
        date_back_messages(SLUG)
        tell(spoken(_("  60 people apply on two vacancies; advice is given; six are invited to a test")))
        _import(waves[2], name="Callcentre, derde groep (gesimuleerd)")
        _fit("outcomes")
        tell(spoken(_("  700 hires later: version 3 is proposed and waits for the psychologist")))
    ready.touch()
    return SLUG


def load_rest() -> None:
    """Load, once the demo is served, what would keep people waiting before."""
    load_figures(_as, now=dt.datetime.now(dt.UTC))
    load_applicants(_as, advise=_advise)
    load_audits(_as)
    load_steering(_as)
    load_later(_as)
    load_waves(_as)
    load_validity(_as, open_vacancy=lambda member: _open(TITLE, member).pk, apply=_apply_and_advise)


def _apply_and_advise(vacancy: "uuid.UUID") -> None:
    """Let simulated people apply for a vacancy and have them advised; then it is filled."""
    from maatwerk.apps.opportunities.public import close_opportunity

    extra = simulate_call_centre(SEED + 2, hires=200, applicants=VALIDITY_PEOPLE)
    with tempfile.TemporaryDirectory() as folder:
        people = _people(write_csv(extra, Path(folder))[-1])
    with _as("recruiter"):
        for one in extra.applicants:
            _apply(vacancy, one, people[one.person.key], _mapping())
    _advise(vacancy)
    with _as("recruiter"):
        close_opportunity(opportunity_id=vacancy, state="filled")


def load_real(data: Path, mapping: Path) -> str:
    """Load a real file into an organisation of its own, fit a model and let the gate speak; returns the web address."""
    ready = data_folder() / f"{REAL_SLUG}.ready"
    if ready.exists():
        return REAL_SLUG
    _remove_half_loaded(REAL_SLUG)
    _found(REAL_SLUG, "Own data", is_simulated=False)
    _import(data, mapping, slug=REAL_SLUG)
    with _as("psychologist", REAL_SLUG) as member:
        from maatwerk.apps.advice.public import Admission, admit_feature
        from maatwerk.apps.skills.public import concepts

        _approve_instruments(member, "Toegelaten om te zien wat deze uitslagen hier waard zijn.")
        for row in concepts():
            if row.kind == "construct":
                statement = Admission(
                    concept_id=row.id, reason="Hoort bij de tests waarvan wordt gekeken wat ze waard zijn."
                )
                admit_feature(job_family_id=_family(), admission=statement, by=member)
    _fit("asked", slug=REAL_SLUG)
    ready.touch()
    return REAL_SLUG


def _found(slug: str, name: str, *, is_simulated: bool) -> None:
    """Make the organisation with one account per role; accounts of another demo are used again."""
    from maatwerk.apps.organisations.public import Role, User, add_member, found_organisation, open_account
    from maatwerk.kernel import tenancy

    users = {
        account.role: User.objects.filter(email=account.email).first()
        or open_account(email=account.email, name=account.name, password=PASSWORD, language="nl")
        for account in ACCOUNTS
    }
    administrator = users["administrator"]
    made = found_organisation(
        user_id=administrator.pk, name=name, slug=slug, roles=[Role.ADMINISTRATOR], is_simulated=is_simulated
    )
    with tenancy.acting(organisation=made.id, account=administrator.pk):
        for role, user in users.items():
            if role != "administrator":
                add_member(user_id=user.pk, roles=[Role(role)])


@contextmanager
def _as(role: str, slug: str = SLUG) -> Iterator["Member"]:
    """Act as the member who has this role."""
    from maatwerk.apps.organisations.public import User, memberships
    from maatwerk.kernel import tenancy

    email = next(account.email for account in ACCOUNTS if account.role == role)
    found = memberships(User.objects.get(email=email))
    member = next(one for one in found if one.organisation.slug == slug)
    with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
        yield member


def _family() -> "uuid.UUID":
    from maatwerk.apps.opportunities.public import job_families

    return job_families()[0].id


def _import(data: Path, mapping: Path = MAPPING, *, slug: str = SLUG, name: str = "") -> None:
    from maatwerk.apps.journeys.history import HistoryError, check_history, load_mapping
    from maatwerk.apps.journeys.public import import_history

    try:
        meant = load_mapping(mapping)
        with check_history(data, replace(meant, name=name or meant.name)) as checked:
            if not checked.report.ok:
                problems = "\n".join(str(found) for found in checked.report.errors[:50])
                raise Stop("%(problems)s", code="history_has_errors", problems=problems)
            with _as("analyst", slug):
                import_history(checked)
    except HistoryError as error:
        raise Stop("%(problem)s", code="unusable_file", problem=error) from error


def _approve_instruments(member: "Member", reason: str) -> None:
    from maatwerk.apps.evidence.public import approve_instrument, instruments

    for row in instruments():
        approve_instrument(instrument_id=row.id, reason=reason, by=member)


def _first_model(data: Path, centre: CallCentre) -> None:
    """Import the first hires, let the psychologist state what experts expect, and put version 1 live."""
    _import(data, name="Callcentre, eerste groep (gesimuleerd)")
    with _as("psychologist") as member:
        from maatwerk.apps.advice.public import Admission, admit_feature
        from maatwerk.apps.opportunities.public import define_success, job_family
        from maatwerk.apps.skills.public import concepts

        useful = job_family(_family()).smallest_useful_skill
        define_success(
            job_family_id=_family(), smallest_useful_skill=useful, succeeds_at_rating=SUCCEEDS_AT_RATING
        )
        _approve_instruments(member, "Gesimuleerd instrument, toegelaten om de hele kringloop te laten zien.")
        known = {row.key: row.id for row in concepts()}
        for one in centre.truth.constructs:
            statement = Admission(
                concept_id=known[one.key],
                reason=one.reason["nl"],
                importance=min(3, round(abs(one.believed) / 0.13)),
                helps=one.believed <= 0,
                prior_source="Ervaring van de teamleiders (gesimuleerd)" if one.believed else "",
            )
            admit_feature(job_family_id=_family(), admission=statement, by=member)
    load_register(_as)
    _go_live(_fit("asked"), "Eerste versie: verwachtingen van experts, bijgesteld door de eerste 600 mensen.")


def _next_model(data: Path) -> None:
    _import(data, name="Callcentre, tweede groep (gesimuleerd)")
    _go_live(
        _fit("outcomes"),
        "Beter dan de vorige op mensen die hij niet kende; geen nieuw verschil tussen groepen.",
    )


def _fit(because: str, *, slug: str = SLUG) -> "uuid.UUID":
    """Propose a version on the scoring login, then count its impact behind the audit wall."""
    from maatwerk.apps.advice.public import propose_version
    from maatwerk.apps.audits.public import compute_impact
    from maatwerk.kernel import tenancy

    with _as("analyst", slug) as member:
        family = _family()
    organisation, account = member.organisation.id, member.user_id
    with tenancy.acting(organisation=organisation, account=account, using="scoring"):
        made = propose_version(job_family_id=family, because=because)
    with tenancy.acting(organisation=organisation, account=account):
        compute_impact(version_id=made.pk)
    return made.pk


def _go_live(version_id: "uuid.UUID", reason: str) -> None:
    from maatwerk.apps.advice.public import move_version

    with _as("psychologist") as member:
        for state in ("reviewed", "approved", "live"):
            move_version(version_id=version_id, to=state, reason=reason, by=member)


def _vacancies(centre: CallCentre, applicants: Path) -> None:
    """Open the vacancies, let everybody apply with their results, and have advice given."""
    people = _people(applicants)
    made = {}
    for wanted in centre.vacancies:
        with _as("recruiter") as member:
            made[wanted.key] = _open(wanted.title_nl, member).pk
            for one in centre.applicants:
                if one.vacancy == wanted.key:
                    _apply(made[wanted.key], one, people[one.person.key], _mapping())
    _advise(*made.values())
    load_tests(next(iter(made.values())), _as)
    load_applying(list(made.values()), _as)
    load_pipeline(list(made.values()), _as)
    load_interviews(next(iter(made.values())), _as)
    load_messages(next(iter(made.values())), _as)
    load_connections(_as)
    load_double(list(made.values()), _as)
    load_own(list(made.values()), _as, password=PASSWORD)
    load_moving(_as)
    load_privacy(list(made.values()), _as)
    load_rounds(_as)


def _advise(*vacancies: "uuid.UUID") -> None:
    from maatwerk.apps.advice.public import give_advice
    from maatwerk.kernel import tenancy

    with _as("recruiter") as member:
        pass
    for key in vacancies:
        with tenancy.acting(organisation=member.organisation.id, using="scoring"):
            give_advice(opportunity_id=key)


def _open(title: str, member: "Member") -> "Opportunity":
    from maatwerk.apps.opportunities.public import RequirementSpec
    from maatwerk.apps.organisations.public import Role, colleagues
    from maatwerk.apps.skills.public import concepts
    from maatwerk.apps.vacancies.public import open_vacancy

    asked = {
        "service_orientation": "Bellers verwachten dat iemand meedenkt.",
        "stress_tolerance": "Op maandag staan er dertig mensen in de wacht.",
        "conscientiousness": "Wat met een klant is afgesproken, moet gebeuren.",
    }
    return open_vacancy(
        job_family_id=_family(),
        title=title,
        place="Utrecht",
        description="Je beantwoordt vragen van klanten aan de telefoon en in de chat.",
        requirements=[RequirementSpec(row.id, asked[row.key]) for row in concepts() if row.key in asked],
        manager_id=colleagues(Role.MANAGER)[0].user_id,
        by=member,
    )


def _mapping() -> "Mapping":
    from maatwerk.apps.journeys.history import load_mapping

    return load_mapping(MAPPING)


def _people(applicants: Path) -> dict[str, "PersonRow"]:
    from maatwerk.apps.journeys.history import check_people

    return {row.person_key: row for row in check_people(applicants, _mapping()).people}


def _apply(vacancy: "uuid.UUID", one: CurrentApplicant, row: "PersonRow", mapping: "Mapping") -> "uuid.UUID":
    from maatwerk.apps.journeys.public import enter_applicant
    from maatwerk.apps.people.public import Contact

    contact = Contact(one.person.name, f"{one.person.key.lower()}@people.example")
    return enter_applicant(opportunity_id=vacancy, row=row, specs=mapping.evidence, contact=contact)


def _people_at_work(centre: CallCentre) -> None:
    """Let a few people have started three months ago, so that follow-ups are due."""
    from maatwerk.apps.applications.public import Choice, decide
    from maatwerk.apps.applications.public import applications as applied

    started_on = dt.date.today() - dt.timedelta(days=95)
    extra = simulate_call_centre(SEED + 1, hires=200, applicants=HIRED_EARLIER)
    with tempfile.TemporaryDirectory() as folder:
        people = _people(write_csv(extra, Path(folder))[-1])
    with _as("recruiter") as member:
        vacancy = _open("Medewerker klantenservice, voorjaar", member).pk
        for one in extra.applicants:
            _apply(vacancy, one, people[one.person.key], _mapping())
    _advise(vacancy)
    with _as("recruiter") as member:
        for row in applied(vacancy):
            decide(
                application_id=row.id,
                choice=Choice(
                    choice="hire", reason="Goed gesprek, en de testresultaten passen bij het werk."
                ),
                by=member,
                started_on=started_on,
            )
        from maatwerk.apps.opportunities.public import close_opportunity

        close_opportunity(opportunity_id=vacancy, state="filled")
    date_back_filled(SLUG, started_on=started_on)


def _remove_half_loaded(slug: str) -> None:
    """Remove what an interrupted load left behind; only the superuser of the embedded server can."""
    import psycopg

    from maatwerk.kernel.postgres import roles
    from maatwerk.kernel.postgres.cluster import Cluster

    cluster = Cluster(data_folder())
    if not (cluster.folder / "superuser").exists():
        return
    with psycopg.connect(cluster.superuser_url(roles.DATABASE)) as connection:
        found = connection.execute(
            "SELECT id FROM organisations_organisation WHERE slug = %s", [slug]
        ).fetchone()
        if found is None:
            return
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organisation_id'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f'DELETE FROM "{table}" WHERE organisation_id = %s', [found[0]])  # noqa: S608 - from the catalogue
        queued = "SELECT id FROM procrastinate_jobs WHERE args->>'organisation_id' = %s"
        for table, column in (("procrastinate_events", "job_id"), ("procrastinate_jobs", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} IN ({queued})", [str(found[0])])  # noqa: S608 - constants
        connection.execute("DELETE FROM organisations_organisation WHERE id = %s", [found[0]])
