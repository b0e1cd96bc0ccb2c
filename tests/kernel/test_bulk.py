"""Many rows at once say the same as one object each, whatever is the same in all of them or missing in some."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest

from maatwerk.apps.evidence.models import Evidence, Kind
from maatwerk.apps.people.models import Person
from maatwerk.apps.people.operations import register_person
from maatwerk.apps.skills.models import Concept
from maatwerk.kernel import bulk, tenancy
from maatwerk.kernel.bulk import insert_rows

FIELDS = ["id", "organisation", "person", "concept", "kind", "value", "level", "administrations", "source",
          "measured_on", "occasion", "released_to", "unit", "purpose", "caveats"]  # fmt: skip
DAY = dt.date(2026, 11, 23)
AWKWARD = ['a "quoted", one', "back\\slash {brace}", "NULL", "naïef; DROP", ""]


@pytest.fixture
def row(organisation: uuid.UUID) -> Callable[..., list[object]]:
    """Makes one row of evidence; every test says what differs."""
    with tenancy.acting(organisation=organisation):
        person = register_person()
        concept = Concept.objects.create(
            organisation_id=organisation, kind="construct", key="care", label_en="Care", label_nl="Zorg"
        )

    def make(**differs: object) -> list[object]:
        plain = {
            "id": uuid.uuid4(), "organisation": organisation, "person": person, "concept": concept.pk,
            "kind": Kind.INSTRUMENT_RESULT, "value": 1.5, "level": "", "administrations": 1, "source": "here",
            "measured_on": DAY, "occasion": None, "released_to": [], "unit": "", "purpose": "selection",
            "caveats": [],
        }  # fmt: skip
        return [(plain | differs)[name] for name in FIELDS]

    return make


def stored(organisation: uuid.UUID, *names: str) -> list[tuple[object, ...]]:
    with tenancy.acting(organisation=organisation):
        return list(Evidence.objects.order_by("administrations", "id").values_list(*names))


def test_what_differs_and_what_is_missing_arrives_as_it_was(
    organisation: uuid.UUID, row: Callable[..., list[object]]
) -> None:
    occasion = uuid.uuid4()
    given = [
        {
            "value": 0.1 + 0.2,
            "level": AWKWARD[0],
            "measured_on": None,
            "occasion": occasion,
            "released_to": [],
        },
        {"value": None, "level": AWKWARD[1], "measured_on": DAY, "occasion": None, "released_to": ["x"]},
        {
            "value": -1e-300,
            "level": AWKWARD[2],
            "measured_on": DAY,
            "occasion": None,
            "released_to": [{"a": 1}],
        },
        {"value": 1e300, "level": AWKWARD[3], "measured_on": None, "occasion": occasion, "released_to": []},
        {"value": 7, "level": AWKWARD[4], "measured_on": DAY, "occasion": None, "released_to": []},
    ]
    with tenancy.acting(organisation=organisation):
        rows = [row(administrations=n, **one) for n, one in enumerate(given, 1)]
        assert insert_rows(Evidence, FIELDS, rows) == 5
    names = tuple(given[0])
    assert stored(organisation, *names) == [tuple(one.values()) for one in given]


def test_what_is_the_same_in_all_rows_arrives_in_all(
    organisation: uuid.UUID, row: Callable[..., list[object]]
) -> None:
    with tenancy.acting(organisation=organisation):
        assert insert_rows(Evidence, FIELDS, [row() for _ in range(3)]) == 3
    assert (
        stored(organisation, "value", "kind", "occasion", "measured_on", "source")
        == [(1.5, "instrument_result", None, DAY, "here")] * 3
    )


def test_batches_and_one_row_and_none(
    organisation: uuid.UUID, row: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    with tenancy.acting(organisation=organisation):
        assert insert_rows(Evidence, FIELDS, (row() for _ in range(5))) == 5
        assert insert_rows(Evidence, FIELDS, []) == 0
        assert insert_rows(Person, ["id"], [[uuid.uuid4()]]) == 1
    assert len(stored(organisation, "id")) == 5
