"""Item response models: Python's mirt at its defaults and where it is right, R's mirt where it is installed.

Both sides see the same simulated answers, made anew from the same seed on each side. Times are the best of
several fits in one process, after a small one that is not counted (compilation), and include standard errors
on both sides.
"""

import csv
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.report import Missing, Row, bar, in_process, shared

THREADS = 2
WARM = 1_000  # people in the fit that is not counted
TIGHT = {"tol": 1e-7, "n_quadpts": 121, "max_iter": 5_000}

Array = np.ndarray[Any, Any]


def simulated(people: int, items: int, boundaries: int) -> Array:
    """Draw answers to items with slopes about 1.2; the same on both sides."""
    rng = np.random.default_rng(people + items)
    slopes = rng.lognormal(0.15, 0.3, items)
    cuts = np.sort(rng.normal(0, 1.2, (items, boundaries)), axis=1)[:, ::-1]
    theta = rng.standard_normal(people)
    answers = np.empty((people, items), dtype=np.int64)
    for item in range(items):
        reach = 1 / (1 + np.exp(-(slopes[item] * theta[:, None] + cuts[item])))
        answers[:, item] = (rng.random(people)[:, None] < reach).sum(axis=1)
    return answers


def big_five() -> Array:
    """Return 2,800 real people's answers to 25 items, missing kept as NaN."""
    whole = np.genfromtxt(shared("data/bfi-sapa/bfi.csv"), delimiter=",", skip_header=1)
    return np.asarray(whole[:, 1:26])


def _answers(data: dict[str, Any]) -> Array:
    return big_five() if data.get("real") else simulated(data["people"], data["items"], data["boundaries"])


def _best(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    found = None
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - begin)
    return min(times), found


def fit_ours(data: dict[str, Any], repeats: int) -> dict[str, Any]:
    from maatwerk.science.irt import GradedResponseModel

    answers = _answers(data)
    GradedResponseModel(threads=THREADS).fit(answers[:WARM])
    seconds, model = _best(lambda: GradedResponseModel(threads=THREADS).fit(answers), repeats)
    known = model.calibration_
    return {
        "seconds": seconds,
        "vector": known.vector.tolist(),
        "errors": np.sqrt(np.diag(known.covariance)).tolist(),
        "log_likelihood": known.log_likelihood,
        "converged": known.converged,
    }


def fit_mirt(data: dict[str, Any], repeats: int, settings: dict[str, Any]) -> dict[str, Any]:
    import mirt

    answers = _answers(data)
    coded = np.where(np.isnan(answers), -1, answers - np.nanmin(answers)).astype(np.int64)
    name = "2PL" if coded.max() == 1 else "GRM"
    fit_mirt: Any = mirt.fit_mirt
    fit_mirt(coded[:WARM], model=name)
    seconds, fit = _best(lambda: fit_mirt(coded, model=name, **settings), repeats)
    slopes = np.asarray(fit.model.parameters["discrimination"])
    key = "difficulty" if name == "2PL" else "thresholds"
    places = np.asarray(fit.model.parameters[key]).reshape(len(slopes), -1)
    vector = np.hstack([slopes[:, None], -slopes[:, None] * places])
    errors = np.asarray(fit.standard_errors["discrimination"])
    return {
        "seconds": seconds,
        "vector": vector.ravel().tolist(),
        "slope_errors": errors.ravel().tolist(),
        "log_likelihood": float(fit.log_likelihood),
        "converged": bool(fit.converged),
    }


def score_ours(people: int, repeats: int) -> dict[str, Any]:
    from maatwerk.science.irt import GradedResponseModel, score

    model = GradedResponseModel(threads=THREADS).fit(simulated(2_800, 25, 4))
    answers = np.tile(simulated(2_800, 25, 4), (people // 2_800 + 1, 1))[:people].astype(np.int8)
    score(model.calibration_, answers[:WARM], threads=THREADS)
    seconds, found = _best(lambda: score(model.calibration_, answers, threads=THREADS), repeats)
    return {"seconds": seconds, "theta": found.theta[:50].tolist()}


def score_mirt(people: int, repeats: int) -> dict[str, Any]:
    import mirt

    fit = mirt.fit_mirt(simulated(2_800, 25, 4), model="GRM", **TIGHT)
    answers = np.tile(simulated(2_800, 25, 4), (people // 2_800 + 1, 1))[:people]
    seconds, found = _best(lambda: mirt.fscores(fit, answers, n_quadpts=121, n_jobs=THREADS), repeats)
    return {"seconds": seconds, "theta": np.asarray(found.theta).ravel()[:50].tolist()}


def run() -> list[Row]:
    """Measure, the smaller problems first."""
    rows = [
        *against_mirt("2PL 5,000 × 50", {"people": 5_000, "items": 50, "boundaries": 1}, repeats=7, most=0.6),
        *against_mirt(
            "graded 2,800 × 25, 5 answers", {"people": 2_800, "items": 25, "boundaries": 4}, repeats=7
        ),
        *against_mirt(
            "2PL 100,000 × 100",
            {"people": 100_000, "items": 100, "boundaries": 1},
            repeats=1,
            most=0.2,
            tight=False,
        ),
        scoring(1_000_000),
        *against_reference_values(),
    ]
    for problem, data in (
        ("2PL 5,000 × 50", {"people": 5_000, "items": 50, "boundaries": 1}),
        ("graded 2,800 × 25, 5 answers", {"people": 2_800, "items": 25, "boundaries": 4}),
    ):
        try:
            rows.append(against_r(problem, data))
        except Missing as reason:
            print(f"  {problem}: {reason}")
    return rows


def against_mirt(
    problem: str, data: dict[str, Any], *, repeats: int, most: float | None = None, tight: bool = True
) -> list[Row]:
    """Compare with Python's mirt at its defaults and, unless that takes minutes, at tight settings.

    `most` is the share of its time at defaults that we may take where R's mirt is absent.
    """
    ours = in_process("bench.irt:fit_ours", threads=THREADS, data=data, repeats=repeats)
    settings: list[tuple[str, dict[str, Any]]] = [("defaults", {})]
    if tight:
        settings.append(("tol 1e-7, 121 nodes", TIGHT))
    rows = []
    for words, chosen in settings:
        theirs = in_process(
            "bench.irt:fit_mirt", threads=THREADS, data=data, repeats=min(repeats, 3), settings=chosen
        )
        apart = np.abs(np.subtract(ours["vector"], theirs["vector"])).max()
        gain = ours["log_likelihood"] - theirs["log_likelihood"]
        rows.append(
            Row(
                problem=f"{problem}, with standard errors",
                ours="tolerance 1e-6, 121 nodes",
                peer="mirt (Python)",
                peer_version=version("mirt"),
                ours_seconds=ours["seconds"],
                peer_seconds=theirs["seconds"],
                ratio=ours["seconds"] / theirs["seconds"],
                bar=(
                    bar(
                        f"at most {most} of its time at defaults", ours["seconds"] <= most * theirs["seconds"]
                    )
                    if most and not chosen
                    else ""
                ),
                accuracy=f"largest difference {apart:.1g}; our log-likelihood {gain:+.4f}",
                note=f"peer at {words}; {THREADS} threads each; converged {ours['converged']}, {theirs['converged']}",
            )
        )
    return rows


def scoring(people: int) -> Row:
    """Compare expected a posteriori scores of many people."""
    ours = in_process("bench.irt:score_ours", threads=THREADS, people=people, repeats=3)
    theirs = in_process("bench.irt:score_mirt", threads=THREADS, people=people, repeats=1)
    apart = np.abs(np.subtract(ours["theta"], theirs["theta"])).max()
    return Row(
        problem=f"EAP scores, {people:,} × 25 graded",
        ours="121 nodes",
        peer="mirt (Python)",
        peer_version=version("mirt"),
        ours_seconds=ours["seconds"],
        peer_seconds=theirs["seconds"],
        ratio=ours["seconds"] / theirs["seconds"],
        accuracy=f"largest difference {apart:.1g}",
        bar=bar("at most 1 s", ours["seconds"] <= 1.0),
        note=f"{THREADS} threads each; both at 121 nodes",
    )


def distance_from_stored(name: str) -> dict[str, float]:
    """Return how far our fit lies from R mirt's stored values."""
    from maatwerk.science.irt import GradedResponseModel

    source = f"data/irt-oracles/{name}.csv"
    answers = big_five() if name == "bfi25" else np.genfromtxt(shared(source), delimiter=",", skip_header=1)
    with shared(f"data/irt-oracles/R_{name}_ref.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    stored = [float(row[key]) for row in rows for key in row if key[:1] in ("a", "d") and row[key]]
    model = GradedResponseModel().fit(answers)
    eap = np.genfromtxt(shared(f"data/irt-oracles/R_{name}_eap.csv"), delimiter=",", skip_header=1)
    return {
        "parameters": float(np.abs(model.calibration_.vector - stored).max()),
        "scores": float(np.abs(model.predict(answers) - eap[:, 0]).max()),
    }


def against_reference_values() -> list[Row]:
    """Compare with R mirt's stored values, where the development data are there: accuracy, not time."""
    rows = []
    for name, problem in (
        ("lsat7", "LSAT 7, 1,000 × 5, real"),
        ("bfi25", "bfi, 2,800 × 25, real, negative slopes"),
        ("s2pl", "2PL 5,000 × 50, stored"),
        ("sgrm", "graded 2,800 × 25, stored"),
    ):
        try:
            shared(f"data/irt-oracles/R_{name}_ref.csv")
        except Missing as reason:
            print(f"  {problem}: {reason}")
            continue
        found = in_process("bench.irt:distance_from_stored", threads=THREADS, name=name)
        rows.append(
            Row(
                problem=problem,
                ours="defaults",
                peer="mirt (R), stored values",
                peer_version="1.47",
                bar=bar("parameters within 1e-4", found["parameters"] <= 1e-4),
                accuracy=f"parameters {found['parameters']:.1g}, EAP scores {found['scores']:.1g}",
                note="largest absolute differences from TOL 1e-7, 121 nodes; no time",
            )
        )
    return rows


R_PROGRAM = """
suppressMessages(library(mirt))
arguments <- commandArgs(trailingOnly = TRUE)
answers <- read.csv(arguments[1], header = FALSE)
kind <- if (max(answers) == 1) "2PL" else "graded"
fit <- mirt(answers[1:200, ], 1, itemtype = kind, verbose = FALSE)  # not counted
seconds <- min(sapply(1:3, function(i) system.time(
  fit <<- mirt(answers, 1, itemtype = kind, SE = TRUE, verbose = FALSE))[["elapsed"]]))
tight <- mirt(answers, 1, itemtype = kind, TOL = 1e-7, quadpts = 121, verbose = FALSE,
              technical = list(NCYCLES = 20000))
values <- lapply(coef(tight, simplify = FALSE)[colnames(answers)], function(x) {
  x <- if (is.matrix(x)) x[1, ] else x
  as.numeric(x[grep("^(a1|d[0-9]*)$", names(x))]) })
cat("answer:{\\"seconds\\":", seconds, ",\\"version\\":\\"", as.character(packageVersion("mirt")),
    "\\",\\"log_likelihood\\":", format(extract.mirt(tight, "logLik"), digits = 15),
    ",\\"vector\\":[", paste(format(unlist(values), digits = 12), collapse = ","), "]}\\n", sep = "")
"""


def against_r(problem: str, data: dict[str, Any]) -> Row:
    """Compare with R's mirt at its defaults with standard errors; accuracy against its tight fit."""
    program = shutil.which("Rscript")
    if program is None:
        raise Missing("Rscript is not on the path, so R's mirt was not measured")
    with tempfile.TemporaryDirectory() as folder:
        answers, script = Path(folder) / "answers.csv", Path(folder) / "fit.R"
        np.savetxt(answers, _answers(data), fmt="%d", delimiter=",")
        script.write_text(R_PROGRAM, encoding="utf-8")
        done = subprocess.run(
            [program, str(script), str(answers)], capture_output=True, text=True, check=False, timeout=3_600
        )
    found = [text for text in done.stdout.splitlines() if text.startswith("answer:")]
    if not found:
        raise Missing(f"R's mirt did not answer: {done.stderr.strip().splitlines()[-1:]}")
    theirs = json.loads(found[0].removeprefix("answer:"))
    ours = in_process("bench.irt:fit_ours", threads=1, data=data, repeats=5)
    apart = np.abs(np.subtract(ours["vector"], theirs["vector"])).max()
    return Row(
        problem=f"{problem}, with standard errors",
        ours="tolerance 1e-6, 121 nodes",
        peer="mirt (R)",
        peer_version=theirs["version"],
        ours_seconds=ours["seconds"],
        peer_seconds=theirs["seconds"],
        ratio=ours["seconds"] / theirs["seconds"],
        accuracy=f"largest difference from its tight fit {apart:.1g}",
        bar=bar(
            "at most .10 of its time, within 1e-4",
            ours["seconds"] <= 0.1 * theirs["seconds"] and apart <= 1e-4,
        ),
        note="peer's time at its defaults, one thread each way it allows",
    )
