"""The tutorial leaves nothing in the checkout: what it makes lies in its own folder of data."""

import re
import subprocess
from pathlib import Path

from cli.terminal import ROOT, Terminal

PAGE = (ROOT / "docs" / "tutorial" / "first-proposal.md").read_text(encoding="utf-8")


def test_the_tutorials_files_lie_in_its_own_folder_of_data(tmp_path: Path) -> None:
    made = re.search(r'\.venv/bin/python -c "\n(.*?)"\n', PAGE, re.DOTALL)
    assert made is not None
    program = re.sub("^    ", "", made[1], flags=re.MULTILINE)
    empty, terminal = tmp_path / "checkout", Terminal(tmp_path / "data")
    empty.mkdir()
    python = terminal.command()[0]
    subprocess.run([python, "-c", program], cwd=empty, env=terminal.environment, check=True, timeout=120)
    assert list(empty.iterdir()) == []
    named = set(re.findall(r'"\$MAATWERK_DATA/([^"]+)"', PAGE))
    assert named == {"files/simulated-history-complete.csv", "files/simulated-applicants.csv"}
    assert all((terminal.folder / name).is_file() for name in named)
    assert not re.search(r"(?<!files/)simulated-\w+", PAGE)
