"""What comes with an application of another system, and what follows: its person hears, and gets the same tests as all."""

import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.applications.applying.forms import QuestionsForm
from maatwerk.apps.applications.applying.letters import send_receipt
from maatwerk.apps.applications.applying.sending import Agreed, AnswerRow, invite_to_tests, keep_answers
from maatwerk.apps.applications.models import Application
from maatwerk.apps.people.public import contact_of, own_link
from maatwerk.apps.vacancies.public import QuestionRow, posting
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

#: Who was brought read no notice here: it went to them with the receipt.
NO_NOTICE = ""
Given = Mapping[uuid.UUID, str]


def check_answers(questions: Sequence[QuestionRow], given: Given) -> list[AnswerRow]:
    """Return answers beside their questions, held to the same rules as on the page to apply; refuse what does not fit.

    Only that an answer must be given does not hold: another system may have asked other things.
    """
    asked = {one.id: one for one in questions}
    if any(key not in asked for key in given):
        raise Refusal(_("This vacancy does not ask that."), code="no_question", status=422, field="answers")
    kept = [asked[key] for key in asked if given.get(key)]
    form = QuestionsForm(
        {f"question_{number}": given[one.id] for number, one in enumerate(kept, 1)},
        questions=[
            {"id": str(one.id), "kind": one.kind, "text": one.text, "choices": one.choices, "required": True}
            for one in kept
        ],
    )
    for name, problems in form.errors.items():
        text = form.fields[name].label if name in form.fields else ""
        raise Refusal(f"{text}: {problems[0]}", code="answer", status=422, field="answers")
    answers = form.answers()
    return [AnswerRow(one.text, one.kind, answers[str(one.id)]) for one in kept]


def keep_brought_answers(application: Application, answers: Sequence[AnswerRow], *, language: str) -> None:
    """Keep what another system brought as answers; nothing where it brought none."""
    if answers:
        keep_answers(application, answers, language=language, agreed=Agreed(notice_version=NO_NOTICE))


def refuse_unless_brought(application_id: uuid.UUID, *, connection_id: uuid.UUID) -> None:
    """Know an application only to the connection that brought it; `Application.DoesNotExist` to any other."""
    brought = Event.objects.filter(kind="applications.application_brought", object_id=application_id)
    if not brought.filter(data__connection=str(connection_id)).exists():
        raise Application.DoesNotExist


def welcome_brought(application: Application, *, language: str) -> None:
    """Mail the receipt with the person's own link (GDPR article 14: who did not tell us themselves hears that we know).

    Without an address, or where the vacancy is not public, there is nothing to send.
    """
    person = application.person_id
    invite_to_tests(application.pk, language=language)
    contact, job = contact_of(person), posting(application.opportunity_id)
    if contact is None or not contact.email or job is None:
        return
    filled = Filled(name=contact.name, email=contact.email, language=language)
    link = own_link(person, language=language)
    send_receipt(filled, job, link=link, about=application.pk)
