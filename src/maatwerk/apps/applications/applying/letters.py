"""Mails around an application: the link to go on, the receipt, and the link for who was here before."""

import uuid
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.messages.public import answers_to, send_later
from maatwerk.apps.people.public import language_of, own_link
from maatwerk.apps.vacancies.public import PostingRow


def send_way_back(filled: Filled, job: PostingRow, *, link: str, days: int) -> None:
    """Mail the link by which a draft is gone on with."""
    _send(
        filled.email, "draft", filled.language, {"job": job, "link": link, "days": days, "name": filled.name}
    )


def send_receipt(filled: Filled, job: PostingRow, *, link: str, about: uuid.UUID) -> None:
    """Mail that an application came in, what happens now, and the person's own link; an answer comes into the conversation."""
    values = {"job": job, "link": link, "name": filled.name}
    _send(filled.email, "receipt", filled.language, values, reply_to=answers_to(about))


def send_known(email: str, language: str, job: PostingRow, *, links: Sequence[str]) -> None:
    """Mail the links by which somebody who was here before applies without filling in again."""
    _send(email, "known", language, {"job": job, "links": links})


def send_new_link(to: str, person_id: uuid.UUID) -> None:
    """Mail somebody the new link to their own page."""
    _send(to, "new_link", language_of(person_id), {"link": own_link(person_id)})


def _send(to: str, letter: str, language: str, values: dict[str, object], *, reply_to: str = "") -> None:
    """Write a letter; its link is a key, so the outbox does not keep it."""
    with translation.override(language):
        text = render_to_string(f"applications/mail/{letter}.txt", values)
    subject, _empty, body = text.strip().partition("\n")
    send_later(to=to, subject=subject, body=body.strip() + "\n", is_confidential=True, reply_to=reply_to)
