"""Choosing an opportunity: from a list while it can be overseen, by typing beyond that; never one of somebody else."""

import uuid

import pytest
from django import forms

from factories.loop import World, make_vacancy, make_world
from maatwerk.apps.opportunities import fields
from maatwerk.apps.opportunities.public import Opportunity, OpportunityField, close_opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def form(data: dict[str, str] | None = None, *, initial: object = None, **options: object) -> forms.Form:
    """Return a form with nothing but the field."""
    made = forms.Form(data, initial={"work": initial})
    made.fields["work"] = OpportunityField(**{"label": "Which", **options})
    return made


@pytest.fixture
def world() -> World:
    made = make_world()
    made.keys = [make_vacancy(made) for _ in range(3)]
    with made.acting():
        for key, title in zip(made.keys, ("Seller", "Packer", "Packer"), strict=True):
            Opportunity.objects.filter(pk=key).update(title=title, place="Ede")
    return made


def test_few_are_a_list(world):
    with world.acting():
        assert str(form()).count("<option") == 3
        assert str(form(required=False)).count("<option") == 4, "and none"
        assert str(form(but=world.keys[0])).count("<option") == 2
        close_opportunity(opportunity_id=world.keys[0], state="withdrawn")
        assert str(form(only_open=True)).count("<option") == 2
        sent = form({"work": str(world.keys[1])})
        assert sent.is_valid()
        assert sent.cleaned_data["work"] == world.keys[1]
        assert not form({"work": str(world.keys[0])}, only_open=True).is_valid()


def test_many_are_typed_with_the_newest_proposed(world, monkeypatch):
    monkeypatch.setattr(fields, "MOST_LISTED", 2)
    with world.acting():
        shown = str(form(initial=str(world.keys[0])))
        assert "<select" not in shown
        assert shown.count("<option") == 2
        label = f"Seller – Ede [{world.keys[0].hex[-8:]}]"
        assert f'value="{label}"' in shown, "what was chosen before, in words"
        for text in (label, "seller", str(world.keys[0])):
            sent = form({"work": text})
            assert sent.is_valid(), text
            assert sent.cleaned_data["work"] == world.keys[0], text
        assert form({"work": "packer"}).errors["work"] == [
            "More than one is called so. Choose from what is proposed, with its code."
        ]
        assert not form({"work": "Baker"}).is_valid()
        assert form({"work": " "}, required=False).is_valid()


def test_who_has_none_of_this_key_chooses_nothing(world):
    other = make_world()
    with other.acting():
        assert not form({"work": str(world.keys[0])}).is_valid()
        assert not form({"work": str(uuid.uuid4())}).is_valid()


def test_reading_what_is_proposed_takes_one_question_however_many_there_are(world, django_assert_num_queries):
    with world.acting(), django_assert_num_queries(1):
        str(form())
