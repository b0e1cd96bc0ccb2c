"""Conversations in the demo: answered, unanswered, planned; and people whom nobody told anything for too long."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from maatwerk.cli.runtime import data_folder

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
SILENT = 4  # people whose promise ran out
HOUR = dt.timedelta(hours=1)
#: Who says what, in turn; we begin.
CONVERSATIONS = (
    (
        "Hoi! Bedankt voor je sollicitatie. Kun je ook op zaterdag werken?",
        "Ja, om de week op zaterdag is prima. Op zondag liever niet.",
        "Fijn, dat past. Je hoort deze week of we elkaar gaan spreken.",
    ),
    (
        "We zijn benieuwd naar je. Heb je al eens klanten aan de telefoon geholpen?",
        "Ja, drie jaar bij een energiebedrijf. Mag ik vragen hoe groot het team is?",
    ),
    (
        "Bedankt voor je test! De uitslag staat op je eigen pagina. Wil je die met ons delen?",
        "Gedaan. Ik heb nog een vraag: kan ik het gesprek ook online doen? Ik heb geen auto.",
    ),
    ("Wanneer zou je kunnen beginnen?",),
    (
        "Goedemiddag, kunt u mij vertellen wat de reiskostenvergoeding is?",
        "Vanaf tien kilometer krijg je 23 cent per kilometer, of je ov-kosten helemaal.",
        "Duidelijk, dank u wel!",
    ),
)
THEY_BEGIN = 4  # this one's first words are the applicant's, after a receipt
PLANNED = "Goed nieuws: je gaat door naar het gesprek. Morgen kun je een moment kiezen op je eigen pagina."


def load_messages(vacancy_id: "uuid.UUID", acting_as: As) -> None:
    """Let the recruiter and some applicants talk, and plan one message for tomorrow."""
    from django.utils import timezone

    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.messages.public import Words, say

    with acting_as("recruiter") as member:
        people = [row for row in applications(vacancy_id) if row.closed_at is None]
        talking = people[: len(CONVERSATIONS)]
        for number, (row, said) in enumerate(zip(talking, CONVERSATIONS, strict=False)):
            if number == THEY_BEGIN:
                say(about=row.id, words=Words("We hebben je sollicitatie ontvangen."), by=member)
            _talk(row.id, row.person_id, said, member, ours=number != THEY_BEGIN)
        if len(people) > len(talking):
            at = timezone.now() + dt.timedelta(days=1)
            say(about=people[len(talking)].id, words=Words(PLANNED, kind="next_step"), by=member, send_at=at)


def _talk(
    about: "uuid.UUID", person: "uuid.UUID", said: tuple[str, ...], member: "Member", *, ours: bool
) -> None:
    from maatwerk.apps.messages.public import Words, answer, say, thread_of
    from maatwerk.kernel import tenancy

    for text in said:
        if ours:
            say(about=about, words=Words(text), by=member)
        else:
            thread = thread_of(about)
            assert thread is not None
            with tenancy.acting(organisation=member.organisation.id, person=person):
                answer(thread_id=thread, text=text)
        ours = not ours


def date_back_messages(slug: str) -> None:
    """Spread what was said over the last days, and let a few people have heard nothing since they applied.

    Written by the superuser of the embedded server, as all dates of the demo: no operation can date anything back.
    """
    import psycopg

    from maatwerk.kernel.postgres import roles
    from maatwerk.kernel.postgres.cluster import Cluster

    cluster = Cluster(data_folder())
    if not (cluster.folder / "superuser").exists():
        return
    with psycopg.connect(cluster.superuser_url(roles.DATABASE)) as connection:
        connection.execute(_SPREAD, [slug])
        connection.execute(_THREADS, [slug])
        connection.execute(_CLOCKS, [slug])
        connection.execute(_SILENT, [slug, SILENT])


_HERE = "(SELECT id FROM organisations_organisation WHERE slug = %s)"
#: The last word of a conversation some hours ago, each before it a day earlier.
_SPREAD = f"""
UPDATE outbox_post p SET written_at = x.at, sent_at = x.at FROM (
    SELECT id, now() - interval '1 hour' * (2 + 17 * (dense_rank() OVER (ORDER BY thread_id) - 1))
           - interval '25 hours' * (count(*) OVER w - row_number() OVER o) AS at
    FROM outbox_post WHERE organisation_id = {_HERE} AND sent_at IS NOT NULL
    WINDOW w AS (PARTITION BY thread_id), o AS (PARTITION BY thread_id ORDER BY written_at, id)
) x WHERE p.id = x.id
"""  # noqa: S608 - constants
_THREADS = f"""
UPDATE outbox_thread t SET last_at = x.last_at, last_in_at = x.last_in, last_out_at = x.last_out FROM (
    SELECT thread_id, max(sent_at) AS last_at, max(sent_at) FILTER (WHERE side = 'theirs') AS last_in,
           max(sent_at) FILTER (WHERE side = 'ours') AS last_out
    FROM outbox_post WHERE sent_at IS NOT NULL GROUP BY thread_id
) x WHERE t.id = x.thread_id AND t.organisation_id = {_HERE}
"""  # noqa: S608 - constants
#: Invented: everybody heard something one to four days ago, twice in all; where a conversation tells more, that counts.
_CLOCKS = f"""
UPDATE applications_silenceclock c SET words = 2, late_words = (x.place %% 9 = 0)::int, heard_at = x.heard,
       due_at = x.heard + (c.due_at - c.heard_at)
FROM (
    SELECT a.id, a.place, greatest(a.applied_at, coalesce(t.last_out_at, now() - interval '1 day' * (1 + a.place %% 4)))
           AS heard
    FROM (SELECT *, row_number() OVER (ORDER BY applied_at, id) AS place FROM applications_application) a
    LEFT JOIN outbox_thread t ON t.about = a.id
) x WHERE c.application_id = x.id AND c.organisation_id = {_HERE}
"""  # noqa: S608 - constants
_SILENT = f"""
UPDATE applications_silenceclock c SET words = 0, late_words = 0, heard_at = x.applied_at,
       due_at = x.applied_at + (c.due_at - c.heard_at)
FROM (
    SELECT a.id, a.applied_at FROM applications_application a
    WHERE a.organisation_id = {_HERE} AND a.closed_at IS NULL AND a.applied_at < now() - interval '8 days'
      AND NOT EXISTS (SELECT 1 FROM outbox_thread t WHERE t.about = a.id)
    ORDER BY a.applied_at, a.id LIMIT %s
) x WHERE c.application_id = x.id
"""  # noqa: S608 - constants
