"""Tables overall and within parts: they add up, compare within the part, and give no small group away together."""

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness import Tally, impact_by_part, impact_tables_from_counts, tally

COUNTS = {
    ("f", "web"): (20, 100),
    ("m", "web"): (40, 100),
    ("f", "fair"): (30, 60),
    ("m", "fair"): (30, 60),
    (None, "web"): (1, 7),
}


def test_parts_compare_within_themselves_and_add_up():
    found = impact_by_part(Tally.from_counts(["sex", "channel"], COUNTS), parts=["channel"])
    web, fair = found.parts["channel", "web"]["sex",], found.parts["channel", "fair"]["sex",]
    assert web.row("f").impact.ratio.estimate == 0.5
    assert [row.impact.ratio.estimate for row in fair.rows if row.impact] == [1]
    whole = found.overall["sex",]
    assert whole.row("f").applicants == web.row("f").applicants + fair.row("f").applicants
    assert (whole.unknown_applicants, web.unknown_applicants, fair.unknown_applicants) == (7, 7, 0)
    assert whole.applicants == web.applicants + fair.applicants


def test_without_parts_it_is_the_plain_table():
    counts = Tally.from_counts(["sex"], {("f",): (20, 100), ("m",): (40, 100), ("x",): (1, 4)})
    assert impact_by_part(counts, parts=[]).overall == impact_tables_from_counts(counts)


def totals(found, k):
    """Every number of people that is shown, as (cells it sums, how many), cells named by (sex, channel)."""
    for crossed, table in found.overall.items():
        assert len(crossed) == 1
        for row in table.rows:
            if not row.suppressed:
                yield row.levels[0], None, row.applicants
    for (_part, level), tables in found.parts.items():
        for row in tables["sex",].rows:
            if not row.suppressed:
                yield row.levels[0], level, row.applicants


@pytest.mark.parametrize("seed", range(12))
def test_no_small_group_follows_by_subtraction(seed):
    """Attack by linear algebra: no cell of fewer than ten people is a combination of what is shown."""
    rng = np.random.default_rng(seed)
    sexes, channels = ["f", "m", "x"], ["a", "b", "c", "d"]
    n = 260
    people = {
        "sex": rng.choice(sexes, n, p=[0.5, 0.44, 0.06]),
        "channel": rng.choice(channels, n, p=[0.5, 0.3, 0.15, 0.05]),
    }
    found = impact_by_part(tally(people, rng.random(n) < 0.3), parts=["channel"], smallest_cell=10)
    cells = [(sex, channel) for sex in sexes for channel in channels]
    sizes = np.array([np.sum((people["sex"] == s) & (people["channel"] == c)) for s, c in cells])
    shown = [np.ones(len(cells))]
    shown += [np.array([c == channel for _s, c in cells], dtype=float) for channel in channels]
    shown += [
        np.array([s == sex and channel in (None, c) for s, c in cells], dtype=float)
        for sex, channel, _n in totals(found, 10)
    ]
    matrix = np.array(shown)
    for sex in sexes:
        for channel in [None, *channels]:
            target = np.array([s == sex and channel in (None, c) for s, c in cells], dtype=float)
            if 0 < target @ sizes < 10:
                weights, *_ = np.linalg.lstsq(matrix.T, target, rcond=None)
                assert np.abs(matrix.T @ weights - target).max() > 1e-6, (sex, channel)


def test_what_follows_anyway_takes_nothing_else_with_it():
    """Of 8 known people in a channel the sum follows from totals that are always shown: no group of the whole is hid for it."""
    cells = {("f", None, "site"): 30, ("m", None, "site"): 31, ("f", None, "board"): 40, ("m", None, "board"): 35,
             ("f", "a", "site"): 15, ("m", "a", "site"): 15, ("f", "a", "board"): 20, ("m", "a", "board"): 17,
             ("f", "b", "site"): 11, ("m", "b", "site"): 11, ("f", "b", "board"): 11, ("m", "b", "board"): 11,
             ("f", "a", "social"): 3, ("m", "a", "social"): 2, ("f", "b", "social"): 2, ("m", "b", "social"): 1,
             ("f", None, "social"): 9, ("m", None, "social"): 4}  # fmt: skip
    counts = Tally.from_counts(["sex", "self", "channel"], {key: (0, n) for key, n in cells.items()})
    found = impact_by_part(counts, parts=["channel"], crossings=(), smallest_cell=10)
    shown = {
        name: {row.levels[0]: row.applicants for row in table.rows} for name, table in found.overall.items()
    }
    assert shown == {("sex",): {"f": 141, "m": 127}, ("self",): {"a": 72, "b": 47}}
    assert found.parts["channel", "social"]["self",].rows == ()


def test_many_cells_cost_no_more_and_hide_the_same():
    """Hundreds of cells are projected onto few dimensions; what is withheld stays what exact algebra says."""
    rng = np.random.default_rng(4)
    n = 3000
    people = {
        "sex": rng.choice(["f", "m", "x"], n, p=[0.5, 0.498, 0.002]),
        "age": rng.choice(list("abcde"), n),
        "channel": rng.choice(list("pqrstu"), n),
        "family": rng.choice(list("ghij"), n),
    }
    found = impact_by_part(tally(people, rng.random(n) < 0.3), parts=["channel", "family"], smallest_cell=10)
    hidden = {row.levels for row in found.overall["sex",].rows if row.suppressed}
    assert ("x",) in hidden
    assert len(hidden) >= 2


@pytest.mark.parametrize("parts", [["nope"], ["sex", "channel"]])
def test_parts_must_be_there_and_leave_an_attribute(parts):
    with pytest.raises(ScienceError):
        impact_by_part(Tally.from_counts(["sex", "channel"], COUNTS), parts=parts)
