"""The skill graph: curated skills, adopting them, the official files of the user, no circles."""

import csv
import gzip

import pytest
from django.utils.translation import override

from factories.organisations import make_organisation
from maatwerk.apps.skills.models import Concept, Occupation
from maatwerk.apps.skills.public import (
    ConceptSpec,
    adopt_skill,
    catalogue,
    ensure_concept,
    load_occupations,
    occupations_named,
    place_below,
    read_bilingual,
    read_occupations,
    skill_words,
)
from maatwerk.apps.vacancies.families import families, family_like
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import Refusal
from realdata import shared

DUTCH = """conceptType,conceptUri,iscoGroup,preferredLabel,altLabels
Occupation,http://data.europa.eu/esco/occupation/1,5223,verkoper,"winkelbediende
verkoopster"
Occupation,http://data.europa.eu/esco/occupation/2,110,officier,
"""
ENGLISH = """conceptType,conceptUri,iscoGroup,preferredLabel,altLabels
Occupation,http://data.europa.eu/esco/occupation/1,5223,shop assistant,sales assistant
"""


def acting():
    return tenancy.acting(organisation=make_organisation().pk)


def test_two_official_files_join_on_their_address():
    rows = read_occupations(dutch=DUTCH.splitlines(True), english=ENGLISH.splitlines(True))
    assert [(row.isco, row.label_nl, row.label_en) for row in rows] == [
        ("5223", "verkoper", "shop assistant"),
        ("0110", "officier", "officier"),  # no English file named it; the zero of the armed forces is back
    ]
    assert rows[0].also_nl == ("winkelbediende", "verkoopster")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "lacks the column “conceptUri”"),
        (DUTCH.replace("http://data.europa.eu/esco", "http://x"), "no ESCO address"),
    ],
)
def test_another_file_is_refused(text, said):
    with override("en"), pytest.raises(Refusal, match=said):
        read_occupations(dutch=text.splitlines(True))


@pytest.mark.django_db
def test_loading_twice_refreshes_and_doubles_nothing():
    with acting():
        rows = read_occupations(dutch=DUTCH.splitlines(True))
        assert load_occupations(rows) == 2
        load_occupations(read_occupations(dutch=DUTCH.replace("verkoper", "winkelverkoper").splitlines(True)))
        assert Occupation.objects.count() == 2
        with override("nl"):
            assert [one.label for one in occupations_named("VERKOPER")] == ["winkelverkoper"]


@pytest.mark.django_db
@pytest.mark.realdata
def test_the_real_occupations_load_and_know_our_kinds_of_work():
    with gzip.open(shared("data/esco/occupations_nl_en.csv.gz"), "rt", encoding="utf-8") as lines, acting():
        assert load_occupations(read_bilingual(lines)) == 3_007
        groups = set(Occupation.objects.values_list("isco", flat=True))
        with override("nl"):
            assert "kok" in {one.label for one in occupations_named("kok")}
    assert {family.isco for family in families().values()} <= groups


@pytest.mark.realdata
def test_our_isco_groups_are_those_of_the_classification():
    with shared("data/esco/isco_groups_nl_en.csv").open(encoding="utf-8") as lines:
        known = {row["code"]: row["conceptUri"] for row in csv.DictReader(lines)}
    for family in families().values():
        assert known[family.isco] == family.isco_uri


@pytest.mark.django_db
def test_a_curated_skill_becomes_the_organisations_own():
    with acting():
        concept = adopt_skill("forklift")
        assert adopt_skill("forklift").pk == concept.pk
        words = {row.key: row for row in skill_words()}
        assert words["forklift"].concept_id == concept.pk
        assert words["packing"].concept_id is None
        assert "reachtruck" in words["forklift"].words
        with pytest.raises(Refusal):
            adopt_skill("levitation")


@pytest.mark.django_db
def test_the_graph_has_no_circles():
    with acting():
        wide, narrow, own = (
            ensure_concept(ConceptSpec(key, "skill", key, key)).pk for key in ("a", "b", "c")
        )
        place_below(concept_id=narrow, broader_id=wide)
        place_below(concept_id=own, broader_id=narrow)
        with pytest.raises(Refusal):
            place_below(concept_id=wide, broader_id=own)
        with pytest.raises(Refusal):
            place_below(concept_id=wide, broader_id=wide)
        assert Concept.objects.get(pk=own).broader_id == narrow


def test_every_kind_of_work_names_skills_that_exist_and_has_three_questions():
    for family in families().values():
        assert {skill.key for skill in family.skills} <= catalogue().keys()
        assert len(family.questions_nl) == len(family.questions_en) == 3
        for dutch, english in zip(family.questions_nl, family.questions_en, strict=True):
            assert (dutch.kind, len(dutch.choices)) == (english.kind, len(english.choices))


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Allround kok (m/v/x)", "cook"),
        ("Senior Software Engineer", "software_developer"),
        ("Verkoper", "shop_assistant"),
        ("Glasblazer", None),
    ],
)
def test_a_title_names_its_kind_of_work(title, key):
    found = family_like(title)
    assert (found.key if found else None) == key
