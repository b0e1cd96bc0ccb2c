"""Known answers of agreement, reliability and differential functioning."""

from maatwerk.cli.selftest._vectors import Answer, Vector

#: R datasets::attitude (Chatterjee & Price 1977): 30 departments, 7 items.
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47
43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41
64 53 53 58 58 67 34  67 60 47 39 59 74 41  69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49  63 54 42 48 66 75 33
66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""
#: Cohen (1968), table 1: 200 cases.
COHEN_1968 = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
#: Ten subjects, fourteen raters, five categories.
FLEISS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
#: Shrout & Fleiss (1979), table 2: six targets, four judges.
SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
#: R datasets::UCBAdmissions: per department (admitted, rejected) of men, then of women.
ADMISSIONS = (
    ((512, 313), (89, 19)), ((353, 207), (17, 8)), ((120, 205), (202, 391)),
    ((138, 279), (131, 244)), ((53, 138), (94, 299)), ((22, 351), (24, 317)),
)  # fmt: skip


def weighted_kappa() -> list[Answer]:
    """Without and with weights of disagreement."""
    from maatwerk.science.scores import cohen_kappa

    first, second = ((0, 1, 3), (1, 0, 6), (3, 6, 0)), ((0, 1, 4), (1, 0, 6), (2, 2, 0))
    return [
        Answer("unweighted", ".492", cohen_kappa(COHEN_1968).estimate),
        Answer("weights 0,1,3/1,0,6/3,6,0", ".348", cohen_kappa(COHEN_1968, weights=first).estimate),
        Answer("weights 0,1,4/1,0,6/2,2,0", ".353", cohen_kappa(COHEN_1968, weights=second).estimate),
    ]


def kappa() -> list[Answer]:
    """A table of four."""
    from maatwerk.science.scores import cohen_kappa

    return [Answer("kappa", ".40", cohen_kappa(((20, 5), (10, 15))).estimate)]


def fleiss() -> list[Answer]:
    """Many raters."""
    from maatwerk.science.scores import fleiss_kappa

    return [Answer("kappa", ".210", fleiss_kappa(FLEISS).estimate)]


def icc() -> list[Answer]:
    """The six forms."""
    from maatwerk.science.scores import intraclass_correlations

    printed = {"(1,1)": ".17", "(2,1)": ".29", "(3,1)": ".71", "(1,k)": ".44", "(2,k)": ".62", "(3,k)": ".91"}
    found = {str(form): one.estimate.estimate for form, one in intraclass_correlations(SHROUT_FLEISS).items()}
    return [Answer(f"ICC{form}", text, found[f"ICC{form}"]) for form, text in printed.items()]


def alpha_of_attitude() -> list[Answer]:
    """R psych, alpha."""
    from maatwerk.science.scores import cronbach_alpha

    numbers = [float(one) for one in ATTITUDE.split()]
    rows = [numbers[start : start + 7] for start in range(0, len(numbers), 7)]
    return [Answer("alpha", ".8431", cronbach_alpha(rows).estimate)]


def reliability() -> list[Answer]:
    """Closed forms."""
    from maatwerk.science.scores import cronbach_alpha, spearman_brown, standard_error_of_measurement

    rows = ((2, 3, 3), (4, 4, 5), (1, 2, 2), (5, 5, 4), (3, 3, 4))
    return [
        Answer("ten items, mean r .30", ".8108", spearman_brown(0.30, 10)),
        Answer("five people, three items", ".9333", cronbach_alpha(rows).estimate),
        Answer("twice as long, from .70", ".8235", spearman_brown(0.70, 2)),
        Answer("standard error, SD 15, reliability .91", "4.50", standard_error_of_measurement(15, 0.91)),
    ]


def admissions() -> list[Answer]:
    """R, mantelhaen.test."""
    from maatwerk.science.fairness import mantel_haenszel

    found = mantel_haenszel(ADMISSIONS)
    return [
        Answer("common odds ratio", ".9047", found.odds_ratio.estimate),
        Answer("chi-square", "1.4269", found.chi2),
        Answer("p", ".2323", found.p),
        Answer("chi-square, uncorrected", "1.5246", found.chi2_uncorrected),
        Answer("D-DIF", ".235", found.delta.estimate),
        Answer("ETS class", "A", found.ets_class),
    ]


def moderate_item() -> list[Answer]:
    """An item that looks large and is not shown to be."""
    from maatwerk.science.fairness import mantel_haenszel

    found = mantel_haenszel([[[30, 20], [20, 30]], [[40, 10], [30, 20]]])
    return [
        Answer("common odds ratio", "2.4286", found.odds_ratio.estimate),
        Answer("chi-square", "7.769", found.chi2),
        Answer("p", ".0053", found.p),
        Answer("D-DIF", "-2.085", found.delta.estimate),
        Answer("95 % of the odds ratio, low", "1.338", found.odds_ratio.low),
        Answer("95 % of the odds ratio, high", "4.407", found.odds_ratio.high),
        Answer("smallest size of D-DIF that is possible", ".68", -found.delta.high),
        Answer("ETS class", "B", found.ets_class),
    ]


VECTORS = (
    Vector("V7", "200 cases, two raters", "Cohen 1968; R psych", weighted_kappa),
    Vector("V7b", "20, 5 / 10, 15", "exact", kappa),
    Vector("V7c", "10 subjects, 14 raters, 5 categories", "the worked example after Fleiss 1971", fleiss),
    Vector("V7d", "6 targets, 4 judges", "Shrout and Fleiss 1979; R psych", icc),
    Vector("V8", "30 departments, 7 items", "R psych, alpha(attitude)", alpha_of_attitude),
    Vector("V8b", "closed forms of reliability", "exact", reliability),
    Vector("V9", "six departments", "R, mantelhaen.test(UCBAdmissions)", admissions),
    Vector("V9b", "30/20, 20/30 and 40/10, 30/20", "R; exact", moderate_item),
)
