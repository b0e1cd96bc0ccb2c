"""The table of items in a calibration: which take part, what is known of each, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from maatwerk.apps.assessments.analysis.item_words import Remark
from maatwerk.apps.assessments.analysis.reports import ItemReport
from maatwerk.apps.assessments.responses import ScaleMatrix

if TYPE_CHECKING:
    from maatwerk.science.irt import Calibration, ItemFit, ItemParameters
    from maatwerk.science.scores import ItemStatistics

#: Misfit that deserves a look: this large, and unlikely by chance.
POOR_FIT_RMSEA, POOR_FIT_P = 0.06, 0.01
#: Standard errors above this say that the data hardly fix the slope.
UNCERTAIN_SLOPE = 1.0
#: The share of people above which an item counts as often skipped.
OFTEN_SKIPPED = 0.1
#: With fewer people who answered both, two items count as given apart.
FEWEST_TOGETHER = 3


def usable_items(matrix: ScaleMatrix) -> tuple[list[int], list[Remark]]:
    """Return the items that can take part: answered, not by everybody alike, and no copy of an earlier one."""
    import numpy as np

    kept: list[int] = []
    remarks: list[Remark] = []
    for index, name in enumerate(matrix.items):
        column = matrix.scored[:, index]
        seen = column[~np.isnan(column)]
        copied = next((other for other in kept if _same(matrix.scored[:, other], column)), None)
        if not len(seen):
            remarks.append(Remark.make("item_unanswered", name=name))
        elif np.ptp(seen) == 0:
            remarks.append(Remark.make("item_constant", name=name, answer=f"{seen[0]:g}"))
        elif copied is not None:
            remarks.append(Remark.make("item_copied", name=name, other=matrix.items[copied]))
        else:
            kept.append(index)
    return kept, remarks


def _same(one: Any, other: Any) -> bool:
    import numpy as np

    return bool(np.array_equal(one, other, equal_nan=True))


def together(matrix: ScaleMatrix) -> Any:
    """Return for each pair of items whether enough people answered both (n_items, n_items)."""
    import numpy as np

    seen = (~np.isnan(matrix.scored)).astype(float)
    return seen.T @ seen >= FEWEST_TOGETHER


def forms_of(matrix: ScaleMatrix, kept: Sequence[int]) -> list[Remark]:
    """Say that people got different forms: pairs of items nobody got both of, and whether shared items link them."""
    from scipy.sparse.csgraph import connected_components

    linked = together(matrix)[list(kept)][:, list(kept)]
    pairs = int((~linked).sum()) // 2
    if not pairs:
        return []
    parts, _labels = connected_components(linked, directed=False)
    found = [Remark.make("given_apart", pairs=pairs)]
    return [*found, Remark.make("not_linked", parts=int(parts))] if parts > 1 else found


def describe_items(matrix: ScaleMatrix, remarks: list[Remark]) -> dict[str, ItemStatistics]:
    """Return classical statistics per item, those of constant items included."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import item_statistics

    found: dict[str, ItemStatistics] = {}
    lows, highs = set(matrix.low), set(matrix.high)
    if len(matrix.items) < 2:
        return found  # what is left of a scale then is said with its reliability
    try:
        is_alike = len(lows) == len(highs) == 1
        rows = item_statistics(
            matrix.scored,
            names=matrix.items,
            lowest=lows.pop() if is_alike else None,
            highest=highs.pop() if is_alike else None,
            missing_maximum=OFTEN_SKIPPED,
        )
        found = {row.name: row for row in rows}
    except ScienceError as error:
        remarks.append(Remark.make("not_computed", what="item_statistics", why=str(error)))
    return found


def item_reports(
    matrix: ScaleMatrix,
    statistics: Mapping[str, ItemStatistics],
    fitted: Calibration | None,
    fits: Mapping[str, ItemFit],
    flagged: Mapping[str, Sequence[Remark]],
) -> tuple[ItemReport, ...]:
    """Return one row per item of the scale, those left out included."""
    parameters = {item.name: item for item in fitted.items} if fitted else {}
    caveats: dict[str, list[Remark]] = {}
    for one in fitted.caveats if fitted else ():
        name = str(dict(one.values).get("name", ""))
        if name:
            caveats.setdefault(name, []).append(Remark.of_caveat(one))
    rows = []
    skipped = _skipped(matrix)
    for index, name in enumerate(matrix.items):
        known = parameters.get(name)
        remarks = [
            *_of_statistics(statistics.get(name), known, is_skipped=skipped[index]),
            *_of_parameters(known),
            *_of_fit(fits.get(name)),
            *caveats.get(name, ()),
            *flagged.get(name, ()),
        ]
        rows.append(_row(matrix, index, statistics.get(name), known, fits.get(name), remarks))
    return tuple(rows)


def _row(
    matrix: ScaleMatrix,
    index: int,
    classical: ItemStatistics | None,
    known: ItemParameters | None,
    fit: ItemFit | None,
    remarks: list[Remark],
) -> ItemReport:
    import numpy as np

    name, column = matrix.items[index], matrix.scored[:, index]
    values, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    return ItemReport(
        name=name,
        n=int(counts.sum()),
        missing=float(np.isnan(column).mean()),
        mean=classical.mean if classical else None,
        standard_deviation=classical.standard_deviation if classical else None,
        p=_share(matrix, index, classical),
        item_rest=classical.item_rest if classical else None,
        alpha_without=classical.alpha_without if classical else None,
        counts={f"{value:g}": int(count) for value, count in zip(values, counts, strict=True)},
        reversed=name in matrix.reversed,
        keyed=name in matrix.keyed,
        answers=known.answers if known else (),
        slope=known.slope if known else None,
        slope_error=known.slope_error if known else None,
        intercepts=known.intercepts if known else (),
        intercept_errors=(known.intercept_errors or ()) if known else (),
        difficulties=known.difficulties if known and known.slope else (),
        fit=_fit_values(fit),
        remarks=tuple(remarks),
    )


def _share(matrix: ScaleMatrix, index: int, classical: ItemStatistics | None) -> float | None:
    """Return the mean as a share of the item's own range."""
    if classical is None or classical.mean is None:
        return None
    low, high = matrix.low[index], matrix.high[index]
    return (classical.mean - low) / (high - low) if high > low else None


def _fit_values(fit: ItemFit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {
        "s_x2": fit.s_x2,
        "degrees_of_freedom": fit.degrees_of_freedom,
        "p": fit.p,
        "rmsea": fit.rmsea,
        "infit": fit.infit,
        "outfit": fit.outfit,
        "n": fit.n,
    }


def _skipped(matrix: ScaleMatrix) -> list[bool]:
    """Whether more than one in ten skipped an item, of those who got a form that holds it."""
    import numpy as np

    seen, linked = ~np.isnan(matrix.scored), together(matrix)
    found = []
    for index in range(seen.shape[1]):
        got = seen.any(axis=1) & ~seen[:, ~linked[index]].any(axis=1)
        found.append(bool(got.any() and 1 - seen[got, index].mean() > OFTEN_SKIPPED))
    return found


def _of_statistics(
    classical: ItemStatistics | None, known: ItemParameters | None, *, is_skipped: bool
) -> list[Remark]:
    if classical is None:
        return []
    flags = [flag for flag in classical.flags if flag != "unused_category" or known is None]
    if not is_skipped:
        flags = [flag for flag in flags if flag != "often_skipped"]
    if known is not None and known.slope < 0:
        flags = [
            flag for flag in flags if flag not in ("against_the_rest", "weak")
        ]  # the slope says it better
    return [Remark.make(flag) for flag in flags]


def _of_parameters(known: ItemParameters | None) -> list[Remark]:
    if known is None:
        return []
    found = []
    if known.slope < 0:
        found.append(Remark.make("negative_slope"))
    if known.slope_error is not None and known.slope_error > UNCERTAIN_SLOPE:
        found.append(Remark.make("uncertain_slope"))
    return found


def _of_fit(fit: ItemFit | None) -> list[Remark]:
    if fit is None or fit.p is None or fit.rmsea is None:
        return []
    return [Remark.make("misfit")] if fit.rmsea > POOR_FIT_RMSEA and fit.p < POOR_FIT_P else []
