"""822 real employees at a terminal: on five trait scores the honest answer is “no usable signal”, by itself."""

import json

import pytest

from cli.terminal import MAPPINGS, REGISTER, Terminal
from realdata import shared

pytestmark = pytest.mark.realdata
NO_ADVICE = "No usable signal"


def test_trait_scores_of_the_turnover_data_give_no_advice(terminal: Terminal) -> None:
    file = shared("data/turnover-babushkin/turnover_dev.csv")
    mapping = MAPPINGS / "turnover-babushkin.toml"
    imported = terminal.json("history", "import", file, "--mapping", mapping, "-o", "turnover")
    assert imported["report"]["files"][0]["rows"] == 822
    assert imported["report"]["exact_duplicates"] == 11
    assert imported["persons"] < 822  # the same people, grouped and counted once
    terminal.done("model", "admit", "--results", "--reason", "The battery whose worth is being looked at.")
    fitted = terminal.json("model", "fit")
    assert fitted["verdict"] == "no_signal"
    assert len(fitted["weights"]) == 5  # no job fact and no protected attribute among them
    assert not fitted["absolute_rates"]  # sampled by outcome
    assert fitted["validity"]["at"][-1]["skill"]["low"] < 0
    terminal.done("register", "keep", REGISTER)
    terminal.done("model", "approve", "--reason", "Its answer is right: it should say nothing.")
    lines = [json.loads(line) for line in terminal.done("advise", file).splitlines()]
    # everybody, once: also the person whose only employment was left out, since its rows disagree on the outcome
    assert len(lines) == len({said["person"] for said in lines}) == imported["persons"] + 1
    assert {said["status"] for said in lines} == {"no_signal"}
    assert all(said["estimates"] == [] and NO_ADVICE in said["says"] for said in lines)
