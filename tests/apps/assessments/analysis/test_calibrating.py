"""Calibration as a whole: published numbers reproduced, planted faults found, failures said in words."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from django.utils import translation

from maatwerk.apps.assessments.analysis.calibrate import calibrate, calibrate_scale
from maatwerk.apps.assessments.analysis.item_words import Remark
from maatwerk.apps.assessments.analysis.reports import ScaleReport
from maatwerk.apps.assessments.responses import ReadingRules, ScaleMatrix, read_key, read_responses
from realdata import shared

Floats = np.ndarray


def codes(report: ScaleReport) -> list[str]:
    return [remark.code for remark in report.remarks]


def flags(report: ScaleReport) -> dict[str, list[str]]:
    return {item.name: [remark.code for remark in item.remarks] for item in report.items}


def two_answers(people: int, items: int, *, seed: int = 4, theta: Floats | None = None) -> Floats:
    """Draw right and wrong answers by a 2PL with slopes about 1.4."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=people) if theta is None else theta
    slopes, places = rng.uniform(1.0, 1.8, items), np.linspace(-1.5, 1.5, items)
    chance = 1 / (1 + np.exp(-slopes * (theta[:, None] - places)))
    return np.asarray((rng.random((people, items)) < chance).astype(float))


def as_scale(scored: Floats, *, low: int = 0, high: int = 1) -> ScaleMatrix:
    items = tuple(f"i{at + 1}" for at in range(scored.shape[1]))
    return ScaleMatrix(
        scale="s", items=items, scored=scored, low=(low,) * len(items), high=(high,) * len(items)
    )


@pytest.mark.realdata
def test_alpha_of_the_big_five_is_that_of_psych() -> None:
    # psych 2.2.9: alpha() pairwise gives .703 for agreeableness; scoreItems() (README of the data) .701 .725 .760 .812 .597
    key = read_key(shared("data/bfi-sapa/bfi_keys.csv"))
    reports = calibrate(read_responses(shared("data/bfi-sapa/bfi.csv"), key))
    medians = [report.reliability["alpha_median"] for report in reports]
    order = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
    assert [report.scale for report in reports] == order
    found = [round(one["estimate"], 3) for one in medians if one]
    assert found == [0.701, 0.725, 0.760, 0.812, 0.597]
    first = reports[0].reliability["alpha"]
    assert first
    assert round(first["estimate"], 3) == 0.703
    assert all(report.model == "graded" and report.converged for report in reports)
    assert not any("negative_slope" in found for report in reports for found in flags(report).values())


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("responses", "reference", "intercepts"),
    [
        ("data/bfi-sapa/bfi.csv", "R_bfi25_ref.csv", 5),
        ("data/irt-oracles/lsat7.csv", "R_lsat7_ref.csv", 1),
        ("data/irt-oracles/s2pl.csv", "R_s2pl_ref.csv", 1),
        ("data/irt-oracles/sgrm.csv", "R_sgrm_ref.csv", 4),
    ],
)
def test_parameters_are_those_of_mirt(
    tmp_path: Path, responses: str, reference: str, intercepts: int
) -> None:
    # R mirt 1.47, TOL 1e-7, 121 nodes (data/irt-oracles)
    with shared(f"data/irt-oracles/{reference}").open() as file:
        rows = list(csv.DictReader(file))
    (tmp_path / "key.json").write_text(json.dumps({"all": [row[""] for row in rows]}))
    matrix = read_responses(shared(responses), read_key(tmp_path / "key.json"))
    scale = matrix.scales[0]
    from maatwerk.science.irt import GradedResponseModel

    fitted = GradedResponseModel(threads=1).fit(scale.scored, items=scale.items).calibration_
    sign = np.sign(fitted.items[0].slope * float(rows[0]["a1"]))
    names = [f"d{k + 1}" for k in range(intercepts)] if intercepts > 1 else ["d"]
    for item, row in zip(fitted.items, rows, strict=True):
        assert sign * item.slope == pytest.approx(float(row["a1"]), abs=1e-4)
        assert item.intercepts == pytest.approx([float(row[name]) for name in names], abs=1e-4)


@pytest.mark.realdata
def test_ability_items_are_as_published(tmp_path: Path) -> None:
    # data/icar-ability/README.md: keys, alpha .829, proportions right from .738 (reason.17) to .193 (rotate.8)
    right = [4, 4, 4, 6, 6, 3, 4, 4, 5, 2, 2, 4, 3, 2, 6, 7]
    scored = shared("data/icar-ability/icar16_scored.csv")
    header = scored.read_text().splitlines()[0].replace('"', "").split(",")[1:]
    key = "item,correct\n" + "".join(f"{name},{answer}\n" for name, answer in zip(header, right, strict=True))
    (tmp_path / "key.csv").write_text(key)
    (tmp_path / "scored.csv").write_text("item,scale\n" + "".join(f"{name},all\n" for name in header))
    raw = read_responses(shared("data/icar-ability/icar16_raw.csv"), read_key(tmp_path / "key.csv"))
    known = read_responses(scored, read_key(tmp_path / "scored.csv"))
    assert np.array_equal(raw.scales[0].scored, known.scales[0].scored, equal_nan=True)
    report = calibrate(raw)[0]
    alpha = report.reliability["alpha"]
    assert alpha
    assert round(alpha["estimate"], 3) == 0.829
    shares = {item.name: item.p for item in report.items}
    assert (
        round(shares["reason.17"] or 0, 3) == 0.738 == round(max(share or 0 for share in shares.values()), 3)
    )
    assert (
        round(shares["rotate.8"] or 0, 3) == 0.193 == round(min(share or 0 for share in shares.values()), 3)
    )
    assert (report.model, report.converged) == ("2pl", True)


@pytest.mark.realdata
def test_missed_questions_written_as_zero_do_not_spoil_a_scale() -> None:
    # data/ipip50-openpsychometrics/README.md: 0 = missed; alpha of complete cases .892 .831 .869 .812 .795
    key = read_key(shared("data/ipip50-openpsychometrics/items.csv"))
    path = shared("data/ipip50-openpsychometrics/ipip50_dev.csv.gz")
    matrix = read_responses(path, key, rules=ReadingRules(missing=frozenset({"0"})))
    unasked = read_responses(path, key)
    from maatwerk.science.scores import cronbach_alpha

    found = {}
    for scale, guessed in zip(matrix.scales, unasked.scales, strict=True):
        assert np.array_equal(scale.scored, guessed.scored, equal_nan=True)
        found[scale.scale] = round(cronbach_alpha(scale.scored, missing="listwise").estimate, 3)
    assert found == pytest.approx({"E": 0.892, "A": 0.831, "N": 0.869, "C": 0.812, "O": 0.795}, abs=0.0025)
    assert [note.code for note in unasked.notes].count("note_rare_zero") == 5


def test_an_item_turned_the_wrong_way_is_flagged() -> None:
    scored = two_answers(600, 8)
    scored[:, 2] = 1 - scored[:, 2]
    report = calibrate_scale(as_scale(scored))
    slope = report.items[2].slope
    assert slope is not None
    assert slope < 0
    assert {name for name, found in flags(report).items() if "negative_slope" in found} == {"i3"}
    assert "against_the_rest" in codes(report)


def test_constant_copied_and_unanswered_items_are_left_out_and_said() -> None:
    scored = two_answers(400, 7)
    scored[:, 1], scored[:, 4], scored[:, 6] = 1.0, scored[:, 0], np.nan
    report = calibrate_scale(as_scale(scored))
    assert report.left_out == ("i2", "i5", "i7")
    assert codes(report)[:3] == ["item_constant", "item_copied", "item_unanswered"]
    assert [item.name for item in report.items if item.slope is not None] == ["i1", "i3", "i4", "i6"]
    assert report.converged


def test_too_few_people_get_no_item_model() -> None:
    report = calibrate_scale(as_scale(two_answers(60, 6)))
    assert (report.model, report.converged, report.information) == ("sum", None, None)
    assert "too_few_for_model" in codes(report)
    assert report.reliability["alpha"] is not None


def test_a_computation_that_does_not_settle_says_so() -> None:
    theta = np.random.default_rng(1).normal(size=300)
    scored = np.column_stack([(theta > place).astype(float) for place in (-0.5, 0.0, 0.5, 1.0)])
    report = calibrate_scale(as_scale(scored))  # a perfect Guttman scale: slopes have no bound
    assert report.converged is False
    assert "not_converged" in codes(report)
    assert any("slope_unbounded" in found for found in flags(report).values())


def test_one_item_and_two_items_get_what_can_be_computed() -> None:
    one = calibrate_scale(as_scale(two_answers(300, 1)))
    assert one.reliability["alpha"] is None
    assert one.model == "sum"
    with translation.override("en"):
        said = [str(remark) for remark in one.remarks if remark.code == "too_few_items"]
    assert said == [
        "Items that can be used: 1. Reliability, an item model and dimensions take 3 or more."
    ]  # once, in words of the page, not one English sentence of the core per statistic
    assert "not_computed" not in codes(one)
    two = calibrate_scale(as_scale(two_answers(300, 2)))
    assert two.reliability["alpha"] is not None
    assert two.reliability["omega"] is None
    assert two.model == "sum"


def test_planted_differences_between_groups_are_found_and_no_others() -> None:
    # PSY-10: ten of forty items .8 logits harder times 1.25 for the focal group: |MH D-DIF| = 2.35 * 1.2 > 1.5
    rng = np.random.default_rng(7)
    theta = rng.normal(size=3000)
    focal = np.arange(3000) % 2 == 1
    places = np.tile(np.linspace(-1.2, 1.2, 10), 4)
    harder = np.where(np.arange(40) < 10, 1.2, 0.0)
    chance = 1 / (1 + np.exp(-(theta[:, None] - places - np.outer(focal, harder))))
    scored = (rng.random((3000, 40)) < chance).astype(float)
    labels = tuple(np.where(focal, "b", "a"))
    from maatwerk.apps.assessments.analysis.dif import compare_groups

    remarks: list[Remark] = []
    names = [f"i{at}" for at in range(40)]
    found, flagged = compare_groups(scored, names, {"group": labels}, remarks)
    classes = {row["name"]: row["class"] for row in found[0]["items"]}
    assert (found[0]["reference"], found[0]["focal"], remarks) == ("a", "b", [])
    assert {name for name, one in classes.items() if one == "C"} == {f"i{at}" for at in range(10)}
    assert all(flagged[f"i{at}"][0].code == "dif_c" for at in range(10))


def test_small_groups_are_not_compared_and_that_is_said() -> None:
    report = calibrate_scale(
        as_scale(two_answers(300, 6)), groups={"g": ("a",) * 270 + ("b",) * 20 + ("",) * 10}
    )
    assert report.dif == ()
    assert {"group_small", "groups_unknown"} <= set(codes(report))


def test_remarks_are_spoken_in_both_languages() -> None:
    report = calibrate_scale(as_scale(two_answers(60, 6)))
    remark = next(remark for remark in report.remarks if remark.code == "too_few_for_model")
    with translation.override("en"):
        assert str(remark).startswith("60 people answered")
    with translation.override("nl"):
        assert str(remark).startswith("60 mensen gaven antwoord")


def test_the_same_responses_give_the_same_report() -> None:
    scored = two_answers(400, 6)
    assert calibrate_scale(as_scale(scored)) == calibrate_scale(as_scale(scored.copy()))
