"""Tables of many groups: known rates, invariance, and what suppression must never give away."""

from itertools import product

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import (
    Tally,
    impact_table,
    impact_tables,
    impact_tables_from_counts,
    tally,
)
from maatwerk.science.fairness._suppression import suppress
from realdata import shared


def people(**counts):
    """Labels and outcomes for groups given as name=(selected, applicants)."""
    labels, chosen = [], []
    for name, (selected, applicants) in counts.items():
        labels += [name] * applicants
        chosen += [1] * selected + [0] * (applicants - selected)
    return labels, chosen


def test_highest_rate_is_the_reference():
    table = impact_table(*people(a=(12, 40), b=(48, 80), c=(20, 50)), attribute="sex")
    assert table.reference == "b"
    assert [row.applicants for row in table.rows] == [40, 80, 50]
    assert table.row("a").impact.ratio.estimate == 0.5
    assert table.row("b").impact is None
    assert table.lowest.group == "a"
    assert table.n == 170
    assert (table.applicants, table.selected, table.unknown_applicants) == (170, 80, 0)
    assert table.attributes == ("sex",)


def test_unknown_groups_are_counted_and_not_compared():
    labels, chosen = people(a=(12, 40), b=(48, 80))
    table = impact_table([*labels, None, "", float("nan")], [*chosen, 1, 0, 0])
    assert (table.unknown_applicants, table.unknown_selected, table.applicants) == (3, 1, 123)
    assert {row.group for row in table.rows} == {"a", "b"}
    assert [item.code for item in table.caveats] == ["unknown_group"]


def test_order_and_labels_do_not_matter():
    labels, chosen = people(a=(12, 40), b=(48, 80), c=(20, 50))
    order = np.random.default_rng(1).permutation(len(labels))
    first = impact_table(labels, chosen)
    second = impact_table(np.array(labels)[order], np.array(chosen)[order].astype(bool))
    renamed = impact_table([{"a": 1, "b": 2, "c": 3}[label] for label in labels], chosen)
    assert first == second
    assert [row.impact for row in renamed.rows] == [row.impact for row in first.rows]


def test_one_small_group_takes_the_next_with_it():
    table = impact_table(*people(a=(12, 40), b=(48, 80), c=(1, 4), d=(10, 30)), smallest_cell=10)
    assert {row.group for row in table.rows if row.suppressed} == {"c", "d"}
    assert all(row.rate is None and row.applicants is None for row in table.rows if row.suppressed)
    assert table.reference == "b"


def test_two_tiny_groups_do_not_hide_each_other():
    # c and d together are 5 people, which the total gives away: a third group has to go
    table = impact_table(*people(a=(12, 40), b=(48, 80), c=(1, 3), d=(1, 2)), smallest_cell=10)
    assert {row.group for row in table.rows if row.suppressed} == {"a", "c", "d"}


def test_three_tiny_groups_do_not_hide_each_other():
    # no two of them follow from the rest, but all three together do, and are 6 people
    table = impact_table(*people(a=(12, 40), b=(48, 80), c=(1, 2), d=(1, 2), e=(0, 2)), smallest_cell=10)
    assert {row.group for row in table.rows if row.suppressed} == {"a", "c", "d", "e"}


def test_only_two_groups_one_small():
    table = impact_table(*people(a=(12, 40), b=(3, 5)), smallest_cell=10)
    assert all(row.suppressed for row in table.rows)
    assert table.reference is None
    assert table.explain("nl").startswith("45 personen; geen groepen om te vergelijken.")


def test_groups_of_one_everywhere():
    table = impact_table(list("abcdef"), [1, 0, 1, 0, 1, 0])
    assert all(row.suppressed for row in table.rows)


def test_nobody_selected_gives_rates_and_no_ratio():
    table = impact_table(*people(a=(0, 40), b=(0, 30)))
    assert [row.rate.estimate for row in table.rows] == [0, 0]
    assert table.reference is None
    assert "nothing_to_compare" in {item.code for item in table.caveats}


def test_reference_by_name_and_by_share():
    groups = people(a=(20, 100), b=(30, 100), c=(2, 3))
    assert impact_table(*groups, smallest_cell=0).reference == "c"
    assert impact_table(*groups, smallest_cell=0, smallest_share=0.02).reference == "b"
    named = impact_table(*groups, smallest_cell=0, reference="a")
    assert named.row("b").impact.ratio.estimate == 1.5


def test_intersections_agree_with_their_margins():
    rng = np.random.default_rng(8)
    sex, race = rng.choice(["m", "f"], 900), rng.choice(["x", "y", "z"], 900)
    chosen = rng.random(900) < 0.4
    tables = impact_tables({"sex": sex, "race": race}, chosen, smallest_cell=5)
    crossed = tables[("sex", "race")]
    for level, margin in product("mf", [tables[("sex",)]]):
        cells = [row for row in crossed.rows if row.levels[0] == level]
        assert sum(row.applicants for row in cells) == margin.row(level).applicants
        assert sum(row.selected for row in cells) == margin.row(level).selected
    assert crossed.row("m", "x").applicants == ((sex == "m") & (race == "x")).sum()


def published(tables, attributes):
    """Everything a reader of the tables knows: 0/1 equations over the atomic cells and their totals."""
    levels = [sorted({row.levels[0] for row in tables[(name,)].rows}) for name in attributes]
    atoms = list(product(*levels))
    rows, totals = [np.ones(len(atoms))], [next(iter(tables.values())).applicants]
    for crossed, table in tables.items():
        positions = [attributes.index(name) for name in crossed]
        for row in table.rows:
            if not row.suppressed:
                rows.append(
                    np.array([float(tuple(atom[p] for p in positions) == row.levels) for atom in atoms])
                )
                totals.append(row.applicants)
    return atoms, np.array(rows), np.array(totals)


@pytest.mark.parametrize("seed", range(60))
def test_no_small_cell_follows_from_all_tables_together(seed):
    """Attack: solve everything published, and read off every total of people that the equations fix."""
    rng = np.random.default_rng(seed)
    attributes = ["one", "two"]
    one = rng.choice(list("abc"), 120, p=[0.6, 0.32, 0.08])
    two = rng.choice(list("uvwx"), 120, p=[0.5, 0.3, 0.12, 0.08])
    tables = impact_tables({"one": one, "two": two}, rng.random(120) < 0.5, smallest_cell=8)
    atoms, equations, totals = published(tables, attributes)
    null = np.linalg.svd(equations)[2][np.linalg.matrix_rank(equations) :]
    solution = np.linalg.lstsq(equations, totals, rcond=None)[0]
    for size in (1, 2):  # single cells, and pairs within a line
        for chosen in product(range(len(atoms)), repeat=size):
            target = np.zeros(len(atoms))
            target[list(chosen)] = 1
            in_line = len({atoms[i][0] for i in chosen}) == 1 or len({atoms[i][1] for i in chosen}) == 1
            if in_line and np.abs(null @ target).max(initial=0) < 1e-9:
                assert round(float(target @ solution)) == 0 or target @ solution > 8 - 1e-6


def test_suppression_without_threshold_withholds_nothing():
    cells = np.eye(3, dtype=bool)
    assert not suppress(cells, np.array([1, 1, 1]), threshold=0).any()
    with pytest.raises(ScienceError, match="threshold"):
        suppress(cells, np.array([1, 1, 1]), threshold=-1)


def test_counts_give_the_same_tables_as_people():
    rng = np.random.default_rng(3)
    one = rng.choice(["m", "f", ""], 300, p=[0.5, 0.4, 0.1]).tolist()
    two = rng.choice(["x", "y"], 300).tolist()
    chosen = rng.random(300) < 0.3
    counts = {}
    for a, b, c in zip(one, two, chosen, strict=True):
        hits, total = counts.get((a or None, b), (0, 0))
        counts[(a or None, b)] = (hits + int(c), total + 1)
    from_counts = impact_tables_from_counts(Tally.from_counts(["one", "two"], counts))
    assert from_counts == impact_tables({"one": one, "two": two}, chosen)


@pytest.mark.realdata
def test_new_haven_promotions():
    # README of ricci-firefighters: rates as in Ricci v. DeStefano, 557 U.S. 557 (2009)
    import csv

    with shared("data/ricci-firefighters/ricci.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["Position"] == "Lieutenant"]
    table = impact_table(
        [row["Race"] for row in rows], [float(row["Combine"]) >= 70 for row in rows], smallest_cell=0
    )
    assert table.reference == "W"
    assert (table.row("W").selected, table.row("W").applicants) == (25, 43)
    assert round(table.row("B").impact.ratio.estimate, 3) == 0.543
    assert round(table.row("H").impact.ratio.estimate, 3) == 0.344
    assert round(table.row("H").impact.fisher_p, 3) == 0.016
    assert table.row("B").impact.fisher_p > 0.05


@pytest.mark.realdata
def test_call_backs_by_name():
    import csv

    with shared("data/resume-audit/resume_names.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    tables = impact_tables(
        {"ethnicity": [row["ethnicity"] for row in rows], "gender": [row["gender"] for row in rows]},
        [row["call"] == "yes" for row in rows],
    )
    impact = tables[("ethnicity",)].row("afam").impact
    assert (impact.selected, impact.applicants, impact.reference_selected) == (157, 2435, 235)
    assert round(impact.ratio.estimate, 3) == 0.668
    assert round(impact.z, 2) == -4.11
    assert len(tables[("ethnicity", "gender")].rows) == 4


@pytest.mark.parametrize(
    ("groups", "selected", "argument"),
    [
        (["a", "b"], [1], "group"),
        (["a", "b"], [1, 2], "selected"),
        (["a", "b"], [1, float("nan")], "selected"),
        (["a", "b"], ["yes", "no"], "selected"),
        ([["a"], ["b"]], [[1], [0]], "selected"),
        ([], [], "selected"),
    ],
)
def test_contradictions_are_refused(groups, selected, argument):
    with pytest.raises(ScienceError) as caught:
        impact_table(groups, selected)
    assert caught.value.argument == argument


def test_unknown_names_are_refused():
    groups = people(a=(5, 20), b=(5, 20))
    with pytest.raises(ScienceError, match="reference"):
        impact_table(*groups, reference="z")
    with pytest.raises(ScienceError, match="smallest_share"):
        impact_table(*groups, smallest_share=1)
    with pytest.raises(ScienceError, match="crossings"):
        impact_tables({"x": groups[0]}, groups[1], crossings=[("x", "y")])
    with pytest.raises(ScienceError, match="attributes"):
        impact_tables({}, groups[1])
    with pytest.raises(ScienceError, match="levels"):
        impact_table(*groups).row("z")
    with pytest.raises(ScienceError, match="counts"):
        Tally.from_counts(["x", "y"], {("a",): (1, 2)})
    with pytest.raises(InsufficientDataError):
        Tally.from_counts(["x"], {("a",): (0, 0)})


def test_explanation_names_the_lowest_group():
    table = impact_table(*people(a=(12, 40), b=(48, 80)))
    assert table.explain() == (
        "Of 120 people, the lowest selection rate is that of a (30%), against 60% for b: a ratio of 0.50 "
        "(interval 0.30 to 0.83)."
    )


@pytest.mark.realdata
def test_recruitment_at_an_engineering_firm():
    # README of akkodis-recruitment: 343 women .4315 positive, 1,427 men .3518
    import csv

    with shared("data/akkodis-recruitment/candidates_dev.csv").open() as lines:
        rows = [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(lines)]
    tables = impact_tables(
        {"sex": [row["Sex"] for row in rows], "age": [row["Age Bin"] for row in rows]},
        [row["Status"] == "Positive" for row in rows],
    )
    women, men = tables[("sex",)].row("Female"), tables[("sex",)].row("Male")
    assert (women.applicants, round(women.rate.estimate, 4)) == (343, 0.4315)
    assert (men.applicants, round(men.rate.estimate, 4)) == (1427, 0.3518)
    assert tables[("sex",)].reference == "Female"
    assert round(men.impact.ratio.estimate, 3) == round(0.3518 / 0.4315, 3)
    shown = [row for row in tables[("sex", "age")].rows if not row.suppressed]
    assert min(row.applicants for row in shown) >= 10


def test_two_releases_differ_by_nobody_or_by_enough():
    rng = np.random.default_rng(11)
    one, two = rng.choice(list("abc"), 400), rng.choice(list("uvw"), 400)
    chosen = rng.random(400) < 0.3
    first = tally({"one": one[:300], "two": two[:300]}, chosen[:300])
    for people_now in (301, 330, 400):
        now = tally({"one": one[:people_now], "two": two[:people_now]}, chosen[:people_now])
        release = now.hold_back(first, smallest_cell=12)
        before, after = first.counts(), release.counts()
        changes = [after[key][1] - before[key][1] for key in before]
        assert all(change == 0 or change >= 12 for change in changes)
        assert all(
            after[key] == before[key] for key, change in zip(before, changes, strict=True) if not change
        )
    assert any(changes)


def test_a_new_or_corrected_cell_waits():
    before = Tally.from_counts(["team"], {("a",): (5, 30)})
    now = Tally.from_counts(["team"], {("a",): (6, 30), ("b",): (1, 4), (None,): (2, 20)})
    assert now.hold_back(before, smallest_cell=10).counts() == {("a",): (5, 30), (None,): (2, 20)}
    with pytest.raises(ScienceError, match="previous"):
        now.hold_back(Tally.from_counts(["site"], {("a",): (5, 30)}), smallest_cell=10)


def test_of_so_few_people_not_even_the_groups_are_named():
    """Two people, both of one age: a withheld row “40-49” beside a total of 2 would tell the age of both."""
    found = impact_tables({"age": ["40-49", "40-49"], "sex": ["f", "m"]}, [0, 1])
    assert {name: table.rows for name, table in found.items()} == {
        ("age",): (),
        ("sex",): (),
        ("age", "sex"): (),
    }
    nine_of_many = impact_table(["a"] * 9 + [None] * 40, [1] * 49, attribute="group")
    assert nine_of_many.rows == ()
    assert nine_of_many.unknown_applicants == 40
    ten = impact_table(["a"] * 10, [1] * 10, attribute="group")
    assert [row.applicants for row in ten.rows] == [10]
