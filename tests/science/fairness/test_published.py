"""Printed tables recomputed: what they compare with, and where they contradict themselves."""

import csv
from collections import Counter, defaultdict

import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness import PublishedRow, check_published
from realdata import shared


def row(group, applicants, selected, rate=None, ratio=None, step=0.001):
    return PublishedRow(
        group=group,
        applicants=applicants,
        selected=selected,
        rate=rate,
        ratio=ratio,
        rate_step=step,
        ratio_step=step,
    )


def test_the_example_of_the_city_agrees_with_itself():
    # DCWP rule of 2023, example table for selection rates by race/ethnicity
    rows = [
        row("White", 797, 412, 0.517, 1.0),
        row("Black", 390, 170, 0.436, 0.843),
        row("Asian", 616, 302, 0.490, 0.948),
    ]
    found = check_published(rows)
    assert (found.comparator, found.compared_with) == ("highest", "White")
    assert (found.ratios, found.agreeing, found.rates, found.rates_agreeing) == (3, 3, 3, 3)
    assert not found.contradicts_itself


def test_another_comparator_is_found_and_named():
    rows = [row("women", 100, 60, 0.6, 1.5), row("men", 100, 40, 0.4, 1.0), row("others", 100, 20, 0.2, 0.5)]
    found = check_published(rows)
    assert (found.comparator, found.compared_with, found.agreeing) == ("named", "men", 3)
    assert "men" in found.explain()
    assert "niet het hoogste" in found.explain("nl")


def test_a_small_group_that_was_left_out_is_recognised():
    # 10 of 2,010 people are under 2 %: their rate is the highest and was not compared with (6 RCNY 5-301(d))
    rows = [row("a", 1000, 500, 0.5, 1.0), row("b", 1000, 400, 0.4, 0.8), row("c", 10, 9, 0.9, None)]
    assert check_published(rows).comparator == "highest_listed"


def test_a_printed_rate_that_its_counts_do_not_give_is_a_contradiction():
    found = check_published([row("a", 100, 50, 0.55, 1.0), row("b", 100, 40, 0.40, 0.727)])
    assert [one.group for one in found.contradictions] == ["a"]


def test_rounding_is_no_contradiction():
    # 2/3 and 1/3, both printed to two decimals; their ratio .5 from .33 / .67 = .4925
    found = check_published([row("a", 3, 2, 0.67, 1.0, 0.01), row("b", 3, 1, 0.33, 0.49, 0.01)])
    assert not found.contradicts_itself


def test_ratios_that_follow_from_nothing_are_said():
    found = check_published([row("a", 100, 50, 0.5, 0.31), row("b", 100, 40, 0.4, 0.33)])
    assert (found.comparator, found.agreeing) == ("none", 0)


@pytest.mark.parametrize(
    "rows", [[], [row("a", 1, 1), row("a", 1, 1)], [row("a", 1, 1, 1.5)], [row("a", 1, 1, 0.5, float("inf"))]]
)
def test_what_is_no_table_is_refused(rows):
    with pytest.raises(ScienceError):
        check_published(rows)


def published():
    """The groups of every published table: audit by kind of group, without totals of people unknown."""
    tables = defaultdict(dict)
    with shared("data/ll144-bias-audits/audits_dev.csv").open() as lines:
        for one in csv.DictReader(lines):
            key = (one["audit_id"], one["protected_char_group"])
            group = f"{one['race_ethnicity']}/{one['sex']}"
            if "NA" not in (one["result"], one["impact_ratio"]) and "" not in (
                one["result"],
                one["impact_ratio"],
            ):
                tables[key].setdefault(group, one)
    return tables


@pytest.mark.realdata
def test_published_audits_compare_with_what_their_readme_says():
    """861 of 2,122 printed ratios are the rate over the highest of the same audit and kind of group, to .01.

    37 lie at .01 exactly, on either side of it in binary fractions: the readme's number lies between both ways to count.
    """
    inside, with_edge, total, kinds = 0, 0, 0, Counter()
    with shared("data/ll144-bias-audits/audits_dev.csv").open() as lines:
        rows = [one for one in csv.DictReader(lines) if not {one["result"], one["impact_ratio"]} & {"", "NA"}]
    tables = defaultdict(list)
    for one in rows:
        tables[one["audit_id"], one["protected_char_group"]].append(one)
    for found in tables.values():
        highest = max(float(one["result"]) for one in found)
        total += len(found)
        off = [abs(float(one["result"]) / highest - float(one["impact_ratio"])) for one in found if highest]
        inside += sum(one < 0.01 - 1e-9 for one in off)
        with_edge += sum(one < 0.01 + 1e-9 for one in off)
    assert total == 2122
    assert inside <= 861 <= with_edge
    assert with_edge - inside <= 40
    for groups in published().values():
        made = [
            PublishedRow(
                group=name,
                rate=float(one["result"]),
                ratio=float(one["impact_ratio"]),
                rate_step=0.001,
                ratio_step=0.01,
            )
            for name, one in groups.items()
        ]
        kinds[check_published(made).comparator] += 1
    assert kinds["highest"] > kinds["named"] > 0  # other comparators are found, not called wrong
