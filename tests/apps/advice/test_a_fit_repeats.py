"""The same file gives the same numbers in every database, though people have other random keys and rows another order."""

import random
import uuid
from dataclasses import replace

from maatwerk.apps.advice.analysis import fit
from maatwerk.apps.advice.contracts import FeatureSpec, TrainingRow, TrainingSet

FEATURE = FeatureSpec(
    key="score", concept_id="c", kind="instrument_result", label_en="Score", label_nl="Score", importance=0, helps=True,
    is_one_way=False, is_exception=False, prior_source="", reason="",
)  # fmt: skip


def brought_in(seed: int) -> TrainingSet:
    """Eighty people, every tenth of them hired twice, as one database holds them."""
    told = random.Random(5)
    people = [
        [(told.gauss(0, 1), round(told.uniform(0.5, 20), 1), told.random() < 0.6) for _ in range(1 + (n % 10 == 0))]
        for n in range(80)
    ]  # fmt: skip
    keyed = random.Random(seed)
    rows = []
    for engagements in people:
        person = uuid.UUID(int=keyed.getrandbits(128))
        rows += [
            TrainingRow(
                person_id=person,
                values={"score": engagements[0][0]},
                tenure_months=tenure,
                separated=left,
                entry_months=0.0,
                performance=float(round(engagements[0][0]) + 5),
            )
            for _, tenure, left in engagements
        ]
    keyed.shuffle(rows)
    return TrainingSet(
        features=(FEATURE,), rows=tuple(rows), horizons=(3, 12), by_outcome=False, smallest_useful=0.02,
        succeeds_at=None, rating_scale=(1.0, 10.0), prior_sourced=False,
    )  # fmt: skip


def test_random_keys_and_the_order_of_rows_change_nothing():
    one, other = fit(brought_in(1)), fit(brought_in(2))
    assert one.fingerprint != other.fingerprint  # these are other people as far as the database knows
    assert (one.verdict, one.validity, one.fitted, one.performance) == (
        other.verdict,
        other.validity,
        other.fitted,
        other.performance,
    )


def test_another_tenure_does_change_it():
    told = brought_in(1)
    rows = (replace(told.rows[0], tenure_months=told.rows[0].tenure_months + 3), *told.rows[1:])
    assert fit(replace(told, rows=rows)).fitted != fit(told).fitted
