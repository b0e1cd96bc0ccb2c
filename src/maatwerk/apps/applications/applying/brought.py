"""What follows when another system brings an application: the person hears of it, and gets the same tests as everybody."""

from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.applications.applying.letters import send_receipt
from maatwerk.apps.applications.applying.sending import invite_to_tests
from maatwerk.apps.applications.models import Application
from maatwerk.apps.people.public import contact_of, own_link
from maatwerk.apps.vacancies.public import posting


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
    send_receipt(filled, job, link=own_link(person, language=language))
