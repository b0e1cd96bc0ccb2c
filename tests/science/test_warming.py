"""Warming compiles every kernel that is called from outside the kernels, and keeps it where one may write."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import maatwerk.science
from maatwerk.science.warming import STEPS

SOURCE = Path(maatwerk.science.__file__).parent
CALL = re.compile(r"\b(?:\w*kernels\w*|reading)\.([a-z]\w*)\(")

PROGRAM = """
import importlib, json, pathlib, sys
from maatwerk.science.warming import warm
assert "numba" not in sys.modules
assert list(warm()) == json.loads(sys.argv[1])
compiled = set()
for name, module in list(sys.modules.items()):
    if name.startswith("maatwerk.science.") and "._kernels" in name:
        for kernel, value in vars(module).items():
            if getattr(value, "signatures", None):
                compiled.add(kernel)
print(",".join(sorted(compiled)))
"""


def test_every_subject_with_kernels_has_a_step():
    assert {path.parent.name for path in SOURCE.glob("*/_kernels*.py")} == set(STEPS)


def test_warming_compiles_every_kernel_that_the_science_calls():
    import json

    called = {
        name
        for path in SOURCE.glob("*/*.py")
        if not path.name.startswith("_kernels")
        for name in CALL.findall(path.read_text(encoding="utf-8"))
    }
    environment = os.environ | {"PYTHONPATH": str(SOURCE.parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(list(STEPS))],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    compiled = set(done.stdout.strip().split(","))
    assert {"scan_people", "expected_a_posteriori", "choose", "polychoric_pair"} <= called
    assert called - compiled == set()


def test_kernels_are_kept_with_the_data_where_the_package_cannot_be_written(tmp_path):
    program = (
        "import os, pathlib\n"
        "os.access = lambda path, mode: False\n"
        "import maatwerk.config\n"
        "print(os.environ['NUMBA_CACHE_DIR'])\n"
    )
    plain = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    environment = plain | {"PYTHONPATH": str(SOURCE.parents[1]), "MAATWERK_DATA": str(tmp_path)}
    for given, expected in (({}, str(tmp_path / "kernels")), ({"NUMBA_CACHE_DIR": "/chosen"}, "/chosen")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=environment | given,
        )
        assert done.stdout.strip() == expected


def test_where_nothing_may_be_written_warming_says_what_to_do(monkeypatch, capsys):
    from maatwerk.science import __main__ as command

    def refuse():
        raise RuntimeError("cannot cache function 'f': no locator available for file 'f.py'")

    monkeypatch.setattr(command, "warm", refuse)
    assert command.main() == 1
    assert "NUMBA_CACHE_DIR" in capsys.readouterr().err


def test_ctrl_c_ends_it_also_where_a_script_put_it_in_the_background(tmp_path):
    """A shell without job control starts its background with SIGINT ignored, and children inherit that."""
    environment = os.environ | {"PYTHONPATH": str(SOURCE.parents[1]), "NUMBA_CACHE_DIR": str(tmp_path)}
    running = subprocess.Popen(
        [sys.executable, "-u", "-m", "maatwerk.science"],
        stdout=subprocess.PIPE,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        assert running.stdout.readline().startswith(b"Compiling")
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == -signal.SIGINT
    finally:
        running.kill()
        running.communicate()
