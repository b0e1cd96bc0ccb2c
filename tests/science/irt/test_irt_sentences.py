"""What the results say to people: whole sentences, in both languages."""

from dataclasses import replace

import numpy as np
import pytest

from maatwerk.science.irt import (
    ItemDifference,
    ItemFit,
    Linking,
    LocalDependence,
    ParallelAnalysis,
    PersonFit,
    PersonScore,
)
from maatwerk.science.results import caveat

DIFFERENCE = ItemDifference(
    name="a", chi_square=9.0, degrees_of_freedom=2, p=0.011, p_adjusted=0.02, expected_score_difference=-0.31,
    unsigned_difference=0.31, n_reference=400, n_focal=300,
)  # fmt: skip
FIT = ItemFit(name="a", s_x2=12.0, degrees_of_freedom=9, p=0.2134, rmsea=0.0123, infit=1.0, outfit=1.0, n=900)
UNTESTED = replace(FIT, s_x2=None, degrees_of_freedom=0, p=None, rmsea=None, n=60)
LINKING = Linking(slope=1.2, intercept=-0.5, items=("a", "b"), method="haebara/1", root_mean_square=0.012)
PATTERNS = PersonFit(
    statistic=np.array([-3.0] + [0.0] * 99), theta=np.zeros(100), answered=np.ones(100, dtype=int)
)
PAIRS = LocalDependence(q3=np.eye(2), mean=-0.1, pairs=(("a", "b", 0.42),), n=500)
DIMENSIONS = ParallelAnalysis(
    eigenvalues=np.ones(3), reference=np.ones(3), dimensions=2, first_to_second=3.25, n=400, method="x/1"
)
SCORE = PersonScore(theta=-0.52, low=-1.0, high=-0.04, answered=12, method="eap/1")


@pytest.mark.parametrize(
    ("result", "english", "dutch"),
    [
        (
            DIFFERENCE,
            "“a”: at equal ability the second group scores 0.31 points lower on average (p = 0.011; 400 and 300 people).",
            "“a”: bij gelijke aanleg scoort de tweede groep gemiddeld 0,31 punt lager (p = 0,011; 400 en 300 personen).",
        ),
        (
            replace(
                DIFFERENCE,
                expected_score_difference=0.1,
                p=1e-9,
                caveats=(caveat("not_converged", iterations=9),),
            ),
            "“a”: at equal ability the second group scores 0.10 points higher on average (p < 0.001; 400 and 300 "
            "people). The computation did not settle after 9 steps; do not rely on this result.",
            "“a”: bij gelijke aanleg scoort de tweede groep gemiddeld 0,10 punt hoger (p < 0,001; 400 en 300 "
            "personen). De berekening kwam na 9 stappen niet tot rust; vertrouw niet op deze uitkomst.",
        ),
        (
            FIT,
            "“a”: misfit 0.012 (RMSEA), p = 0.213, on 900 people.",
            "“a”: afwijking 0,012 (RMSEA), p = 0,213, op 900 personen.",
        ),
        (
            UNTESTED,
            "“a”: too few score groups to test its fit (60 people).",
            "“a”: te weinig scoregroepen om de passing te toetsen (60 personen).",
        ),
        (
            LINKING,
            "Score on the reference scale = 1.20 × new score + -0.50; the 2 shared items then differ by 0.012 points "
            "per item.",
            "Score op de oude schaal = 1,20 × nieuwe score + -0,50; de 2 gedeelde vragen verschillen daarna nog 0,012 "
            "punt per vraag.",
        ),
        (
            PATTERNS,
            "1 of 100 people answered in an unusual way; chance gives about 5.",
            "1 van 100 personen antwoordden ongewoon; toeval geeft er ongeveer 5.",
        ),
        (
            PAIRS,
            "1 pairs of items share more than the trait; most: “a” and “b” (0.42).",
            "1 paren vragen delen meer dan wat zij meten; het meest: “a” en “b” (0,42).",
        ),
        (
            replace(PAIRS, pairs=()),
            "No two items share more than the trait they measure (500 people).",
            "Geen twee vragen delen meer dan wat zij meten (500 personen).",
        ),
        (
            DIMENSIONS,
            "The items measure 2 things; the first is 3.2 times the second (400 people).",
            "De vragen meten 2 dingen; het eerste is 3,2 keer het tweede (400 personen).",
        ),
        (
            SCORE,
            "Score -0.52, with 90% certainty between -1.00 and -0.04 (12 answers).",
            "Score -0,52, met 90% zekerheid tussen -1,00 en -0,04 (12 antwoorden).",
        ),
    ],
)
def test_a_result_explains_itself(result, english, dutch):
    assert result.explain() == english
    assert result.explain("nl") == dutch
