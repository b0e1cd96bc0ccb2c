"""Writing, publishing and retiring tests: whole or not at all, every problem at once, gates before approval."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone, translation

from factories.assessments import EVERY_KIND
from maatwerk.apps.assessments.content import (
    CRITERIA,
    EFPA_FIELDS,
    CalibrationDraft,
    DraftRefused,
    InstrumentDraft,
    ItemDraft,
    ScaleDraft,
    norm_problems,
    problems_of,
)
from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ItemKey, Scale, Sensitive
from maatwerk.apps.assessments.operations.content import (
    publish_instrument,
    retire_instrument,
    set_item_state,
    write_instrument,
)
from maatwerk.apps.assessments.queries import content as queries
from maatwerk.apps.evidence.public import Instrument, approve_instrument
from maatwerk.apps.organisations.public import Organisation, Role, found_organisation, memberships
from maatwerk.kernel import log, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


def draft(**changes):
    """A test with one item of every kind, its fact sheet filled in."""
    items = tuple(
        ItemDraft(key=f"item-{kind}", kind=kind, content=content, answer_key=key, scale="patience")
        for kind, (content, key) in EVERY_KIND.items()
    )
    made = InstrumentDraft(
        key="every-kind",
        version="1",
        language="en",
        name="Every kind",
        introduction="Take your time.",
        scales=(ScaleDraft(key="patience", concept="patience", label_en="Patience", label_nl="Geduld"),),
        items=items,
        criteria={key: {"text": "Said.", "judgement": "not_researched"} for key in CRITERIA},
        fields=dict.fromkeys(EFPA_FIELDS, "said"),
    )
    return dataclasses.replace(made, **changes)


def with_calibration(**changes):
    norm = {"mean": 0.0, "sd": 1.0, "n": 450, "collected_on": timezone.localdate().isoformat()}
    given = CalibrationDraft(
        language="en", model="sum", parameters={}, reliability=0.85, norm=norm, method="test/1"
    )
    given = dataclasses.replace(given, **changes)
    scale = dataclasses.replace(draft().scales[0], calibration=given)
    return draft(scales=(scale,))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def psychologist(db):
    """A psychologist acting in an organisation."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user("psy@example.org", name="Psy")
    found_organisation(user_id=user.pk, name="Works", slug="works", roles=[Role.PSYCHOLOGIST], language="en")
    member = memberships(user)[0]
    with tenancy.acting(organisation=member.organisation.id, account=user.pk):
        yield member


def approved(instrument_id, member):
    Calibration.objects.filter(scale__instrument_id=instrument_id).update(state="approved")
    return approve_instrument(instrument_id=instrument_id, reason="Reviewed the manual.", by=member)


def test_a_test_is_written_whole_and_reads_back_as_it_was(psychologist):
    key = write_instrument(draft(), by=psychologist)
    assert queries.draft_of(key) == draft()
    content = queries.content_of(key)
    assert [item.kind for item in content.items] == list(EVERY_KIND)
    assert queries.item_keys(key)[content.items[1].id] == {"correct": "b"}
    assert "correct" not in repr(content)
    assert "assessments.instrument_written" in [event.kind for event in log.events_of(limit=3)]


def test_a_draft_is_replaced_and_what_was_published_never_changes(psychologist):
    key = write_instrument(draft(), by=psychologist)
    shorter = draft(items=draft().items[:2])
    assert write_instrument(shorter, by=psychologist) == key
    assert Item.objects.filter(instrument_id=key).count() == ItemKey.objects.count() == 2
    publish_instrument(key, by=psychologist)
    with pytest.raises(Refusal, match="never changes"):
        write_instrument(draft(), by=psychologist)
    assert queries.published_content(key).state == "published"
    again = write_instrument(draft(version="2"), by=psychologist)
    with pytest.raises(FactSheet.DoesNotExist):
        queries.published_content(again)


def test_every_problem_is_said_at_once_and_nothing_is_written(psychologist):
    bad = draft(
        items=(
            ItemDraft(
                key="one",
                kind="choice",
                content={"prompt": "?", "options": [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]},
                answer_key={"correct": "a"},
                scale="patience",
            ),
            ItemDraft(
                key="one",
                kind="choice",
                content={"prompt": "Which?", "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]},
                answer_key={"correct": "c"},
                scale="nowhere",
            ),
            ItemDraft(key="odd", kind="hotspot", content={"prompt": "?"}, answer_key={}, scale="patience"),
        )
    )
    with pytest.raises(DraftRefused) as caught:
        write_instrument(bad, by=psychologist)
    said = {str(problem) for problem in caught.value.problems}
    assert said == {
        "one: Two items have this key.",
        "one: Two options have the same key.",
        "one: There is no scale “nowhere” in this test.",
        "one: The key names an answer that is none of the options.",
        "odd: Nobody knows this kind of item.",
    }
    assert not Instrument.objects.exists()
    assert not Scale.objects.exists()


def test_a_calibration_may_not_name_items_that_are_not_there():
    found = problems_of(with_calibration(parameters={"ghost": {"slope": 1.0, "intercepts": [0.0]}}))
    assert [problem.sentence for problem in found] == [
        "The calibration names an item “ghost” that the scale does not have."
    ]


def test_another_languages_norms_are_refused():
    # PSY-12
    assert "each language version" in str(problems_of(with_calibration(language="nl"))[0])
    assert norm_problems({"language": "nl"}, language="en")
    assert not norm_problems({"language": "en", "n": 300}, language="en")


@pytest.mark.parametrize("group", ["sex", "race", "by_gender", "groups"])
def test_norms_by_group_are_refused(group):
    # PSY-14, 42 USC 2000e-2(l)
    found = norm_problems({"mean": 0, "sd": 1, group: {"f": 1.0}}, language="en")
    assert "never adjusted" in found[0].sentence


def test_publishing_asks_the_whole_fact_sheet(psychologist):
    key = write_instrument(draft(criteria={}, fields={}, introduction=""), by=psychologist)
    with pytest.raises(DraftRefused) as caught:
        publish_instrument(key, by=psychologist)
    assert len(caught.value.problems) == len(CRITERIA) + len(EFPA_FIELDS) + 1
    assert len(CRITERIA) == 7
    assert queries.instrument_line(key).state == "draft"


@pytest.mark.parametrize("category", [one for one in Sensitive if one])
def test_a_scale_of_a_special_category_cannot_be_published(psychologist, category):
    scale = dataclasses.replace(draft().scales[0], infers=category)
    key = write_instrument(draft(scales=(scale,)), by=psychologist)
    with pytest.raises(DraftRefused, match=f"{category.label} cannot be published for selection"):
        publish_instrument(key, by=psychologist)


@pytest.mark.parametrize(
    ("reliability", "n", "years", "refused"),
    [
        (0.79, 450, 1, "reliability is 0.79"),  # PSY-02
        (0.80, 299, 1, "299 people"),  # PSY-03
        (0.80, 300, 1, None),
        (0.95, 450, 16, None),  # dated, usable
        (0.95, 450, 21, "too old"),
        (None, 450, 1, "not known"),
        (0.95, None, 1, "no norm group"),
    ],
)
def test_reliability_and_norms_stand_before_approval(psychologist, reliability, n, years, refused):
    collected = timezone.localdate() - dt.timedelta(days=round(365.25 * years))
    norm = {"mean": 0, "sd": 1, "n": n, "collected_on": collected.isoformat()}
    key = write_instrument(with_calibration(reliability=reliability, norm=norm), by=psychologist)
    publish_instrument(key, by=psychologist)
    if refused is None:
        assert approved(key, psychologist).approved_at
    else:
        with pytest.raises(Refusal, match=refused) as caught:
            approved(key, psychologist)
        assert caught.value.code == "gate"
        assert not queries.instrument_line(key).is_approved


def test_without_calibration_or_publication_nothing_feeds_advice(psychologist):
    key = write_instrument(draft(), by=psychologist)
    with pytest.raises(Refusal, match="not published"):
        approved(key, psychologist)
    publish_instrument(key, by=psychologist)
    with pytest.raises(Refusal, match="no approved calibration"):
        approved(key, psychologist)


def test_simulated_people_count_in_a_simulated_organisation_only(psychologist):
    key = write_instrument(with_calibration(is_simulated=True, norm={}), by=psychologist)
    publish_instrument(key, by=psychologist)
    with pytest.raises(Refusal, match="no people stand behind it"):
        approved(key, psychologist)
    Organisation.objects.update(is_simulated=True)
    assert approved(key, psychologist).approved_at


def test_instruments_without_a_fact_sheet_are_judged_by_the_psychologist_alone(psychologist):
    from maatwerk.apps.evidence.public import ensure_instrument

    outside = ensure_instrument(key="outside", version="1", name="A test of another system")
    assert approve_instrument(instrument_id=outside.pk, reason="Manual read.", by=psychologist).approved_at


def test_items_are_taken_out_and_a_leaked_one_stays_out(psychologist):
    key = write_instrument(draft(), by=psychologist)
    publish_instrument(key, by=psychologist)
    first, second, *rest = queries.content_of(key).items
    set_item_state(first.id, "withdrawn", by=psychologist)
    set_item_state(first.id, "active", by=psychologist)
    set_item_state(second.id, "leaked", by=psychologist)
    set_item_state(second.id, "leaked", by=psychologist)
    assert queries.content_of(key).out == {second.key}
    with pytest.raises(Refusal, match="cannot unlearn"):
        set_item_state(second.id, "active", by=psychologist)
    for item in rest:
        set_item_state(item.id, "withdrawn", by=psychologist)
    with pytest.raises(Refusal, match="last item"):
        set_item_state(first.id, "withdrawn", by=psychologist)


def test_retiring_and_publishing_again(psychologist):
    key = write_instrument(draft(), by=psychologist)
    with pytest.raises(Refusal, match="Only a published test"):
        retire_instrument(key, by=psychologist)
    publish_instrument(key, by=psychologist)
    with pytest.raises(Refusal, match="already"):
        publish_instrument(key, by=psychologist)
    retire_instrument(key, by=psychologist)
    assert queries.instrument_line(key).state == "retired"
    assert queries.published_content(key)


def test_only_a_psychologist_changes_tests(psychologist):
    recruiter = dataclasses.replace(psychologist, roles=frozenset({Role.RECRUITER, Role.ADMINISTRATOR}))
    with pytest.raises(NotAllowed):
        write_instrument(draft(), by=recruiter)
    key = write_instrument(draft(), by=psychologist)
    for act in (publish_instrument, retire_instrument):
        with pytest.raises(NotAllowed):
            act(key, by=recruiter)
    with pytest.raises(NotAllowed):
        set_item_state(queries.content_of(key).items[0].id, "leaked", by=recruiter)


def test_the_list_asks_as_often_for_three_tests_as_for_one(psychologist, django_assert_num_queries):
    for number in range(3):
        write_instrument(draft(version=str(number)), by=psychologist)
        with django_assert_num_queries(3):
            assert len(queries.instrument_lines()) == number + 1


def test_a_calibrated_draft_wants_a_new_version(psychologist):
    write_instrument(with_calibration(), by=psychologist)
    with pytest.raises(Refusal, match="calibrated already"):
        write_instrument(draft(), by=psychologist)
