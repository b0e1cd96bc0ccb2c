"""The gate's own small promises: what it counts, what it lets through, what it names."""

import subprocess
import sys
from pathlib import Path

import pytest
from tools.gate import Outcome, Step

from tools import gate, house, sizes

STEP = Step("tests", ("true",))


@pytest.mark.parametrize(
    ("passed", "output", "counts"),
    [
        (True, "...\n12 passed in 3.21s", (12, 0)),
        (True, "SKIPPED [3] x\n12 passed, 3 skipped in 61.2s (0:01:01)", (12, 0)),
        (False, "FAILED a\n1 failed, 11 passed, 2 errors in 3.21s", (11, 3)),
        (False, "ImportError: no such thing", (0, 1)),
        (False, "12 passed in 3.21s\nstopped after 5 s", (12, 1)),
    ],
)
def test_tests_are_counted_from_the_last_words_of_pytest(
    passed: bool, output: str, counts: tuple[int, int]
) -> None:
    found = gate.counted(Outcome(STEP, passed, 1.0, output))
    assert (found["passed"], found["failed"] + found["error"]) == counts


def test_the_last_line_sums_steps_and_tests(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.finish(Outcome(STEP, True, 1.0, "12 passed in 3.21s"), 9, 0) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "21 passed, 0 failed"
    assert gate.finish(Outcome(STEP, False, 1.0, "1 failed, 11 passed in 3.21s"), 8, 1) == 2
    assert capsys.readouterr().out.splitlines()[-1] == "19 passed, 2 failed"


def test_a_failing_step_shows_its_output_and_a_passing_one_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gate.tell(gate.run(Step("good", (sys.executable, "-c", "print('quiet')"))))
    gate.tell(gate.run(Step("bad", (sys.executable, "-c", "print('loud'); raise SystemExit(3)"))))
    said = capsys.readouterr().out
    assert "quiet" not in said
    assert "FAILED  bad" in said
    assert "    loud" in said


def test_a_step_that_hangs_is_stopped() -> None:
    outcome = gate.run(Step("slow", (sys.executable, "-c", "import time; time.sleep(60)"), seconds=1))
    assert not outcome.passed
    assert outcome.output.endswith("stopped after 1 s")


def test_the_demos_data_are_out_of_reach_of_tests() -> None:
    assert gate.environment()["MAATWERK_DATA"] == str(gate.DATA / "tests")


def test_browser_slow_and_long_tests_run_only_when_asked_for() -> None:
    assert "not browser and not slow and not long" in gate.the_tests(browser=False, long=False).command
    named = gate.the_tests(browser=False, long=False, arguments=["tests/cli"]).command
    assert "not browser and not long" in named  # who names a slow test wants it
    assert "not long" in gate.the_tests(browser=True, long=False).command
    assert "-m" not in gate.the_tests(browser=True, long=True).command[3:]
    assert gate.the_tests(browser=True, long=True).seconds > gate.the_tests(browser=True, long=False).seconds


def test_too_large_is_named_and_the_exceptions_may_only_shrink() -> None:
    measured = {
        ("module", "a.py"): 501,
        ("function", "a.py::f"): 60,
        ("template", "x.html"): 130,
        ("module", "b.py"): 9,
    }
    assert sizes.problems(measured, {("template", "x.html"): 130}) == [
        "a.py: a module of 501 lines, at most 500; split it by subject"
    ]
    assert sizes.problems(measured, {("module", "a.py"): 501, ("template", "x.html"): 140}) == [
        "x.html: shrank to 130 lines; lower its exception in sizes.toml"
    ]
    assert sizes.problems({("module", "b.py"): 9}, {("module", "b.py"): 510}) == [
        "b.py: needs no exception any more; remove it from sizes.toml"
    ]


def test_a_function_is_measured_without_its_docstring(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    source = [
        "class A:",
        "    def f(self):",
        '        """One.',
        "",
        "        Two.",
        '        """',
        "        return 1",
    ]
    (tmp_path / "src" / "a.py").write_text("\n".join(source))
    assert sizes.measure(tmp_path)["function", "src/a.py::A.f"] == 2


@pytest.fixture
def house_root(tmp_path: Path) -> Path:
    """A checkout with something wrong for every rule of the house."""
    for place, content in (
        ("src/maatwerk/kernel/rules.toml", '[[rule]]\nkey = "a.b"\nsource = "x"\n[[rule]]\nkey = "c.d"\n'),
        (
            "src/maatwerk/a.py",
            'rule("a.b", on=1)\nrule("no.such")\nenv.text("MAATWERK_NEW")\n"an unbiased model"\nx = 1  # no'
            "qa\n",
        ),
        ("docs/reference/settings.md", "`MAATWERK_OLD`\n"),
        (
            "docs/a.md",
            "# A b, c\n[here](#a-b-c) [gone](b.md) [x](a.md#nowhere) [web](https://x.org)\n```\n[not](this)\n```\n",
        ),
        ("changelog.d/new thing.md", "x"),
        ("changelog.d/empty.fixed.md", " "),
        ("LICENSE", "Some other licence"),
    ):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path


def test_each_house_rule_is_watched(house_root: Path) -> None:
    assert list(house.unknown_rules(house_root)) == [
        "rules.toml: c.d names no source",
        "src/maatwerk/a.py:2: no rule 'no.such' in rules.toml",
    ]
    assert list(house.dead_links(house_root)) == [
        "docs/a.md: b.md leads nowhere",
        "docs/a.md: a.md#nowhere names no heading there",
    ]
    settings = list(house.undocumented_settings(house_root))
    assert "docs/reference/settings.md: says nothing of MAATWERK_NEW" in settings
    assert "docs/reference/settings.md: explains MAATWERK_OLD, which nothing reads" in settings
    assert [line.split(":")[0] for line in house.unruly_changelog(house_root)] == [
        "CHANGELOG.md is missing",
        "changelog.d/empty.fixed.md",
        "changelog.d/new thing.md",
    ]
    assert "LICENSE does not hold the Apache licence" in list(house.missing_papers(house_root))
    (bare,) = house.unexplained_exceptions(house_root)
    assert bare.startswith("src/maatwerk/a.py:5")
    for folder in ("one", "other"):
        (house_root / "tests" / folder).mkdir(parents=True)
        (house_root / "tests" / folder / "test_same.py").touch()
    (double,) = house.double_names(house_root)
    assert double == "tests/other/test_same.py: tests/one/test_same.py has this name already"
    (claim,) = house.claims(house_root)
    assert claim.startswith("src/maatwerk/a.py:4")


def test_the_door_is_a_plain_shell_script() -> None:
    """`sh` of a bare Debian is dash: nothing that only bash knows."""
    door = Path(gate.ROOT) / "maat"
    assert subprocess.run(["sh", "-n", door], check=False).returncode == 0
    assert door.read_text().startswith("#!/bin/sh\n")
    assert door.stat().st_mode & 0o111
