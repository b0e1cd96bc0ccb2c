"""What people of the demo sent when they applied: answers, a few CVs, and a pair of files that may be one person. All made up."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maatwerk.apps.applications.public import ApplicationRow
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], AbstractContextManager["Member"]]
_WITH_ANSWERS, _WITH_CV = 12, 3
_QUESTIONS = (
    ("Kun je op zaterdag werken?", "yes_no"),
    ("Hoeveel uur per week wil je werken?", "number"),
    ("Wanneer kun je beginnen?", "date"),
    ("Wat trekt je aan in dit werk?", "short_text"),
)
_ANSWERS = (
    ("yes", "32", "2027-01-04", "Ik help graag mensen die ergens niet uitkomen."),
    ("no", "24", "2027-02-01", "Ik deed dit eerder bij een energiebedrijf, en ik mis de collega's."),
    ("yes", "36", "2027-01-11", "Problemen oplossen, en de reis is kort."),
)
_CV = """#set document(title: "Cv (gesimuleerd)")
#set text(font: "Libertinus Serif", lang: "nl")
= {name}
_Gesimuleerd: deze persoon bestaat niet._
== Werk
- 2023 tot nu: medewerker winkel
- 2020 tot 2023: medewerker klantenservice
== Opleiding
- mbo 3, verkoop
"""


def load_applying(vacancies: Sequence[uuid.UUID], as_role: As) -> None:
    """Ask the same questions in both vacancies, and let some applicants of the first have answered them."""
    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.vacancies.public import QuestionSpec, ask_questions

    asked = [QuestionSpec(kind, text, (), kind != "short_text") for text, kind in _QUESTIONS]
    with as_role("recruiter") as member:
        for key in vacancies:
            ask_questions(vacancy_id=key, questions=asked, by=member)
        for number, row in enumerate(applications(vacancies[0])[:_WITH_ANSWERS]):
            _send_along(row, number)


def load_double(vacancies: Sequence[uuid.UUID], as_role: As) -> None:
    """Let an applicant of the first vacancy come in for the second as well, by a file of their own."""
    from maatwerk.apps.applications.public import applications, register_application
    from maatwerk.apps.people.public import Contact, contact_of

    with as_role("recruiter") as member:
        contact = contact_of(applications(vacancies[0])[0].person_id)
        if contact is None:
            return
        initial = f"{contact.name[:1]}. {contact.name.partition(' ')[2]}"
        again = Contact(initial, contact.email, "06 1234 5678")
        register_application(opportunity_id=vacancies[-1], contact=again, by=member)


def _send_along(row: "ApplicationRow", number: int) -> None:
    import typst

    from maatwerk.apps.applications.public import (
        NOTICE_VERSION,
        Agreed,
        AnswerRow,
        Application,
        add_to_application,
        keep_answers,
    )
    from maatwerk.apps.people.public import names

    given = _ANSWERS[number % len(_ANSWERS)]
    answers = [AnswerRow(text, kind, value) for (text, kind), value in zip(_QUESTIONS, given, strict=True)]
    agreed = Agreed(notice_version=NOTICE_VERSION, may_keep_longer=number % 2 == 0)
    keep_answers(Application.objects.get(pk=row.id), answers, language="nl", agreed=agreed)
    if number < _WITH_CV:
        name = names([row.person_id])[row.person_id]
        made = typst.compile(_CV.format(name=name).encode(), format="pdf", ignore_system_fonts=True)
        add_to_application(application_id=row.id, content=made)
