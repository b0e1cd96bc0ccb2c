"""What the results say to people: whole sentences, in both languages."""

import numpy as np
import pytest

from maatwerk.science.scores import (
    OmegaHierarchical,
    intraclass_correlations,
    item_statistics,
    norm_gate,
    reliability_gate,
)

OMEGA = OmegaHierarchical(
    hierarchical=0.736, total=0.931, general=np.ones(2), groups=np.ones((2, 3)), uniqueness=np.ones(2), n=200
)
NORMS = {"sufficient": 300, "good": 400, "dated_after": 15, "unusable_after": 20}
ITEMS = item_statistics([[1, 0, 1], [1, 1, 1], [1, 0, 0], [1, 1, 0]], names=["a", "b", "c"])
SILENT = item_statistics([[1, np.nan], [0, np.nan], [1, np.nan]], names=["a", "b"])[1]


@pytest.mark.parametrize(
    ("result", "english", "dutch"),
    [
        (
            reliability_gate(0.79, sufficient=0.8, good=0.9),
            "0.79 is insufficient: 0.80 is sufficient, 0.90 is good.",
            "0,79 is onvoldoende: vanaf 0,80 is het voldoende, vanaf 0,90 goed.",
        ),
        (
            norm_gate(450, 16, **NORMS),
            "450 is good: 300 is sufficient, 400 is good. The norms are 16 years old: people may score differently today.",
            "450 is goed: vanaf 300 is het voldoende, vanaf 400 goed. De normen zijn 16 jaar oud: mensen kunnen nu anders "
            "scoren.",
        ),
        (
            OMEGA,
            "Of the differences in the sum score 93% is no error, and 74% one general trait.",
            "Van de verschillen in de somscore is 93% geen fout, en 74% één algemene eigenschap.",
        ),
        (
            ITEMS[0],
            "“a”: on average 100% of the points, 4 people. Everybody answered alike. Almost everybody gets it. An "
            "answer was never chosen.",
            "“a”: gemiddeld 100% van de punten, 4 personen. Iedereen antwoordde hetzelfde. Bijna iedereen heeft het goed. "
            "Een antwoord is nooit gekozen.",
        ),
        (
            ITEMS[1],
            "“b”: on average 50% of the points, 4 people. It goes with the other items by 0.00. It says little about "
            "the rest.",
            "“b”: gemiddeld 50% van de punten, 4 personen. Het gaat met de andere vragen samen voor 0,00. Het zegt weinig "
            "over de rest.",
        ),
        (SILENT, "Nobody answered “b”.", "Niemand beantwoordde “b”."),
    ],
)
def test_a_result_explains_itself(result, english, dutch):
    assert result.explain() == english
    assert result.explain("nl") == dutch


def test_agreement_names_its_raters():
    found = intraclass_correlations([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6]])["ICC(2,1)"]
    assert found.explain("en").startswith("Agreement of 4 raters: 0.2")
    assert found.explain("nl").startswith("Overeenstemming van 4 beoordelaars: 0,2")
