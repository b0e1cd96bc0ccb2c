"""An employer with a vacancy on the board, and somebody who applies for it on a phone."""

import re
from dataclasses import dataclass, field

import pytest
from django.test import Client

from apps.vacancies.conftest import Employer, employer, employer_named
from maatwerk.apps.vacancies.public import QuestionSpec

__all__ = ["employer", "employer_named"]

QUESTIONS = (
    QuestionSpec("yes_no", "Kun je op zaterdag werken?"),
    QuestionSpec("choice", "Waar wil je werken?", ("Ede", "Wageningen")),
    QuestionSpec("number", "Hoeveel uur wil je werken?"),
    QuestionSpec("date", "Wanneer kun je beginnen?"),
    QuestionSpec("short_text", "Wat trekt je aan in dit werk?", (), False),
)
NOOR = {"name": "Noor de Wit", "email": "noor@example.org", "phone": "", "channel": "mail", "language": "nl"}
ANSWERS = {
    "question_1": "yes",
    "question_2": "Ede",
    "question_3": "24",
    "question_4": "2027-01-04",
    "question_5": "De geur van brood.",
}


@dataclass
class Applicant:
    """Somebody with a browser, without an account."""

    path: str
    client: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))
    at: str = ""

    def begin(self, via: str = "", **changes: object):
        """Fill in the first page."""
        page = self.client.get(f"{self.path}apply/?via={via}")
        start = re.search(r'name="start" value="([^"]+)"', page.content.decode())[1]
        given = NOOR | {"start": start, "via": via} | changes
        answer = self.client.post(f"{self.path}apply/", given)
        if answer.status_code == 302:
            self.at = answer["Location"].rsplit("/", 2)[0] + "/"
        return answer

    def answer(self, **changes: object):
        """Fill in the second page."""
        return self.client.post(f"{self.at}questions/", ANSWERS | changes)

    def send(self, **changes: object):
        """Send from the last page."""
        page = self.client.get(f"{self.at}check/")
        version = re.search(r'name="version" value="([^"]+)"', page.content.decode())
        given = {"version": version[1] if version else "", "read": "on"} | changes
        return self.client.post(f"{self.at}check/", given)

    def apply(self, **changes: object):
        """Go all the way."""
        self.begin(**changes)
        self.answer()
        return self.send()


@pytest.fixture
def job(employer: Employer):
    """A vacancy on the board with a question of every kind."""
    return employer.publish(questions=QUESTIONS)


@pytest.fixture
def path(employer: Employer, job):
    """Where its public page stands."""
    return f"/jobs/at/{employer.organisation.slug}/{job}/"


@pytest.fixture
def somebody(path):
    """Somebody who applies; call it for another one."""
    return lambda: Applicant(path)
