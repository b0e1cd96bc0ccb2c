"""Charts: well-formed, accessible, safe, stable, and true to their numbers."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maatwerk.science.charts import (
    CalibrationPoint,
    Contribution,
    Curve,
    ForestRow,
    Interval,
    Mark,
    RatioPanel,
    RatioRow,
    Text,
    calibration_chart,
    contribution_bars,
    distribution_chart,
    forest,
    frontier_chart,
    information_chart,
    ratio_chart,
    survival_curve_chart,
)
from maatwerk.science.errors import ScienceError

SVG = "{http://www.w3.org/2000/svg}"
NAN, INF = float("nan"), float("inf")
HOSTILE = '<script>alert("x")</script>&\x00\x0b' + "'\ud800"


def every_chart(word="Name", *, language="en", width=640):
    text = Text(word, word, x=word, y=word, language=language)
    return {
        "contributions": contribution_bars(
            [Contribution(word, 0.42, 0.1, 0.7, word), Contribution("b", -0.31)], text=text, width=width
        ),
        "survival": survival_curve_chart(
            [
                Curve(word, [0, 3, 6], [1, 0.9, 0.8], [1, 0.85, 0.7], [1, 0.95, 0.9]),
                Curve("b", [0, 6], [1, 0.5]),
            ],
            text=text,
            horizons=[3],
            width=width,
        ),
        "forest": forest(
            [
                ForestRow(word, (Interval(0.1, -0.2, 0.4), Interval(0.2, 0.1, 0.3))),
                ForestRow("b", (None, Interval(0, -1, 1))),
            ],
            text=text,
            series=(word, "after"),
            width=width,
        ),
        "calibration": calibration_chart(
            [CalibrationPoint(0.2, 0.25, 0.1, 0.4, 30), CalibrationPoint(0.8, 0.7, 0.6, 0.9, 60)],
            smooth=Curve(word, [0.1, 0.9], [0.2, 0.8], [0.1, 0.7], [0.3, 0.9]),
            text=text,
            width=width,
        ),
        "ratio": ratio_chart(
            [RatioPanel(word, (RatioRow(word, Interval(0.7, 0.5, INF), 40), RatioRow("b", None, 3, word)))],
            text=text,
            threshold_label=word,
            width=width,
        ),
        "frontier": frontier_chart(
            [0.3, 0.8],
            [0.4, 0.2],
            text=text,
            named=[(0.5, 0.3, word)],
            ranges=[(0.4, 0.7, 0.2, 0.35)],
            width=width,
        ),
        "information": information_chart([-1, 0, 1], [2, 5, 2], text=text, targets=[(4, word)], width=width),
        "distribution": distribution_chart(
            [0, 1, 2, 4],
            [3, 5, 2],
            text=text,
            density=([0, 2, 4], [0.1, 0.4, 0]),
            marks=[Mark(1.5, word)],
            width=width,
        ),
    }


KINDS = list(every_chart())


def parse(chart):
    return ET.fromstring(chart.svg)  # our own output


def elements(chart, name):
    return parse(chart).iter(SVG + name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [340, 640])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_chart_is_an_accessible_image_with_a_table(kind, width, language):
    chart = every_chart(language=language, width=width)[kind]
    root = parse(chart)
    assert root.tag == SVG + "svg"
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (SVG + "title", SVG + "desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Name"
    assert chart.table
    assert {len(row) for row in chart.table} == {len(chart.columns)}
    assert all(isinstance(cell, str) for row in chart.table for cell in row)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text(kind):
    chart = every_chart(HOSTILE)[kind]
    root = parse(chart)  # well-formed in spite of control characters and half a surrogate pair
    assert not list(root.iter(SVG + "script"))
    assert root[0].text == '<script>alert("x")</script>&\''
    assert 'alert("x")' not in chart.svg


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_strict_content_security_policy_forbids(kind):
    chart = every_chart()[kind]
    for element in parse(chart).iter():
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value
    assert "<style" not in chart.svg


@pytest.mark.parametrize("kind", KINDS)
def test_colours_come_from_the_page_and_can_be_fixed(kind):
    chart = every_chart()[kind]
    for colour in re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg):
        assert colour in ("none", "currentColor") or re.fullmatch(
            r"var\(--chart-[\w]+, #[0-9a-f]{6}\)", colour
        )
    alone = chart.standalone()
    assert "var(" not in alone
    assert "currentColor" not in alone
    assert "inherit" not in alone
    ET.fromstring(alone)


@pytest.mark.parametrize("kind", KINDS)
def test_same_facts_same_bytes_and_other_facts_other_ids(kind):
    one, again, other = every_chart()[kind], every_chart()[kind], every_chart("Other")[kind]
    assert one == again
    assert parse(one)[0].get("id") != parse(other)[0].get("id")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [340, 640])
def test_all_shapes_lie_inside_the_drawing(kind, width):
    chart = every_chart(width=width)[kind]
    root = parse(chart)
    _, _, wide, high = map(float, root.get("viewBox").split())
    for element in root.iter():
        for x_name, y_name in (("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")):
            if element.get(x_name) is not None:
                assert -0.01 <= float(element.get(x_name)) <= wide + 0.01
                assert -0.01 <= float(element.get(y_name)) <= high + 0.01
        if element.get("d"):
            numbers = [float(value) for value in re.findall(r"-?[\d.]+", element.get("d"))]
            assert all(-0.01 <= x <= wide + 0.01 for x in numbers[::2])
            assert all(-0.01 <= y <= high + 0.01 for y in numbers[1::2])


def test_bars_are_as_long_as_their_values():
    text = Text("t")
    values = [0.5, 0.25, -0.5, -0.125]
    chart = contribution_bars([Contribution(str(value), value) for value in values], text=text)
    widths = [float(bar.get("width")) for bar in elements(chart, "rect")]
    assert [wide / widths[0] for wide in widths] == pytest.approx(
        [abs(value) / 0.5 for value in values], rel=1e-3
    )
    written = [row[1] for row in chart.table]
    assert written == ["+0.50", "+0.25", "−0.50", "−0.12"]


def test_survival_line_passes_through_its_values():
    chart = survival_curve_chart([Curve("a", [0, 5, 10], [1, 0.5, 0.25])], text=Text("t"), steps=False)
    line = next(found for found in elements(chart, "path") if found.get("fill") == "none")
    xy = [tuple(map(float, point.split())) for point in line.get("d")[1:].split("L")]
    (x0, top), (x1, y1), (x2, y2) = xy
    assert (x1 - x0) / (x2 - x0) == pytest.approx(0.5, abs=1e-3)
    bottom = top + (y1 - top) / 0.5
    assert y2 == pytest.approx(bottom + (top - bottom) * 0.25, abs=0.02)


def test_a_step_curve_keeps_its_value_until_the_next_time():
    curve = Curve("a", [0, 4, 8], [1, 0.8, 0.6])
    for steps, words in ((True, "80%"), (False, "70%")):
        chart = survival_curve_chart([curve], text=Text("t"), horizons=[6], steps=steps)
        assert any(found.text == words and found.get("font-weight") for found in elements(chart, "text"))


def test_a_bound_outside_the_axis_ends_in_an_arrow():
    panel = RatioPanel("p", (RatioRow("a", Interval(1.1, 0.9, INF), 9),))
    chart = ratio_chart([panel], text=Text("t"))
    assert len(list(elements(chart, "path"))) == 1  # the arrow head
    assert chart.table[0][2:5] == ("1.10", "0.90", "∞")
    closed = ratio_chart([RatioPanel("p", (RatioRow("a", Interval(1.1, 0.9, 1.4), 9),))], text=Text("t"))
    assert not list(elements(closed, "path"))


def test_ratios_are_drawn_on_a_logarithmic_axis():
    rows = tuple(RatioRow(str(ratio), Interval(ratio, ratio, ratio), 99) for ratio in (0.5, 1.0, 2.0))
    chart = ratio_chart([RatioPanel("p", rows)], text=Text("t"))
    half, one, two = (float(dot.get("cx")) for dot in elements(chart, "circle"))
    assert two - one == pytest.approx(one - half, abs=0.02)


def test_histogram_areas_are_proportional_to_counts():
    chart = distribution_chart([0, 1, 2, 6], [4, 8, 8], text=Text("t"))
    bars = [(float(bar.get("width")) + 1) * float(bar.get("height")) for bar in elements(chart, "rect")]
    assert bars[1] / bars[0] == pytest.approx(2, rel=1e-2)
    assert bars[2] / bars[1] == pytest.approx(1, rel=1e-2)


def test_numbers_are_written_as_the_language_does():
    assert Text("t", language="nl").number(-1234.5, 1) == "−1234,5"
    assert Text("t").number(-0.001) == "0.00"
    assert Text("t").number(NAN) == Text("t").number(None) == "–"
    assert Text("t").percent(0.126, 1) == "12.6%"
    rows = every_chart(language="nl")["forest"].table
    assert rows[0][2:] == ("0,10", "−0,20", "0,40")
    assert rows[2][2:] == ("–", "–", "–")


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 9))
def test_ticks_are_round_inside_the_range_and_equally_far_apart(low, span, about):
    from maatwerk.science.charts._scale import Scale

    ticks = Scale(low, low + span, 0, 1).ticks(about)
    assert 1 <= len(ticks) <= 2 * about + 1
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)
    gaps = [after - before for before, after in itertools.pairwise(ticks)]
    assert all(math.isclose(gap, gaps[0], rel_tol=1e-5, abs_tol=1e-9) for gap in gaps)


@pytest.mark.parametrize(("low", "high"), [(0.125, 8), (0.5, 1.6), (0.9, 1.1), (0.001, 1000)])
def test_logarithmic_ticks_stay_inside_the_range(low, high):
    from maatwerk.science.charts._scale import Scale

    ticks = Scale(low, high, 0, 1, log=True).ticks(6)
    assert 1 <= len(ticks) <= 13
    assert all(low <= tick <= high for tick in ticks)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4))
def test_labels_at_line_ends_do_not_overlap(wanted):
    from maatwerk.science.charts._axes import spread_labels

    placed = spread_labels(wanted, 16, (0, 100))
    ordered = sorted(placed)
    assert all(after - before >= 16 - 1e-9 for before, after in itertools.pairwise(ordered))
    assert max(placed) <= 100


def test_long_names_are_broken_and_shortened():
    from maatwerk.science.charts._words import width_of, wrap

    lines = wrap("Structured interview about behaviour in earlier work and study", 120)
    assert len(lines) == 2
    assert all(width_of(part) <= 120 for part in lines)
    assert lines[1].endswith("…")
    assert wrap("Short", 120) == ["Short"]


T = Text("t")


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("items", lambda: contribution_bars([], text=T)),
        ("items", lambda: contribution_bars([Contribution("a", NAN)], text=T)),
        ("items", lambda: contribution_bars([Contribution("a", 1, 0)], text=T)),
        ("items", lambda: contribution_bars([Contribution("a", 1, 2, 3)], text=T)),
        ("curves", lambda: survival_curve_chart([], text=T)),
        ("x", lambda: survival_curve_chart([Curve("a", [0, NAN], [1, 1])], text=T)),
        ("x", lambda: survival_curve_chart([Curve("a", [1, 0], [1, 1])], text=T)),
        ("x", lambda: survival_curve_chart([Curve("a", [0, 0], [1, 1])], text=T)),
        ("x", lambda: survival_curve_chart([Curve("a", [-1, 0], [1, 1])], text=T)),
        ("y", lambda: survival_curve_chart([Curve("a", [0, 1], [1, 2])], text=T)),
        ("y", lambda: survival_curve_chart([Curve("a", [0, 1], [1])], text=T)),
        ("low", lambda: survival_curve_chart([Curve("a", [0, 1], [1, 1], [1, 1])], text=T)),
        ("horizons", lambda: survival_curve_chart([Curve("a", [0, 1], [1, 1])], text=T, horizons=[2])),
        ("rows", lambda: forest([], text=T)),
        ("rows", lambda: forest([ForestRow("a", (None,))], text=T)),
        ("intervals", lambda: forest([ForestRow("a", ())], text=T)),
        ("interval", lambda: forest([ForestRow("a", (Interval(NAN, 0, 1),))], text=T)),
        ("interval", lambda: forest([ForestRow("a", (Interval(2, 0, 1),))], text=T)),
        ("panels", lambda: ratio_chart([], text=T)),
        ("interval", lambda: ratio_chart([RatioPanel("p", (RatioRow("a", Interval(1, -1, 2)),))], text=T)),
        (
            "threshold",
            lambda: ratio_chart([RatioPanel("p", (RatioRow("a", Interval(1, 1, 2)),))], text=T, threshold=0),
        ),
        ("points", lambda: calibration_chart([], text=T)),
        ("points", lambda: calibration_chart([CalibrationPoint(0.2, 0.5, 0.6, 0.7, 3)], text=T)),
        ("information", lambda: information_chart([0, 1], [1, -1], text=T)),
        ("information", lambda: information_chart([1, 0], [1, 1], text=T)),
        ("impact", lambda: frontier_chart([0.5], [1.5], text=T)),
        (
            "ranges",
            lambda: frontier_chart([0.5], [0.5], text=T, named=[(0.5, 0.5, "a")], ranges=[(0, 1, 0, 1)] * 2),
        ),
        ("validity", lambda: frontier_chart([0.5], [NAN], text=T)),
        ("counts", lambda: distribution_chart([0, 1], [0], text=T)),
        ("counts", lambda: distribution_chart([1, 0], [1], text=T)),
        ("density", lambda: distribution_chart([0, 1], [1], text=T, density=([0, 1], [NAN, 1]))),
        ("marks", lambda: distribution_chart([0, 1], [1], text=T, marks=[Mark(INF, "a")])),
    ],
)
def test_bad_input_names_its_argument(argument, call):
    with pytest.raises(ScienceError) as refused:
        call()
    assert refused.value.argument == argument
