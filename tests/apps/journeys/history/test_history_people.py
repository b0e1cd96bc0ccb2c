"""The same file, read for advice: people and their evidence, outcomes left alone."""

from small_history import ROWS, evidence

from maatwerk.apps.journeys.history import check_people


def test_people_without_outcomes_are_read_for_advice(write, mapping):
    people = check_people(write("id,score,wage\nx,7,white\ny,,grey\n"), mapping())
    assert people.report.ok
    assert [(person.person_key, evidence(person)) for person in people.people] == [
        ("x", {"service": 7.0, "wage": "white"}),
        ("y", {"wage": "grey"}),
    ]


def test_people_with_outcomes_are_read_without_looking_at_them(write, mapping):
    people = check_people(write("\n".join(ROWS) + "\nd,nonsense,nonsense,7,white,m\n"), mapping())
    assert [person.person_key for person in people.people] == ["a", "b", "c", "d"]


def test_people_with_wrong_answers_are_refused_like_a_history(write, mapping):
    people = check_people(write("id,score,wage\nx,70,white\n"), mapping())
    assert [error.code for error in people.report.errors] == ["outside_range"]
    assert people.people == ()
