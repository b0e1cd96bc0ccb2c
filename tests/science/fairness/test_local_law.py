"""Local Law 144: the city's example, the median rule, the 2 % list, and published audits recomputed."""

import csv
from collections import defaultdict
from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness import Tally, local_law_144, local_law_144_from_counts
from realdata import shared

SEX = {("M",): (667, 1390), ("F",): (555, 1181)}
RACE = {
    ("White",): (412, 797),
    ("Black",): (170, 390),
    ("Asian",): (302, 616),
    ("NHPI",): (52, 119),
    ("Two or more",): (96, 213),
}


def ratios(attribute, counts, **options):
    audit = local_law_144_from_counts(Tally.from_counts([attribute], counts), **options)
    return {row.group: row.impact_ratio for row in audit.tables[(attribute,)].rows}


def test_selection_example_of_the_department():
    # DCWP rule of 2023, example table for selection rates
    found = ratios("sex", SEX)
    assert found["M"] == 1
    assert round(found["F"], 3) == 0.979
    found = {group: round(ratio, 3) for group, ratio in ratios("race", RACE).items()}
    assert found == {"White": 1, "Black": 0.843, "Asian": 0.948, "NHPI": 0.845, "Two or more": 0.872}


def test_scoring_rate_is_above_the_full_sample_median():
    audit = local_law_144({"group": list("AAAABBBB")}, scores=[1, 2, 3, 4, 3, 5, 6, 7])
    table = audit.tables[("group",)]
    assert audit.kind == "scoring"
    assert audit.median == 3.5
    assert (table.row("A").rate, table.row("B").rate) == (0.25, 0.75)
    assert round(table.row("A").impact_ratio, 3) == 0.333


def test_a_tie_at_the_median_does_not_count():
    audit = local_law_144({"group": list("AAABBB")}, scores=[1, 3, 3, 3, 4, 5])
    assert audit.tables[("group",)].row("A").selected == 0


def test_unknown_people_count_for_the_median_and_are_counted():
    audit = local_law_144({"group": ["A", "A", "B", "B", None, None]}, scores=[1, 2, 2, 3, 9, 9])
    assert audit.median == 2.5
    assert audit.tables[("group",)].unknown == 2


def test_a_category_under_two_per_cent_is_listed_without_ratio():
    # 41 of 2,571 people are 1.6 %: number and rate are listed, no ratio, and it cannot be the highest rate
    counts = {("White",): (412, 797), ("Asian",): (302, 616), ("Black",): (500, 1117), ("Native",): (40, 41)}
    audit = local_law_144_from_counts(Tally.from_counts(["race"], counts))
    row = audit.tables[("race",)].row("Native")
    assert row.listed_only
    assert (row.applicants, row.impact_ratio) == (41, None)
    assert isclose(row.rate, 40 / 41)
    assert round(row.share, 3) == 0.016
    assert audit.tables[("race",)].row("White").impact_ratio == 1


def test_intersections_come_with_it():
    rng = np.random.default_rng(5)
    audit = local_law_144(
        {"sex": rng.choice(["M", "F"], 500), "race": rng.choice(["X", "Y"], 500)},
        selected=rng.random(500) < 0.5,
    )
    assert set(audit.tables) == {("sex",), ("race",), ("sex", "race")}
    assert max(row.impact_ratio for row in audit.tables[("sex", "race")].rows) == 1
    assert "not an independent audit" in audit.explain()
    assert "geen onafhankelijke audit" in audit.explain("nl")


def test_small_cells_can_be_withheld():
    audit = local_law_144_from_counts(
        Tally.from_counts(["race"], {**RACE, ("Native",): (1, 4)}), smallest_cell=10
    )
    hidden = {row.group for row in audit.tables[("race",)].rows if row.suppressed}
    assert hidden == {"Native", "NHPI"}


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({}, "selected"),
        ({"selected": [1, 0], "scores": [1, 2]}, "selected"),
        ({"scores": [1, float("nan")]}, "scores"),
        ({"scores": []}, "scores"),
    ],
)
def test_unclear_outcomes_are_refused(options, argument):
    with pytest.raises(ScienceError) as caught:
        local_law_144({"group": ["A", "B"]}, **options)
    assert caught.value.argument == argument


@pytest.mark.parametrize("attributes", [{"sex": [None] * 6}, {"sex": ["M", "F"] * 3}])
def test_without_ratios_it_still_says_what_was_counted(attributes):
    audit = local_law_144(attributes, selected=[0] * 6)
    assert audit.explain().startswith("Selection rates of 6 people")
    assert [item.code for item in audit.caveats] == ["nothing_to_compare"]


def test_unknown_category_is_refused():
    audit = local_law_144({"group": ["A", "B"]}, selected=[1, 0])
    with pytest.raises(ScienceError, match="levels"):
        audit.tables[("group",)].row("C")


def published_tables():
    """Groups of (label, selected, applicants, published ratio), one per table of an audit."""
    tables = defaultdict(list)
    with shared("data/ll144-bias-audits/audits_dev.csv").open() as lines:
        for row in csv.DictReader(lines):
            key = tuple(
                row[name]
                for name in ("audit_id", "selection_or_scoring_rate", "position", "protected_char_group")
            )
            tables[key].append(row)
    return tables.values()


FIGURES = ("n_selected_or_n_above_median", "number_of_applications", "result", "impact_ratio")


def complete(rows):
    """Rows of a known group with all four figures."""
    known = [row for row in rows if "Unknown" not in row["race_ethnicity"] + row["sex"]]
    return [row for row in known if not {row[name] for name in FIGURES} & {"", "NA"}]


def is_consistent(rows):
    """The publisher's own figures agree: whole counts, their rates, and ratios to the highest rate."""
    figures = np.array([[float(row[name]) for name in FIGURES] for row in rows]).reshape(-1, 4)
    chosen, people, rates, ratios = figures.T
    return (
        len(rows) > 1
        and bool((figures[:, :2] % 1 == 0).all())
        and bool((np.abs(chosen - people * rates) < 0.006 * people).all())
        and bool((np.abs(rates / rates.max() - ratios) < 0.01).all())
    )


@pytest.mark.realdata
def test_published_audits_are_reproduced():
    """In every published table whose own figures agree, our ratios are the published ones to rounding."""
    compared, off = 0, []
    for rows in published_tables():
        rows = complete(rows)
        labels = [row["race_ethnicity"] + "/" + row["sex"] for row in rows]
        if len(set(labels)) < len(labels) or not is_consistent(rows):
            continue
        counts = {
            (label,): (float(row["n_selected_or_n_above_median"]), float(row["number_of_applications"]))
            for label, row in zip(labels, rows, strict=True)
        }
        found = ratios("group", counts, smallest_share=0)
        highest = max(float(row["result"]) for row in rows)
        for label, row in zip(labels, rows, strict=True):
            compared += 1
            rounding = 0.005 + 0.005 * (1 + float(row["impact_ratio"])) / highest  # all printed to .01
            if abs(found[label] - float(row["impact_ratio"])) > rounding:
                off.append((row["audit_id"], label, found[label], row["impact_ratio"]))
    assert compared > 100
    assert not off
