"""A candidate for tests: somebody with a link and a browser without scripts."""

import re
import uuid
from dataclasses import dataclass, field

from django.test import Client

from factories.assessments import Tests, make_candidate
from maatwerk.apps.assessments.operations.orders import place_order

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
#: An answer to every kind of the factory: name → values of the form.
ANSWERS: dict[str, dict[str, object]] = {
    "rating": {"a": "d"},
    "choice": {"a": "b"},
    "multiple": {"a": ["a", "c"]},
    "order": {"place-0": "2", "place-1": "3", "place-2": "1"},
    "numeric": {"a": "90"},
    "situation": {"best": "a", "worst": "c"},
    "work_sample": {"a": "Thank you for asking. We look into it today."},
}


@dataclass
class Candidate:
    """Follows the pages by their own forms; `seen` is everything that was ever sent to the browser."""

    tests: Tests
    person_id: uuid.UUID
    order_id: uuid.UUID
    token: str
    client: Client = field(default_factory=Client)
    seen: list[str] = field(default_factory=list)
    status: int = 0

    @property
    def address(self) -> str:
        return f"/t/{self.tests.world.member.organisation.id}/{self.token}/"

    @property
    def page(self) -> str:
        return self.seen[-1]

    def get(self, path: str = "") -> str:
        answer = self.client.get(self.address + path)
        return self._keep(answer)

    def post(
        self, path: str, data: dict[str, object] | None = None, *, follow: bool = True, **more: object
    ) -> str:
        answer = self.client.post(self.address + path, data or {}, follow=follow, **more)
        return self._keep(answer)

    def _keep(self, answer: object) -> str:
        self.status = answer.status_code
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        self.seen.append(answer.content.decode() + "\n" + headers)
        return self.page

    def read_notice(self) -> str:
        return self.post("notice/", {"read": "2026-11"})

    def begin(self) -> str:
        found = re.search(r'action="[^"]*(begin/[0-9a-f-]{36}/)"', self.page)
        assert found, self.page
        return self.post(found[1])

    @property
    def form(self) -> dict[str, str]:
        """The hidden fields of the screen."""
        found = dict(_HIDDEN.findall(self.page))
        assert "seal" in found, self.page
        return found

    @property
    def kind(self) -> str:
        item = uuid.UUID(self.form["item"])
        return next((kind for kind, key in self.tests.items.items() if key == item), "choice")

    def answer(self, values: dict[str, object] | None = None, **more: object) -> str:
        """Answer what is on the screen."""
        return self.post("answer/", self.form | (ANSWERS[self.kind] if values is None else values), **more)


def invite(
    tests: Tests, package_id: uuid.UUID, *, language: str = "en", person: uuid.UUID | None = None
) -> Candidate:
    """Invite somebody and hand over their link."""
    person = person or make_candidate(tests)
    with tests.acting():
        order, token = place_order(package_id, person, language=language, by=tests.world.member)
    return Candidate(tests, person, order.pk, token)


def started(tests: Tests, package_id: uuid.UUID, **more: object) -> Candidate:
    """Invite somebody who read the notice and began the first part."""
    candidate = invite(tests, package_id, **more)
    candidate.get()
    candidate.read_notice()
    candidate.begin()
    return candidate
