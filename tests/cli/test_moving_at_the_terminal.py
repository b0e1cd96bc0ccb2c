"""Moving in and out at the terminal: a dry run, an import, its undo, everything as a file, a staffing order."""

import json
import zipfile
from pathlib import Path

from apps.moving.moving_files import GREENHOUSE, line, written
from apps.moving.test_setu import ORDER
from cli.terminal import Terminal


def test_in_and_out_and_back(terminal: Terminal, tmp_path: Path) -> None:
    path = written(
        tmp_path, GREENHOUSE, [line(1), line(2, **{"Current Stage": "Phone Interview"}), line(3, Email="x")]
    )
    who = ("-o", "moved")
    refused = terminal.run("applications", "import", path, *who)
    assert refused.returncode == 1
    assert "Phone Interview" in refused.stdout
    both_ways = written(tmp_path, GREENHOUSE, [line(4, **{"Applied On": "3/4/2024"})], name="us.csv")
    day, month = (
        terminal.run(
            "applications", "import", both_ways, *who, "--dry-run", "--dates", f"{first}-first"
        ).stdout
        for first in ("day", "month")
    )
    assert ("the day first" in day, "the month first" in month) == (True, True)
    words = ("--word", "Phone Interview=interview", "--leave-out-broken")
    came = terminal.json("applications", "import", path, *who, *words)
    assert (came["applications"], came["people"], came["product"]) == (2, 2, "greenhouse")

    target = tmp_path / "all.zip"
    terminal.done("export", target, *who)
    with zipfile.ZipFile(target) as archive:
        assert "for-other-systems/applications.csv" in archive.namelist()
    went = terminal.json("applications", "undo", came["import"], *who)
    assert (went["applications"], went["people"], went["vacancies"], went["stays"]) == (2, 2, 1, [])


def test_a_staffing_order(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(ORDER | {"orderType": "Offer"}))
    checked = terminal.run("setu", "check", "order", path, "--language", "en")
    assert checked.returncode == 1
    assert checked.stdout.splitlines()[0] == "/orderType: “Offer” is not one of: Order, RFQ."
