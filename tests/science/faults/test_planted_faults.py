"""Every planted error is caught by the test that answers for it, and the list does not rot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from planted import FAULTS

import maatwerk
from maatwerk import science

SOURCE = Path(science.__file__).parent
TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parents[1]
TESTS_FAILED = 1  # pytest's own word for it; 2 and above mean that it could not run them
SUBJECTS = ["irt", "scores", "adaptive", "retention", "selection", "fairness", "matching", "evaluation"]


def name_of(fault):
    return f"{fault.file}: {fault.before[:40]}"


def plant(fault, folder):
    """Copy the core with one error in it; compiled kernels are kept where they cannot have changed."""
    target = folder / "maatwerk"
    shutil.copytree(SOURCE, target / "science", copy_function=shutil.copy2)
    shutil.copy2(maatwerk.__file__, target / "__init__.py")
    patched = target / "science" / fault.file
    text = patched.read_text()
    if "@njit" in text:  # a cached kernel of a neighbour may hold the old code of this one
        for old in patched.parent.glob("__pycache__/*.nb*"):
            old.unlink()
    patched.write_text(text.replace(fault.before, fault.after))
    return folder


def run_with(fault, folder):
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-x", "--noconftest", "-p", "no:django", "-p", "no:cacheprovider"),
        *("-o", "addopts=", "-o", f"pythonpath={plant(fault, folder)} tests .", "-o", "filterwarnings=ignore"),
        *("-m", "not long", str(TESTS / fault.caught_by)),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
def test_the_line_to_spoil_still_stands_there_once(fault):
    assert (SOURCE / fault.file).read_text().count(fault.before) == 1
    assert (TESTS / fault.caught_by).exists()
    assert fault.before != fault.after


def test_every_subject_has_its_faults():
    planted = {fault.file.split("/")[0] for fault in FAULTS}
    assert set(SUBJECTS) <= planted
    assert len(set(FAULTS)) == len(FAULTS) >= 40


@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, marks=() if fault.every_change else pytest.mark.long) for fault in FAULTS],
    ids=name_of,
)
def test_a_planted_fault_is_caught(fault, tmp_path):
    found = run_with(fault, tmp_path)
    assert found.returncode == TESTS_FAILED, found.stdout[-2000:] + found.stderr[-500:]
