"""Fields, contributions, drawings and blocks, as pages use them."""

import re
from dataclasses import replace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation
from page_reading import read

from maatwerk.science.errors import ScienceError
from maatwerk.ui import svg
from maatwerk.ui.charts import ForestRow, Line, curves, forest
from maatwerk.ui.samples import SampleForm
from maatwerk.ui.shapes import Contribution, OrganisationChoice, RangeRow
from maatwerk.ui.templatetags import ui


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


class Wish(forms.Form):
    name = forms.CharField(
        label="Name", help_text="As on the contract.", widget=forms.TextInput({"placeholder": "J."})
    )
    colour = forms.ChoiceField(
        label="Colour", choices=[("r", "Red"), ("b", "Blue")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_field_binds_label_help_and_error_to_its_control():
    reading = read(render("{% form_fields form %}", form=Wish({})))
    [control] = [attrs for attrs in reading.all("input") if attrs.get("name") == "name"]
    assert control["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert control["aria-invalid"] == "true"
    assert "required" in control
    assert reading.references <= set(reading.ids)
    assert len(reading.ids) == len(set(reading.ids))


def test_only_what_is_not_required_says_so():
    assert "not required" in render("{% field form.note %}", form=Wish())
    assert "not required" not in render("{% field form.name %}", form=Wish())


def test_placeholder_gives_way_to_label_and_help():
    assert "placeholder" not in render("{% field form.name %}", form=Wish())


def test_choices_are_one_group_with_a_legend():
    reading = read(render("{% field form.colour %}", form=Wish()))
    assert len(reading.all("fieldset")) == len(reading.all("legend")) == 1
    assert [attrs["for"] for attrs in reading.all("label")] == ["id_colour_0", "id_colour_1"]


def test_hidden_field_has_no_label():
    assert read(render("{% field form.secret %}", form=Wish())).all("label") == []


def test_a_field_that_does_not_exist_is_an_error_and_not_silence():
    with pytest.raises(TypeError, match="field of a form"):
        render("{% field form.nane %}", form=Wish())


@pytest.mark.parametrize("prefix", [None, "second"])
def test_summary_leads_to_each_wrong_control(prefix):
    form = SampleForm({}, prefix=prefix)
    reading = read(render("{% form_fields form %}", form=form))
    targets = [attrs["href"][1:] for attrs in reading.all("a")]
    assert len(targets) == len(form.errors) == 7
    assert set(targets) <= set(reading.ids)


def test_summary_is_absent_when_nothing_is_wrong():
    assert "errors" not in render("{% form_errors form %}", form=Wish())


def test_summary_counts_in_the_language_of_the_page():
    with translation.override("nl"):
        assert "Controleer 3 antwoorden" in render("{% form_errors form %}", form=Wish({}))


EVIDENCE = (
    Contribution(label="Small", size=0.02),
    Contribution(label="Lower", size=-0.3, url="/evidence/1"),
    Contribution(label="Higher", size=0.5, value="higher than 80 of 100"),
    Contribution(label="Absent", size=0.0, missing=True),
)


def test_contributions_are_sorted_by_size_with_their_sign_in_words():
    rows = ui.contribution_rows(EVIDENCE)
    assert [(row.item.label, row.kind, row.words) for row in rows] == [
        ("Higher", "raises", "+ raises a lot"),
        ("Lower", "lowers", "− lowers a lot"),
        ("Small", "none", "± hardly any effect"),
        ("Absent", "none", "not measured"),
    ]


def test_who_is_average_in_everything_is_not_said_to_be_lowered_a_lot():
    rows = ui.contribution_rows([Contribution(label="A", size=-0.1), Contribution(label="B", size=0.13)])
    assert [row.words for row in rows] == ["+ raises", "− lowers a little"]
    assert 'width="10.00%"' in rows[1].bar  # 0.1 of a scale of 0.5, on half the width


def test_contribution_bars_share_one_scale_and_one_axis():
    def bar(label):
        [row] = [row for row in ui.contribution_rows(EVIDENCE) if row.item.label == label]
        x, width = re.search(
            r'bar-plot__(?:raises|lowers)" x="([\d.]+)%" width="([\d.]+)%"', row.bar
        ).groups()
        return float(x), float(width)

    assert bar("Higher") == (50.0, 50.0)
    assert bar("Lower") == (20.0, 30.0)  # 0.3 / 0.5 of half the width, to the left of the middle


def test_no_contribution_at_all_draws_nothing():
    [row] = ui.contribution_rows([Contribution(label="Only", size=0.0)])
    assert 'width="0.00%"' in row.bar


def test_ruler_holds_the_range_and_the_reference():
    drawn = svg.ruler(0.62, 0.78, 0.5)
    assert 'class="ruler__band" x="62.00%" width="16.00%"' in drawn
    assert 'class="ruler__reference" x1="50.00%" x2="50.00%"' in drawn
    assert "ruler__reference" not in svg.ruler(0.62, 0.78)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (-0.2, 1.3)])
def test_ruler_never_leaves_its_track(low, high):
    x, width = map(
        float, re.search(r'ruler__band" x="([\d.]+)%" width="([\d.]+)%"', svg.ruler(low, high)).groups()
    )
    assert x >= 0
    assert width > 0
    assert x + width <= 100.01


def test_drawings_keep_decimal_points_in_dutch():
    with translation.override("nl"):
        markup = render("{% ruler row %}", row=RangeRow(label="", low=0.625, high=0.781))
    assert 'x="62.50%"' in markup


@pytest.mark.parametrize(
    ("position", "count", "filled"), [(1, 3, 3), (2, 3, 2), (3, 3, 1), (0, 3, 0), (1, 1, 2), (9, 9, 1)]
)
def test_band_mark_fills_more_for_a_higher_band(position, count, filled):
    assert svg.band_mark(position, count).count("band__on") == filled


def test_chart_says_in_words_and_numbers_what_it_draws():
    chart = curves(
        title="Staying",
        sentence="Most stay.",
        axis="months",
        lines=[Line("all", (0, 12), (1, 0.5), (1, 0.4), (1, 0.6))],
    )
    markup = render("{% svg chart %}", chart=chart)
    assert markup.count("<svg") == 2  # one for each width of screen; the style sheet shows one of them
    assert markup.count("Most stay.</desc>") == 2
    assert ('width="640"' in chart.wide, 'width="340"' in chart.narrow) == (True, True)
    assert [row[1:] for row in chart.rows] == [
        ("0", "100.0%", "100.0%", "100.0%"),
        ("12", "50.0%", "40.0%", "60.0%"),
    ]


def test_every_name_in_a_page_of_charts_is_its_own():
    chart = curves(title="T", sentence="S", axis="months", lines=[Line("all", (0, 12), (1, 0.5))])
    names = re.findall(r' id="([^"]+)"', render("{% svg chart %}", chart=chart))
    assert len(names) == len(set(names)) == 4


def test_chart_refuses_what_cannot_be_drawn():
    with pytest.raises(ScienceError, match="curves"):
        curves(title="", sentence="", axis="", lines=[])
    with pytest.raises(ScienceError, match="rows"):
        forest(title="", sentence="", rows=[])


def test_forest_speaks_the_language_of_the_page():
    def table():
        rows = [ForestRow("a", 0.5, 0.0, 1.0), ForestRow("b", -0.5, -1.0, 0.0)]
        return [(row[0], *row[2:]) for row in forest(title="", sentence="", rows=rows).rows]

    with translation.override("nl"):
        assert table() == [("a", "0,50", "0,00", "1,00"), ("b", "−0,50", "−1,00", "0,00")]
    with translation.override("en"):
        assert table()[1] == ("b", "−0.50", "−1.00", "0.00")


def panel(**changes):
    from maatwerk.ui.samples import context

    return render("{% include 'ui/_advice.html' %}", advice=replace(context("advice")["advice"], **changes))


def test_advice_says_its_four_parts_in_order():
    said = panel()
    parts = [
        "Advice, not a decision",
        "74–88 of 100",
        "What the advice rests on",
        "What would change it",
        "What this does not know",
    ]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert "412 people" in said
    assert "approved by dr. H. Willems on 2 October 2026" in said
    assert re.search(r"Not used: name, address, CV, photo, social media\.", said)
    assert not re.search(r">\s*0\.\d+\s*<", said)  # no bare decimal anywhere


def test_advice_without_absolute_rates_draws_no_ruler():
    said = panel(ranges=())
    assert "ruler" not in said
    assert "certainty" not in said
    assert "412 people" in said


def test_advice_that_nobody_approved_yet_claims_no_approval():
    assert "approved by" not in panel(approved_by="", approved_on=None)


def test_without_enough_evidence_there_is_no_estimate_at_all():
    said = panel(insufficient="Only 12 people left.", limits=())
    assert "Insufficient evidence, no advice" in said
    assert "Only 12 people left." in said
    assert "of 100" not in said.split("What would change it")[0]
    assert "contributions" not in said


def test_one_person_is_said_in_the_singular():
    with translation.override("nl"):
        assert "1 persoon." in panel(n=1)


def test_switch_of_organisation_is_there_only_when_there_is_a_choice():
    known = {"organisation": {"name": "De Linde"}, "organisation_switch_url": "/switch/"}
    one = (OrganisationChoice("linde", "De Linde", current=True),)
    assert "<form" not in render("{% include 'ui/_organisation.html' %}", organisations=one, **known)
    two = (*one, OrganisationChoice("molen", "De Molen"))
    reading = read(render("{% include 'ui/_organisation.html' %}", organisations=two, **known))
    assert [button["value"] for button in reading.all("button")] == ["linde", "molen"]
    assert [button.get("aria-current") for button in reading.all("button")] == ["true", None]


def test_messages_say_their_kind_and_are_escaped():
    from django.contrib.messages import constants
    from django.contrib.messages.storage.base import Message

    kinds = {
        constants.SUCCESS: "good",
        constants.ERROR: "refusal",
        constants.WARNING: "warning",
        constants.INFO: "info",
    }
    for level, kind in kinds.items():
        said = render("{% include 'ui/_messages.html' %}", messages=[Message(level, "<b>Saved</b>")])
        assert f"notice--{kind}" in said
        assert "&lt;b&gt;Saved&lt;/b&gt;" in said


def test_refusal_is_shown_only_where_there_is_one():
    assert render("{% include 'ui/_refusal.html' %}").strip() == ""
    said = render("{% include 'ui/_refusal.html' %}", refusal={"sentence": "Someone else took it."})
    assert 'role="alert"' in said
    assert "Someone else took it." in said


def test_pages_keep_the_other_parameters():
    page = Paginator(range(50), 20).page(2)
    reading = read(render("{% include 'ui/_pages.html' %}", page=page, query="stage=new"))
    assert [link["href"] for link in reading.all("a")] == ["?stage=new&page=1", "?stage=new&page=3"]
    assert render("{% include 'ui/_pages.html' %}", page=Paginator(range(3), 20).page(1)).strip() == ""


EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "source",
    [
        "{% notice 'info' evil %}{{ evil }}{% endnotice %}",
        "{% table_region evil %}{{ evil }}{% endtable_region %}",
        "{% dialog 'key' evil %}{{ evil }}{% enddialog %}",
        "{% include 'ui/_badge.html' with label=evil %}",
        "{% include 'ui/_contributions.html' with contributions=contributions %}",
        "{% svg chart %}",
    ],
)
def test_what_people_typed_is_escaped(source):
    markup = render(
        source,
        evil=EVIL,
        contributions=[Contribution(label=EVIL, size=1.0, value=EVIL)],
        chart=forest(title=EVIL, sentence=EVIL, rows=[ForestRow(EVIL, 0, -1, 1)]),
    )
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup
