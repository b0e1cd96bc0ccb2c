"""The tutorial on the science core runs as it stands, and prints what it says it prints."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial" / "responses-to-advice.md").read_text()
CODE, PRINTED = (re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL).group(1) for kind in ("python", "text"))


def run(code):
    program = [sys.executable, "-W", "error", "-c", code]
    environment = {"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1", "PATH": ""}
    answer = subprocess.run(
        program, capture_output=True, text=True, env=environment, check=False, timeout=300
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_page_prints_what_it_says():
    assert run(CODE) == PRINTED


def test_it_is_forty_lines_of_the_science_core_alone():
    assert len(CODE.splitlines()) <= 40
    imported = re.findall(r"^(?:import|from) (\S+)", CODE, re.MULTILINE)
    assert imported == ["numpy", "maatwerk.science"]


def test_without_an_effect_the_page_is_right_that_nothing_is_established():
    assert "0.7 * calm" in CODE
    assert "Established here" not in run(CODE.replace("0.7 * calm", "0.0 * calm")).splitlines()[4]
