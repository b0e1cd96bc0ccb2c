"""The employer that `bench.pipeline` measures: 100,000 vacancies, 1,000,000 applications and what comes with them.

Nineteen of twenty vacancies are open, and their applications under way. The twentieth was filled in the past year: who
applied there was hired or turned down step by step, by decisions, and those hired are followed. Filled in SQL, through
the walls.
"""

from dataclasses import dataclass
from typing import Any

VACANCIES, APPLICATIONS, LARGE, TEAM, BUSY = 100_000, 1_000_000, 5_000, 200, 20_000
STEPS = {"applied": 5, "assessed": 7, "interview": 10, "offer": 4}
_TABLES = (
    "opportunities_opportunity", "vacancies_hiringteammember", "vacancies_step", "vacancies_trackedlink", "vacancies_touchpoint",
    "people_identity", "applications_application", "applications_silenceclock", "applications_decision", "outbox_thread",
    "outcomes_engagement", "opportunities_jobfamily",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Who asks, and for what: a recruiter who sees every vacancy, a manager on 20,000 of them, the largest vacancy."""

    recruiter: Any
    manager: Any
    slug: str
    large: str


def fill() -> World:
    """Make the employer in the database that is there."""
    from django.db import connection, connections

    from maatwerk.apps.organisations.public import Role, add_member, found_organisation, open_account
    from maatwerk.kernel import tenancy

    recruiter = open_account(email="bench@example.org", name="Bench")
    manager = open_account(email="busy@example.org", name="Busy")
    organisation = found_organisation(user_id=recruiter.pk, name="Bench", roles=[Role.RECRUITER])
    with tenancy.acting(organisation=organisation.id, account=recruiter.pk), connection.cursor() as cursor:
        add_member(user_id=manager.pk, roles=[Role.MANAGER])
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "INSERT INTO opportunities_jobfamily (id, organisation_id, name, horizons_months, smallest_useful_skill, rating_low,"
            " rating_high, isco, occupation_uri) VALUES (gen_random_uuid(), %s, 'Work', '[]', 0.02, 1, 5, '', '') RETURNING id",
            [organisation.id],
        )
        (family,) = cursor.fetchone()  # type: ignore[misc]
        values = {
            "org": organisation.id, "family": family, "user": recruiter.pk, "manager": manager.pk, "vacancies": VACANCIES,
            "people": APPLICATIONS, "large": LARGE, "team": TEAM, "busy": BUSY, "stages": list(STEPS),
            "days": list(STEPS.values()),
        }  # fmt: skip
        for statement in _STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute(f"SELECT {_WORK.replace('n)', '1)')}::text")
        (large,) = cursor.fetchone()  # type: ignore[misc]
    with connections["owner"].cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return World(recruiter, manager, organisation.slug, large)


_WORK, _HUMAN, _ONE = "md5('work ' || n)::uuid", "md5('human ' || n)::uuid", "md5('application ' || n)::uuid"
_PLACE = _WORK.replace("n)", "place)")
#: Days since a vacancy that is filled was opened.
_OPENED = "(355 - n %% 250)"
#: Every application. The first 5,000 people apply on the first vacancy, the others on all; three in five are at the first step.
_MADE = (
    "WITH made AS (SELECT n, place, stage, ended, way,"
    " CASE WHEN ended THEN began ELSE at - (way * 3 + n %% 5) * interval '1 day' END AS applied_at,"
    " CASE WHEN ended THEN began + (way * 4 + 5 + n %% 7) * interval '1 day' + n %% 80000 * interval '1 second' ELSE at END AS at"
    " FROM (SELECT n, place, stage, n > %(large)s AND place %% 20 = 0 AS ended,"
    "   CASE WHEN stage = 'hired' THEN 3 WHEN stage = 'rejected' THEN n / %(vacancies)s %% 3"
    "     ELSE array_position(%(stages)s::text[], stage) - 1 END AS way,"
    "   now() - (n::bigint * 104729 %% 1728000) * interval '1 second' AS at,"
    f"   now() - {_OPENED.replace('n ', 'place ')} * interval '1 day' + n / %(vacancies)s * interval '3 days'"
    "     + (n::bigint * 104729 %% 86400) * interval '1 second' AS began"
    "   FROM (SELECT n, CASE WHEN n <= %(large)s THEN 1 ELSE 1 + n %% %(vacancies)s END AS place,"
    "     CASE WHEN n %% 20 < 12 THEN 'applied' WHEN n %% 20 < 16 THEN 'assessed' WHEN n %% 20 < 18 THEN 'interview'"
    "       WHEN n %% 20 = 18 OR n <= %(large)s THEN 'offer' WHEN n / %(vacancies)s = 4 THEN 'hired' ELSE 'rejected' END AS stage"
    "     FROM generate_series(1, %(people)s) AS n) AS placed) AS staged)"
)


def _into(table: str, columns: str, values: str, source: str) -> str:
    """Return the statement that makes rows of a table, one for each of a source."""
    made = _MADE if source.startswith("made") else ""
    return f"{made} INSERT INTO {table} (organisation_id, {columns}) SELECT %(org)s, {values} FROM {source}"


def _numbers(count: str) -> str:
    return f"generate_series(1, %({count})s) AS n"


_NEXT = "(%(stages)s::text[])[{}]"
_DECISION = "id, application_id, choice, from_stage, to_stage, made_at, reason, kind, deviation, made_by_id, advice_seen"
_REST = "'Past', '', '', %(user)s, false"
_STATEMENTS = (
    _into(
        "opportunities_opportunity",
        "id, job_family_id, kind, title, place, description, state, opened_at, closed_at",
        f"{_WORK}, %(family)s, 'vacancy', 'Vacature ' || n, '', '', CASE WHEN n %% 20 = 0 THEN 'filled' ELSE 'open' END,"
        f" now() - CASE WHEN n %% 20 = 0 THEN {_OPENED} ELSE n %% 60 END * interval '1 day',"
        f" CASE WHEN n %% 20 = 0 THEN now() + (n %% 61 + 40 - {_OPENED}) * interval '1 day' END",
        _numbers("vacancies"),
    ),
    _into(
        "vacancies_hiringteammember", "id, opportunity_id, user_id, task",
        f"gen_random_uuid(), {_WORK}, %(user)s, 'recruiter'", _numbers("team"),
    ),
    _into(
        "vacancies_hiringteammember", "id, opportunity_id, user_id, task",
        f"gen_random_uuid(), {_WORK}, %(manager)s, 'manager'", _numbers("busy"),
    ),
    _into(
        "vacancies_step", "id, opportunity_id, position, stage, label, expected_days",
        f"gen_random_uuid(), {_WORK}, k - 1, (%(stages)s::text[])[k], 'Stap', (%(days)s::int[])[k]",
        f"{_numbers('vacancies')}, generate_series(1, 4) AS k",
    ),
    _into(
        "vacancies_trackedlink", "id, opportunity_id, channel, code",
        f"{_WORK}, {_WORK}, (ARRAY['indeed', 'linkedin', 'kit'])[1 + n %% 3], 'c' || n", _numbers("vacancies"),
    ),
    f"INSERT INTO people_person (id) SELECT {_HUMAN} FROM {_numbers('people')}",
    _into(
        "people_identity", "id, person_id, name, email, phone, address, channel",
        f"gen_random_uuid(), {_HUMAN}, 'Persoon ' || n, 'p' || n || '@example.org', '', '', 'mail'", _numbers("people"),
    ),
    _into(
        "applications_application",
        "id, opportunity_id, person_id, stage, source, applied_at, stage_since, closed_at, due_at, next_action",
        f"{_ONE}, {_PLACE}, {_HUMAN}, stage, CASE WHEN n %% 3 = 0 THEN 'board' ELSE '' END, applied_at, at,"
        " CASE WHEN ended THEN at END, CASE WHEN NOT ended THEN"
        "   at + (%(days)s::int[])[array_position(%(stages)s::text[], stage)] * interval '1 day' END, ''",
        "made",
    ),
    # one decision for every step that was left: three days apart, and the last of all on the day it ended
    _into(
        "applications_decision", _DECISION,
        f"gen_random_uuid(), {_ONE}, 'advance', {_NEXT.format('k')}, {_NEXT.format('k + 1')},"
        f" CASE WHEN ended OR k < way THEN applied_at + k * interval '3 days' ELSE at END, {_REST}",
        "made, generate_series(1, way) AS k",
    ),
    _into(
        "applications_decision", _DECISION,
        f"gen_random_uuid(), {_ONE}, CASE WHEN stage = 'hired' THEN 'hire' ELSE 'reject' END, {_NEXT.format('way + 1')},"
        f" stage, at, {_REST}",
        "made WHERE ended",
    ),
    _into(
        "applications_silenceclock", "id, application_id, opportunity_id, heard_at, due_at, words, late_words",
        f"gen_random_uuid(), {_ONE}, {_PLACE}, at, at + interval '15 days', way, 0", "made",
    ),
    # one in five wrote something, of whom one in ten has no answer yet
    _into(
        "outbox_thread",
        "id, person_id, about, opportunity_id, title, tag_hash, created_at, last_at, last_in_at, last_out_at",
        f"gen_random_uuid(), {_HUMAN}, {_ONE}, {_PLACE}, 'Vacature ' || place, 'tag' || n, applied_at, at,"
        " CASE WHEN n %% 50 = 0 THEN at WHEN n %% 5 = 0 THEN applied_at END,"
        " CASE WHEN n %% 50 = 0 THEN applied_at - interval '1 hour' ELSE at END",
        "made",
    ),
    _into(
        "vacancies_touchpoint", "id, person_id, opportunity_id, link_id, basis, at",
        f"gen_random_uuid(), {_HUMAN}, {_PLACE}, {_PLACE}, 'link', applied_at", "made WHERE n %% 3 = 1",
    ),
    _into(
        "outcomes_engagement",
        "id, person_id, job_family_id, opportunity_id, kind, tenure_months, separated, entry_months, source, under_advice",
        f"gen_random_uuid(), {_HUMAN}, %(family)s, {_PLACE}, 'employment', 1 + n %% 11, n %% 4 = 0, 0, '', false",
        "made WHERE stage = 'hired'",
    ),
)  # fmt: skip
