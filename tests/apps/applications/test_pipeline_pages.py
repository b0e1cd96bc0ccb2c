"""The pipeline over HTTP: what each page shows and changes, and who is first."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.desk import REASON, Desk, wait
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Decision, SavedView
from maatwerk.apps.applications.public import undo, withdraw
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db
BOARD, TABLE, WORK = 22, 21, 19  # questions to the database, whatever the number of rows


# -- board and table


def test_everybody_stands_on_the_board_with_their_clock(desk: Desk) -> None:
    wait(desk, desk.people["Ada Jansen"], 9)
    page = desk.client().get(desk.board)
    assert "Ada Jansen" in page.text
    assert "day 10 of 5" in page.text
    assert "day 1 of 5" in page.text
    first = list(re.findall(r'card__name"><a [^>]*>([^<]+)', page.text))
    assert first == ["Ada Jansen", "Bo Smit"]  # who waits longest comes first


FOUND = {
    "late=1": ["Ada Jansen"],
    "words=smit": ["Bo Smit"],
    "owner=nobody": ["Ada Jansen", "Bo Smit"],
    "source=radio": [],
    "label=bilingual": ["Bo Smit"],
    "sort=newest": ["Bo Smit", "Ada Jansen"],
}


def test_a_filter_in_the_address_narrows_both_views(desk: Desk) -> None:
    wait(desk, desk.people["Ada Jansen"], 9)
    client = desk.client()
    client.post(f"{desk.at}applications/{desk.people['Bo Smit']}/arrange/", {"labels": " Bilingual"})
    for view in ("board", "table"):
        for query, names in FOUND.items():
            page = client.get(f"{desk.board}?view={view}&{query}").text
            assert re.findall(r'(?:card__name">|scope="row">)<a [^>]*>([^<]+)', page) == names, query


def test_who_checks_the_work_sees_pseudonyms_and_moves_nobody(desk: Desk) -> None:
    page = desk.client(Role.AUDITOR).get(desk.board)
    assert "Ada Jansen" not in page.text
    assert len(re.findall(r"P-[0-9A-F]{6}", page.text)) >= 2
    assert "applications:decide_on" not in page.text
    assert "card__menu" not in page.text
    assert 'name="words"' not in page.text


def test_a_strangers_vacancy_is_no_page_and_a_managers_own_is(desk: Desk) -> None:
    assert desk.client(Role.MANAGER).get(desk.board).status_code == 200
    with desk.world.acting():
        other = make_member(desk.world.member.organisation.id, Role.MANAGER)
    client = client_of(other)
    key = desk.people["Ada Jansen"]
    for path in (
        desk.board,
        f"{desk.board}applied/",
        f"{desk.at}applications/{key}/reject/",
        f"{desk.at}applications/{key}/on/advance/",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_number_of_questions_whatever_their_rows(desk: Desk, rows: int) -> None:
    for number in range(rows - 1):
        desk.advance(desk.apply(f"Person {number}"))
    for key in desk.people.values():
        wait(desk, key, 30)
    client = desk.client()
    counted = {}
    for path in (desk.board, f"{desk.board}?view=table", f"{desk.at}work-list/"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counted[path.removeprefix(desk.at)] = len(asked)
    assert list(counted.values()) == [BOARD, TABLE, WORK]


def test_long_columns_and_tables_go_on_by_key(desk: Desk) -> None:
    for number in range(27):
        desk.apply(f"Person {number:02}")
    client = desk.client()
    page = client.get(desk.board)
    assert len(re.findall("card__name", page.text)) == 25
    more = unescape(re.search(r'hx-get="([^"]*pipeline/applied/[^"]*)"', page.text)[1])  # type: ignore[index]
    rest = client.get(more, headers={"HX-Request": "true"})
    assert len(re.findall("card__name", rest.text)) == 4
    names = re.findall(r'card__name"><a [^>]*>([^<]+)', page.text + rest.text)
    assert sorted(names) == sorted(desk.people)
    assert client.get(f"{desk.board}?view=table&after=nonsense").status_code == 200


def test_the_list_as_a_file_holds_no_formula_and_is_logged(desk: Desk) -> None:
    desk.apply("=HYPERLINK(1)")
    answer = desk.client().get(f"{desk.board}file/")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert any(line.startswith("'=HYPERLINK(1)") for line in lines)
    with desk.world.acting():
        assert Event.objects.get(kind="applications.people_exported").data == {"people": 3}


# -- one person at a time


def test_a_move_asks_its_reason_and_leads_back_with_the_way_to_take_it_back(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    path = f"{desk.at}applications/{key}/on/advance/?back=pipeline%3Flate%3D1"
    page = client.get(path)
    assert "On to “Assessed”: Ada Jansen" in unescape(page.text)
    fields = {"reason": REASON, "as_of": desk.as_of(key), "back": "pipeline?late=1"}
    assert client.post(path, fields | {"reason": "ok"}).status_code == 422
    answer = client.post(path, fields)
    assert answer.headers["Location"] == f"{desk.board}?late=1&moved={key}"
    assert f"/applications/{key}/take-back/" in client.get(answer.headers["Location"]).text
    assert desk.row(key).stage == "assessed"


def test_with_htmx_the_board_alone_comes_back_and_errors_stay_in_the_dialog(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    path = f"{desk.at}applications/{key}/on/advance/"
    htmx = {"HX-Request": "true", "HX-Target": "board"}
    fields = {"reason": "ok", "as_of": desk.as_of(key), "back": "pipeline?"}
    refused = client.post(path, fields, headers=htmx)
    assert (refused.status_code, refused.headers["HX-Retarget"]) == (422, "#move-body")
    answer = client.post(path, fields | {"reason": REASON}, headers=htmx)
    assert answer.headers["HX-Trigger-After-Settle"] == "pipeline-moved"
    assert answer.text.lstrip().startswith('<div id="board"')
    assert "Ada Jansen stands at “Assessed” now." in unescape(answer.text)


def test_the_second_of_two_who_move_somebody_hears_what_happened_and_loses_nothing(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    seen = desk.as_of(key)
    desk.advance(key)
    path = f"{desk.at}applications/{key}/on/advance/"
    answer = client.post(path, {"reason": REASON, "as_of": seen, "back": ""})
    assert answer.status_code == 422
    assert f"{desk.world.member.name} decided on this application" in answer.text
    assert "it stands at “assessed” now" in unescape(answer.text)
    assert REASON in answer.text
    assert desk.row(key).stage == "assessed"
    again = re.search(r'name="as_of" value="([^"]+)"', answer.text)[1]  # type: ignore[index]
    assert client.post(path, {"reason": REASON, "as_of": unescape(again), "back": ""}).status_code == 302
    assert desk.row(key).stage == "interview"


def test_taking_back_is_a_decision_of_its_own_and_the_clock_goes_on(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    wait(desk, key, 3)
    with desk.world.acting():
        applied = desk.row(key).applied_at
    desk.advance(key)
    path = f"{desk.at}applications/{key}/take-back/"
    assert "Back to “Applied”" in unescape(client.get(path).text)
    client.post(path, {"reason": "I moved the wrong person.", "as_of": desk.as_of(key), "back": ""})
    row = desk.row(key)
    assert (row.stage, row.stage_since) == ("applied", applied)
    assert row.due_at == applied + dt.timedelta(days=5)
    with desk.world.acting():
        kept = list(Decision.objects.order_by("made_at").values_list("choice", "from_stage", "to_stage"))
    assert kept == [("advance", "applied", "assessed"), ("undo", "assessed", "applied")]
    assert client.get(path).status_code == 409  # once is enough


def test_a_hire_cannot_be_taken_back(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    client.post(
        f"{desk.at}applications/{key}/on/hire/", {"reason": REASON, "as_of": desk.as_of(key), "back": ""}
    )
    answer = client.get(f"{desk.at}applications/{key}/take-back/")
    assert answer.status_code == 409
    assert "The employment began with this decision" in answer.text


def test_only_forward_can_be_chosen_where_one_goes_on(desk: Desk) -> None:
    key, client = desk.people["Ada Jansen"], desk.client()
    for choice in ("reject", "close", "undo", "promote"):
        path = f"{desk.at}applications/{key}/on/{choice}/"
        answers = (
            client.get(path),
            client.post(path, {"reason": REASON, "as_of": desk.as_of(key), "back": ""}),
        )
        assert [answer.status_code for answer in answers] == [409, 409], choice
    assert desk.row(key).stage == "applied"


# -- owner, next action, labels, views


def test_owner_next_action_and_labels_are_kept_and_shown(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    path, manager = f"{desk.at}applications/{key}/arrange/", desk.users[Role.MANAGER]
    wish = {
        "owner": str(manager.pk),
        "next_action": "Call about Friday",
        "next_on": "2026-01-05",
        "labels": "Bilingual, forklift",
    }
    assert (
        client.post(path, wish | {"back": "pipeline?view=table"}).headers["Location"].endswith("view=table")
    )
    board = client.get(desk.board).text
    for words in ("Call about Friday", str(manager), "bilingual", "forklift"):
        assert words in board, words
    assert "Call about Friday" in client.get(f"{desk.at}applications/{key}/").text
    assert desk.client(Role.MANAGER).get(f"{desk.at}work-list/").text.count("Ada Jansen") >= 1
    with desk.world.acting():
        told = Event.objects.get(kind="applications.application_arranged").data
    assert "Call" not in str(told)


def test_labels_name_nothing_that_may_play_no_part(desk: Desk) -> None:
    path, client = f"{desk.at}applications/{desk.people['Ada Jansen']}/arrange/", desk.client()
    for labels, sentence in (
        ("pregnant", "may play no part in hiring"),
        ("forklift, Young", "may play no part in hiring"),
        ("vrouw", "may play no part in hiring"),
        ("a,b,c,d,e,f,g", "At most 6 labels"),
        ("x" * 41, "at most 40 signs"),
    ):
        answer = client.post(path, {"labels": labels})
        assert answer.status_code == 422, labels
        assert sentence in answer.text


def test_an_owner_works_on_the_vacancy(desk: Desk) -> None:
    key, stranger = desk.people["Ada Jansen"], desk.users[Role.ANALYST]
    answer = desk.client().post(f"{desk.at}applications/{key}/arrange/", {"owner": str(stranger.pk)})
    assert answer.status_code == 422
    assert desk.row(key).owner_id is None


def test_a_kept_view_is_a_link_and_is_shared_only_when_meant(desk: Desk) -> None:
    client, colleague = desk.client(), desk.client(Role.MANAGER)
    path = f"{desk.board}views/"
    client.post(path, {"name": "Too long", "query": "late=1&evil=2", "is_shared": "on"})
    client.post(path, {"name": "Mine alone", "query": "owner=nobody"})
    mine, theirs = client.get(desk.board).text, colleague.get(desk.board).text
    assert f'href="{desk.board}?late=1"' in mine
    assert "evil" not in mine
    assert ("Too long" in theirs, "Mine alone" in theirs) == (True, False)
    assert client.post(path, {"name": " ", "query": ""}).status_code == 422
    with desk.world.acting():
        kept = SavedView.objects.get(name="Too long")
    assert colleague.post(f"{path}{kept.pk}/forget/").status_code == 404
    assert client.post(f"{path}{kept.pk}/forget/").status_code == 302
    assert "Too long" not in colleague.get(desk.board).text


# -- timeline, viewing, withdrawing


def test_looking_is_written_down_once_an_hour_for_who_sees_names(desk: Desk) -> None:
    key = desk.people["Ada Jansen"]
    for role in (Role.RECRUITER, Role.RECRUITER, Role.MANAGER, Role.AUDITOR):
        assert desk.client(role).get(f"{desk.at}applications/{key}/").status_code == 200
    with desk.world.acting():
        seen = Event.objects.filter(kind="applications.person_viewed", object_id=key)
        assert {one.actor_id for one in seen} == {desk.users[Role.RECRUITER].pk, desk.users[Role.MANAGER].pk}
        assert seen.count() == 2


def test_the_timeline_tells_all_of_it_page_after_page(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    for number in range(11):
        desk.advance(key)
        with desk.world.acting() as member:
            undo(application_id=key, reason=f"Wrong person, number {number}.", by=member)
    page = client.get(f"{desk.at}applications/{key}/").text
    assert "number 10" in page
    assert "number 0." not in page
    older = unescape(re.search(r'href="(\?before=[^"#]+)', page)[1])  # type: ignore[index]
    second = client.get(f"{desk.at}applications/{key}/{older}").text
    assert "number 0." in second
    assert "Applied</p>" in second


def test_who_withdrew_is_not_moved_and_a_colleague_hears_it(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    seen = desk.as_of(key)
    with desk.world.acting():
        withdraw(application_id=key, person_id=desk.row(key).person_id)
    answer = client.post(
        f"{desk.at}applications/{key}/on/advance/", {"reason": REASON, "as_of": seen, "back": ""}
    )
    assert "The applicant withdrew while you had this page open" in answer.text
    assert desk.row(key).stage == "withdrawn"
    assert "Applicant withdrew" in client.get(f"{desk.at}applications/{key}/").text
