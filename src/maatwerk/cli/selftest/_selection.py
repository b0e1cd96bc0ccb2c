"""Known answers of adverse impact, Local Law 144, corrections of validity, utility and rights that count days."""

import datetime as dt
from collections.abc import Sequence

from maatwerk.cli.selftest._vectors import Answer, Vector

Counts = dict[tuple[str | None, ...], tuple[int, int]]
NOTHING = float("nan")
MONDAY = dt.date(2026, 11, 23)
THANKSGIVING = dt.date(2026, 11, 26)


def _compared(
    selected: int, applicants: int, reference_selected: int, reference_applicants: int
) -> list[Answer]:
    from maatwerk.science.fairness import adverse_impact

    found = adverse_impact(
        selected=selected,
        applicants=applicants,
        reference_selected=reference_selected,
        reference_applicants=reference_applicants,
    )
    return [
        Answer("rate of the reference group", "", found.reference_rate),
        Answer("rate", "", found.rate),
        Answer("impact ratio", "", found.ratio.estimate),
        Answer("Fisher p", "", found.fisher_p),
    ]


def _with(printed: Sequence[str], computed: Sequence[Answer]) -> list[Answer]:
    pairs = zip(printed, computed, strict=True)
    return [Answer(one.what, text, one.computed) for text, one in pairs if text]


def _number(value: float | None) -> float:
    return NOTHING if value is None else value


def four_fifths() -> list[Answer]:
    """UGESP, question 12."""
    return _with([".60", ".30", ".50", ".0034"], _compared(12, 40, 48, 80))


def one_selection() -> list[Answer]:
    """UGESP, question 21: one hire more reverses it."""
    from maatwerk.science.fairness import adverse_impact

    found = adverse_impact(selected=3, applicants=20, reference_selected=16, reference_applicants=80)
    moved = found.one_selection
    after = (moved.reference_selected / 80, moved.selected / 20) if moved else (NOTHING, NOTHING)
    return [
        *_with([".20", ".15", ".75", ".757"], _compared(3, 20, 16, 80)),
        Answer("rate of the reference group, one hire moved", ".1875", after[0]),
        Answer("rate, one hire moved", ".20", after[1]),
    ]


def too_few() -> list[Answer]:
    """UGESP, question 20: too few to conclude."""
    from maatwerk.science.fairness import adverse_impact

    found = adverse_impact(selected=1, applicants=10, reference_selected=3, reference_applicants=20)
    small = any(caveat.code == "small_group" for caveat in found.caveats)
    return [Answer("impact ratio", ".667", found.ratio.estimate), Answer("called too few", "yes", small)]


def newcombe() -> list[Answer]:
    """Newcombe's method 10 for a difference of proportions."""
    from maatwerk.science.fairness import adverse_impact

    found = adverse_impact(
        selected=56, applicants=70, reference_selected=48, reference_applicants=80
    ).difference
    return [
        Answer("difference", ".20", found.estimate),
        Answer("95 %, low", ".0524", found.low),
        Answer("95 %, high", ".3339", found.high),
    ]


def local_law_selection() -> list[Answer]:
    """Impact ratios of selection rates by the rule of 2023."""
    from maatwerk.science.fairness import Tally, local_law_144_from_counts

    sex: Counts = {("M",): (667, 1390), ("F",): (555, 1181)}
    race: Counts = {
        ("White",): (412, 797),
        ("Black",): (170, 390),
        ("Asian",): (302, 616),
        ("NHPI",): (52, 119),
        ("Two or more",): (96, 213),
    }
    printed = {
        "F": ".979",
        "White": "1.00",
        "Black": ".843",
        "Asian": ".948",
        "NHPI": ".845",
        "Two or more": ".872",
    }
    answers = []
    for attribute, counts in (("sex", sex), ("race", race)):
        audit = local_law_144_from_counts(Tally.from_counts([attribute], counts))
        answers += [
            Answer(str(row.group), printed[str(row.group)], row.impact_ratio)
            for row in audit.tables[(attribute,)].rows
            if row.impact_ratio is not None and str(row.group) in printed
        ]
    return answers


def local_law_scoring() -> list[Answer]:
    """Scoring rates are above the median of everybody."""
    from maatwerk.science.fairness import local_law_144

    audit = local_law_144({"group": list("AAAABBBB")}, scores=[1, 2, 3, 4, 3, 5, 6, 7])
    table = audit.tables[("group",)]
    first = table.row("A").impact_ratio
    return [
        Answer("median", "3.5", _number(audit.median)),
        Answer("scoring rate of A", ".25", _number(table.row("A").rate)),
        Answer("scoring rate of B", ".75", _number(table.row("B").rate)),
        Answer("impact ratio of A", ".333", _number(first)),
    ]


def range_restriction() -> list[Answer]:
    """Thorndike's cases 2 and 3."""
    from maatwerk.science.selection import thorndike_2, thorndike_3

    return [
        Answer("case 2, r .30, u .60", ".4642", thorndike_2(0.30, 0.60)),
        Answer("case 2, r .25, u .70", ".3461", thorndike_2(0.25, 0.70)),
        Answer(
            "case 3, r_xy .20, r_xz .50, r_yz .30, u .60",
            ".3605",
            thorndike_3(0.20, r_xz=0.50, r_yz=0.30, u=0.60),
        ),
    ]


def order_of_corrections() -> list[Answer]:
    """Attenuation first where reliability was found among the hired."""
    from maatwerk.science.selection import (
        Attenuation,
        RangeRestriction,
        attenuation,
        correct_validity,
        correlation_estimate,
    )

    observed, reliability, restriction = (
        correlation_estimate(0.30, 200),
        Attenuation(outcome_reliability=0.52),
        RangeRestriction(0.60),
    )
    right = correct_validity(observed, reliability, restriction).corrected.estimate
    reverse = correct_validity(observed, restriction, reliability).corrected.estimate
    return [
        Answer("attenuation", ".4160", attenuation(0.30, outcome_reliability=0.52)),
        Answer("attenuation, then range", ".6063", right),
        Answer("the reverse", ".6438", reverse),
    ]


def use_of_a_test() -> list[Answer]:
    """Taylor and Russell's tables; Naylor and Shine's mean."""
    from maatwerk.science.selection import naylor_shine, taylor_russell

    cases = [
        (0.50, 0.50, 0.50, ".6667"), (0.30, 0.50, 0.50, ".5970"), (0.50, 0.50, 0.05, ".878"), (0.50, 0.50, 0.10, ".838"),
        (0.50, 0.50, 0.20, ".782"), (0.50, 0.50, 0.30, ".739"), (0.50, 0.60, 0.20, ".856"), (0.30, 0.20, 0.10, ".371"),
    ]  # fmt: skip
    answers = [
        Answer(
            f"Taylor-Russell, r {r}, base rate {base}, selected {share}",
            printed,
            taylor_russell(r, base_rate=base, selection_ratio=share),
        )
        for r, base, share, printed in cases
    ]
    return [
        *answers,
        Answer("Naylor-Shine, r .5, selected .2", ".6999", naylor_shine(0.5, selection_ratio=0.2)),
    ]


def notice_in_business_days() -> list[Answer]:
    """Ten business days; the city's rule names no calendar of holidays."""
    from maatwerk.kernel.clocks import business_days_after

    return [
        Answer("without holidays", "2026-12-07", business_days_after(MONDAY, 10).isoformat()),
        Answer(
            "without Thanksgiving",
            "2026-12-08",
            business_days_after(MONDAY, 10, holidays=[THANKSGIVING]).isoformat(),
        ),
    ]


def check_digits() -> list[Answer]:
    """Numbers that leave 1 when divided by 97."""
    from maatwerk.kernel.check_digits import is_dutch_vat, is_iban

    return [
        Answer("NL000099998B57", "yes", is_dutch_vat("NL000099998B57")),
        Answer("NL123456789B13", "yes", is_dutch_vat("NL123456789B13")),
        Answer("NL91ABNA0417164300", "yes", is_iban("NL91 ABNA 0417 1643 00")),
        Answer("NL91ABNA0417164301", "no", is_iban("NL91ABNA0417164301")),
    ]


def promoters() -> list[Answer]:
    """Promoters less detractors, in points."""
    from maatwerk.science.fairness import promoter_score

    found = promoter_score([10, 9, 9, 8, 7, 6, 5, 3, 10, 8])
    return [
        Answer("promoters", ".40", found.promoters),
        Answer("detractors", ".30", found.detractors),
        Answer("score", "10", found.score.estimate),
    ]


VECTORS = (
    Vector("V1", "48 of 80 beside 12 of 40", "UGESP, question 12", four_fifths),
    Vector("V2", "16 of 80 beside 3 of 20, and one hire moved", "UGESP, question 21", one_selection),
    Vector("V3", "3 of 20 beside 1 of 10", "UGESP, question 20", too_few),
    Vector("V3b", "56 of 70 less 48 of 80", "Newcombe 1998, method 10", newcombe),
    Vector(
        "V4",
        "667 of 1,390 men, 555 of 1,181 women; five categories",
        "DCWP, rule of 2023",
        local_law_selection,
    ),
    Vector("V5", "scores 1, 2, 3, 4 and 3, 5, 6, 7", "exact", local_law_scoring),
    Vector("V6", "range restriction", "R psych, rangeCorrection; Thorndike 1949", range_restriction),
    Vector("V6c", "r .30, reliability .52, u .60", "formula", order_of_corrections),
    Vector(
        "V6d",
        "validity, base rate, selection ratio",
        "Taylor and Russell 1939; Naylor and Shine 1965",
        use_of_a_test,
    ),
    Vector(
        "V10", "notice on Monday 23 November 2026, ten business days", "calendar", notice_in_business_days
    ),
    Vector("V11", "account and VAT numbers", "ISO/IEC 7064", check_digits),
    Vector("V12", "10, 9, 9, 8, 7, 6, 5, 3, 10, 8", "exact", promoters),
)
