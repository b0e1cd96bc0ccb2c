"""Every byte that reaches a candidate's browser, on every way a test can be taken: no key, and no item before its turn."""

import io
import re
import uuid
import zlib
from urllib.parse import urlencode

import pytest
from django.db import connection

from apps.assessments.taking import ANSWERS, Candidate, invite
from factories.assessments import EVERY_KIND, Tests, make_package
from maatwerk.apps.assessments import limits, playing, screens
from maatwerk.apps.assessments.models import AssessmentSession, Item, ItemKey, ItemKind, Module, Response
from maatwerk.apps.assessments.operations import answering
from maatwerk.config.wsgi import application

pytestmark = pytest.mark.django_db
#: Another key that each kind may have; an item's screen must look the same with it.
OTHER_KEYS: dict[str, dict[str, object]] = {
    ItemKind.RATING: {"reversed": True},
    ItemKind.CHOICE: {"correct": "a"},
    ItemKind.MULTIPLE: {"correct": ["b"]},
    ItemKind.ORDER: {"order": ["b", "c", "a"]},
    ItemKind.NUMERIC: {"value": 73_219, "tolerance": 4.5},
    ItemKind.SITUATION: {"best": "c", "worst": "b"},
    ItemKind.WORK_SAMPLE: {"anchors": ["Poor beyond words.", "It will do.", "Nobody could do better."]},
}
#: What an answer that cannot be looks like: the screen comes once more.
WRONG: dict[str, dict[str, object]] = {"order": {"place-0": "2"}, "situation": {"best": "a", "worst": "a"}}
#: Words of keys and calibrations that no page for candidates has a use for.
WORDS = (
    "correct",
    "slope",
    "intercept",
    "calibration",
    "category",
    "exposure",
    "reversed",
    "anchors",
    "tolerance",
)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in one transaction of one connection, which must not be closed as too old."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def by_pages(candidate: Candidate, values: dict[str, object]) -> None:
    candidate.answer(values)


def by_script(candidate: Candidate, values: dict[str, object]) -> None:
    candidate.answer(values, headers={"X-Player": "1"})
    if candidate.status == 205:
        candidate.get()


def by_the_short_way(candidate: Candidate, values: dict[str, object]) -> None:
    """As the web server hands it over, past Django where that is possible."""
    body = urlencode(candidate.form | values, doseq=True).encode()
    said: list[str] = []
    asked = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": candidate.address + "answer/",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_X_PLAYER": "1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    sent = b"".join(application(asked, lambda status, headers: said.extend([status, str(headers)])))
    candidate.status = int(said[0][:3])
    candidate.seen.append(sent.decode() + "\n" + said[1])
    if candidate.status == 205:
        candidate.get()


WAYS = {"pages": by_pages, "script": by_script, "short way": by_the_short_way}


def unpacked(pdf: bytes) -> str:
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts).decode("latin-1")


def prompts_of(tests: Tests) -> dict[uuid.UUID, str]:
    with tests.acting():
        rows = list(Item.objects.filter(is_practice=False).values_list("pk", "content"))
    return {key: content["prompt"].replace("'", "&#x27;") for key, content in rows}


def asked_so_far(candidate: Candidate) -> set[uuid.UUID]:
    """What was answered, and what is on the screen."""
    with candidate.tests.acting(candidate.person_id):
        given = set(Response.objects.values_list("item_id", flat=True))
    return given | ({uuid.UUID(candidate.form["item"])} if "seal" in candidate.page else set())


@pytest.mark.parametrize("way", WAYS)
def test_no_key_and_no_item_before_its_turn(tests: Tests, way: str) -> None:
    rules = {"max_length": 8, "min_length": 8, "stop_se": None, "cap": 1.0}
    package = make_package(tests, tests.every_kind_id, tests.bank_id)
    with tests.acting():
        Module.objects.filter(instrument_id=tests.bank_id).update(delivery="adaptive", rules=rules)
    prompts = prompts_of(tests)
    candidate = invite(tests, package)
    candidate.get()
    candidate.read_notice()
    module = candidate.page.split("/practice/")[1][:36]
    for number in (0, 1):
        candidate.get(f"practice/{module}/?n={number}")
        candidate.post(f"practice/{module}/?n={number}", {"a": "c"})
    candidate.get()
    kinds, count = set(), 0
    for _part in range(2):
        candidate.begin()
        while "seal" in candidate.page:
            limits.ANSWERS.forget()
            kind = candidate.kind
            if kind not in kinds:
                WAYS[way](candidate, WRONG.get(kind, {}))  # nothing chosen: the same screen again
                assert candidate.status in {422, 429}, kind
            kinds.add(kind)
            check_nothing_ahead(candidate, prompts)
            if count == 3:
                candidate.post("pause/")
                candidate.post("resume/")
            WAYS[way](candidate, dict(ANSWERS[kind]))
            check_nothing_ahead(candidate, prompts)
            count += 1
    assert kinds == set(ItemKind.values)
    assert count == len(EVERY_KIND) + 8
    sent = "\n".join(candidate.seen)
    with tests.acting():
        names = list(Item.objects.values_list("key", flat=True))
    with tests.acting(candidate.person_id):
        seeds = list(AssessmentSession.objects.values_list("seed", flat=True))
    for hidden in (*names, *map(str, seeds), *EVERY_KIND[ItemKind.WORK_SAMPLE][1]["anchors"]):
        assert not re.search(rf"\b{re.escape(hidden)}\b", sent), hidden
    for word in WORDS:
        assert word not in sent.lower(), word


def check_nothing_ahead(candidate: Candidate, prompts: dict[uuid.UUID, str]) -> None:
    """Of all that was ever sent, no item is in it that was not asked yet, and each screen has one."""
    asked = asked_so_far(candidate)
    page = candidate.page
    for key, prompt in prompts.items():
        if key not in asked:
            assert str(key) not in page, prompt
            assert not re.search(re.escape(prompt) + r"(?!\d)", page), prompt
    if "seal" in page:
        assert page.count('name="seal"') == 1


def test_what_comes_after_the_end_tells_no_key_either(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    candidate.get()
    candidate.read_notice()
    candidate.begin()
    while "seal" in candidate.page:
        candidate.answer()
    start = len(candidate.seen)
    for path in ("", "report/", "report/results.json"):
        candidate.get(path)
        assert candidate.status == 200, path
    own = candidate.get(
        "report/answers.json"
    )  # holds the names of items, by which a person may ask about them
    pdf = candidate.client.get(candidate.address + "report/report.pdf")
    sent = "\n".join([*candidate.seen[start:], unpacked(pdf.content)])
    for content, key in EVERY_KIND.values():
        assert content["prompt"] not in sent
        for anchor in key.get("anchors", ()):
            assert anchor not in sent
    for word in ("correct", "slope", "intercept", "reversed", "anchors", "tolerance"):
        assert word not in own.lower(), word


@pytest.mark.parametrize("way", WAYS)
def test_a_screen_is_the_same_whatever_the_key(tests: Tests, way: str) -> None:
    """Not by a mark, an order of the options or a length: nothing on a screen depends on what is right."""
    package, walks = make_package(tests), []
    for keys in ({}, OTHER_KEYS):
        with tests.acting():
            for kind, key in keys.items():
                ItemKey.objects.filter(item_id=tests.items[kind]).update(key=key)
        for forget in (playing.forget, screens.forget, answering.forget, limits.ANSWERS.forget):
            forget()
        candidate = invite(tests, package)
        candidate.get()
        candidate.read_notice()
        candidate.begin()
        start, n_screens = len(candidate.seen) - 1, 0
        while "seal" in candidate.page:
            WAYS[way](candidate, dict(ANSWERS[candidate.kind]))
            n_screens += 1
        assert n_screens == len(EVERY_KIND)
        walks.append([_without_what_is_drawn(text) for text in candidate.seen[start:]])
    assert walks[0] == walks[1]


def _without_what_is_drawn(text: str) -> str:
    text = re.sub(r"/t/[0-9a-f-]{36}/[\w-]+/", "/t/", text)
    return re.sub(r'(name="(?:seal|session)" value=)"[^"]*"', r"\1", text)
