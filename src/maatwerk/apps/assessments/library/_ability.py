"""The ability set made by rule: number series and verbal analogies, with a calibration that is assumed and says so."""

import math
import random
from collections.abc import Iterator, Mapping
from typing import Any

from maatwerk.apps.assessments.content import CalibrationDraft, InstrumentDraft, ItemDraft, ScaleDraft
from maatwerk.apps.assessments.library._files import facts, options, read, scales_of
from maatwerk.apps.assessments.library._series import series

SLOPE_SERIES, SLOPE_ANALOGY = 1.5, 1.3
#: Assumed difficulty of the first analogy of the easiest relation, and what each relation and each pair adds.
EASIEST, PER_RELATION, PER_PAIR = -2.4, 0.5, 0.12
METHOD = "assumed-by-rule/1"
SEED = 2026
NOBODY = {
    "en": "nobody: a standard normal scale is assumed",
    "nl": "niemand: er is een standaardnormale schaal aangenomen",
}
Parameters = dict[str, dict[str, Any]]


def reasoning(language: str) -> InstrumentDraft:
    """Return the set in one language."""
    table = read("reasoning")
    prompts = table["prompts"][language]
    number_items, number_parameters = _numbers(prompts["series"])
    word_items, word_parameters = _words(prompts["analogy"], table["relations"][language])
    calibrated = {
        "number-series": assumed(number_parameters, language),
        "analogies": assumed(word_parameters, language),
    }
    scales = tuple(_with(scale, calibrated[scale.key]) for scale in scales_of(table))
    return InstrumentDraft(
        items=(_practice(prompts["practice_series"]), *number_items, *word_items),
        scales=scales,
        is_simulated=True,
        **facts(table, language),
    )


def assumed(parameters: Parameters, language: str) -> CalibrationDraft:
    """Return a calibration out of assumed parameters; its reliability is what would follow if they were true."""
    return CalibrationDraft(
        language=language,
        model="2pl",
        parameters=parameters,
        reliability=round(implied_reliability(parameters), 3),
        norm={"mean": 0.0, "sd": 1.0, "population": NOBODY[language]},
        method=METHOD,
        is_simulated=True,
    )


def implied_reliability(parameters: Parameters) -> float:
    """Return 1 minus the mean error variance with a standard normal prior, over a standard normal group.

    By the trapezoid rule on 81 points from -4 to 4; the information of a two-parameter item is a² p (1 - p).
    """
    error = weight = 0.0
    for step in range(81):
        theta = -4 + step / 10
        density = math.exp(-(theta**2) / 2)
        information = 1.0  # of the prior
        for item in parameters.values():
            p = 1 / (1 + math.exp(-(item["slope"] * theta + item["intercepts"][0])))
            information += item["slope"] ** 2 * p * (1 - p)
        error += density / information
        weight += density
    return 1 - error / weight


def _parameters(slope: float, difficulty: float) -> dict[str, Any]:
    return {"slope": slope, "intercepts": [round(-slope * difficulty, 4)]}


def _numbers(prompt: str) -> tuple[list[ItemDraft], Parameters]:
    items, parameters = [], {}
    for number, made in enumerate(sorted(series(), key=lambda each: each.difficulty), start=1):
        key = f"series-{number}"
        shown = ", ".join(str(each) for each in made.shown)
        items.append(
            ItemDraft(
                key=key,
                kind="numeric",
                content={"prompt": prompt % {"series": shown}, "unit": ""},
                answer_key={"value": made.follows},
                scale="number-series",
                area=made.rule,
            )
        )
        parameters[key] = _parameters(SLOPE_SERIES, made.difficulty)
    return items, parameters


def _words(prompt: str, relations: Mapping[str, list[list[str]]]) -> tuple[list[ItemDraft], Parameters]:
    items, parameters = [], {}
    for number, (relation, place, words, wrong) in enumerate(_analogies(relations), start=1):
        a, b, c, right = words
        # seeded for each item, so that one more pair in the file leaves the others as they are
        answers = random.Random(f"{SEED}:{relation}:{place}").sample([right, *wrong], 4)  # noqa: S311 - no secret
        key = f"analogy-{number}"
        items.append(
            ItemDraft(
                key=key,
                kind="choice",
                content={"prompt": prompt % {"a": a, "b": b, "c": c}, "options": options(answers)},
                answer_key={"correct": "abcd"[answers.index(right)]},
                scale="analogies",
                area=relation,
            )
        )
        depth = list(relations).index(relation)
        parameters[key] = _parameters(SLOPE_ANALOGY, EASIEST + PER_RELATION * depth + PER_PAIR * place)
    return items, parameters


def _analogies(
    relations: Mapping[str, list[list[str]]],
) -> Iterator[tuple[str, int, tuple[str, str, str, str], list[str]]]:
    """Set each pair beside the next of its relation; wrong answers are near words and other pairs' seconds."""
    for relation, pairs in relations.items():
        for place, (a, b, _near) in enumerate(pairs):
            c, right, near = pairs[(place + 1) % len(pairs)]
            others = [pairs[(place + shift) % len(pairs)][1] for shift in (2, 3, 4)]
            wrong = [near, *(word for word in others if word not in (right, near, b))][:3]
            yield relation, place, (a, b, c, right), wrong


def _practice(prompt: str) -> ItemDraft:
    return ItemDraft(
        key="practice-series",
        kind="numeric",
        content={"prompt": prompt, "unit": ""},
        answer_key={"value": 10},
        is_practice=True,
    )


def _with(scale: ScaleDraft, calibration: CalibrationDraft) -> ScaleDraft:
    from dataclasses import replace

    return replace(scale, calibration=calibration)
