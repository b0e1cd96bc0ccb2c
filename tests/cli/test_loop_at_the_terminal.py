"""From a file of past hires to advice, as an analyst does it at a terminal: history, model, advise, evaluate, log."""

import csv
import json
import subprocess
from pathlib import Path

import psycopg
import pytest

from cli.terminal import REGISTER, ROOT, Terminal
from maatwerk.cli.simulate import simulate_call_centre, write_csv

MAPPING = ROOT / "src" / "maatwerk" / "cli" / "simulate" / "call-centre.toml"
OWN = ("--organisation", "centre")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Three waves of 90, 105 and 105 hires, the complete history, and current applicants."""
    centre = simulate_call_centre(7, hires=300, applicants=12)
    return write_csv(centre, tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def imported(terminal: Terminal, files: tuple[Path, ...]) -> dict[str, object]:
    return terminal.json("history", "import", files[0], "--mapping", MAPPING, *OWN)


@pytest.fixture(scope="module")
def refused_fit(terminal: Terminal, imported: dict[str, object]) -> str:
    """What a fit says while nothing may feed the model: asked before `live`, in whatever order tests run."""
    return terminal.refused("model", "fit")


@pytest.fixture(scope="module")
def live(terminal: Terminal, refused_fit: str) -> dict[str, object]:
    """A version that rests on a sourced expectation, since the history is small."""
    reason = ("--reason", "Asked for in every call.")
    terminal.done("model", "admit", "--results", *reason, "--importance", 2, "--source", "Team leaders")
    terminal.done("model", "fit")
    approve = ("model", "approve", "--reason")
    assert "maatwerk register keep FILE.toml" in terminal.refused(
        *approve, "Before anybody said what it is for."
    )
    terminal.done("register", "keep", REGISTER)
    terminal.done("model", "approve", "--reason", "Looked at weights, validity and impact.")
    return terminal.json("model", "show")


def rewritten(source: Path, target: Path, change: dict[str, str]) -> Path:
    """Copy a file with some columns set to one value each; a column that was not there is added."""
    with source.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], *(name for name in change if name not in rows[0])])
        writer.writeheader()
        writer.writerows([row | change for row in rows])
    return target


def test_a_dry_run_lists_every_error_at_once_and_imports_nothing(
    terminal: Terminal, files: tuple[Path, ...], tmp_path: Path
) -> None:
    lines = files[0].read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    for number, column, cell in ((2, "conscientiousness", "many"), (4, "hired_on", "2031-13-45")):
        cells = lines[number].split(",")
        cells[header.index(column)] = cell
        lines[number] = ",".join(cells)
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join(lines), encoding="utf-8")
    for more in (["--dry-run"], []):  # the import itself refuses in the same words
        ended = terminal.run("history", "import", broken, "-m", MAPPING, "-o", "broken", *more)
        assert ended.returncode == 1
        assert "broken.csv, line 3, column “conscientiousness”" in ended.stdout
        assert "broken.csv, line 5, column “hired_on”" in ended.stdout
        assert "2 errors: nothing is imported until they are mended." in ended.stdout
    checked = terminal.run("history", "import", broken, "-m", MAPPING, "--dry-run", "--json")
    report = json.loads(checked.stdout)["report"]
    assert (checked.returncode, report["ok"], report["error_count"]) == (1, False, 2)
    assert [(found["line"], found["column"]) for found in report["errors"]] == [
        (3, "conscientiousness"),
        (5, "hired_on"),
    ]
    assert "broken" in terminal.refused("log", "verify", "-o", "broken")  # not even the organisation was made


def test_a_dry_run_shows_each_kind_of_error_and_how_the_file_was_read(
    terminal: Terminal, files: tuple[Path, ...], tmp_path: Path
) -> None:
    with files[0].open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:80]:
        row["conscientiousness"] = "many"
    rows[85]["hired_on"] = "2031-13-45"
    broken = tmp_path / "broken.csv"
    with broken.open("w", newline="", encoding="utf-16") as target:
        writer = csv.DictWriter(target, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    said = terminal.run("history", "import", broken, "-m", MAPPING, "-o", "broken", "--dry-run").stdout
    assert said.count("column “conscientiousness”") == 5  # of eighty: the rest is counted
    assert "broken.csv, line 87, column “hired_on”" in said
    assert "… and 75 more errors" in said
    titled = tmp_path / "titled.csv"
    titled.write_text(
        "People hired;;;;\n\n" + files[0].read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8"
    )
    assert "The header is on line 3" in terminal.done("history", "import", titled, "-m", MAPPING, "--dry-run")
    report = terminal.json("history", "import", titled, "-m", MAPPING, "--dry-run")["report"]
    assert "header_found" in {note["code"] for note in report["notes"]}


def test_one_of_something_is_said_in_the_singular(
    terminal: Terminal, files: tuple[Path, ...], tmp_path: Path
) -> None:
    lines = files[0].read_text(encoding="utf-8").splitlines()
    one = tmp_path / "one.csv"
    one.write_text("\n".join(lines[:2]), encoding="utf-8")
    words = ("history", "import", one, "-m", MAPPING, "--dry-run")
    assert "Read 1 row: 1 person, 1 engagement, of which " in terminal.done(*words)
    assert "Gelezen: 1 rij: 1 persoon, 1 dienstverband, waarvan " in terminal.done(*words, "--language", "nl")
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("conscientiousness")] = "many"
    one.write_text("\n".join([lines[0], ",".join(cells)]), encoding="utf-8")
    assert "1 error: nothing is imported until it is mended." in terminal.run(*words).stdout
    assert "1 fout: er wordt niets" in terminal.run(*words, "--language", "nl").stdout


def test_a_clean_dry_run_writes_nothing(terminal: Terminal, files: tuple[Path, ...]) -> None:
    said = terminal.done("history", "import", files[0], "-m", MAPPING, "-o", "dry", "--dry-run")
    assert "No errors" in said
    assert "Imported" not in said
    assert "dry" in terminal.refused("model", "show", "-o", "dry")


def test_an_import_says_what_came_in(imported: dict[str, object]) -> None:
    assert imported["status"] == "imported"
    assert (imported["persons"], imported["engagements"]) == (90, 90)
    assert imported["report"]["ok"] is True
    assert imported["protected"] > 0


def test_the_same_file_is_refused_in_the_readers_language(
    terminal: Terminal, files: tuple[Path, ...], imported: dict[str, object]
) -> None:
    words = ("history", "import", files[0], "-m", MAPPING, *OWN)
    assert "imported already" in terminal.refused(*words)
    assert "al geïmporteerd" in terminal.refused(*words, "--language", "nl")
    ended = terminal.run(*words, "--json")
    assert (ended.returncode, json.loads(ended.stdout)["code"]) == (1, "imported_already")


def test_a_dry_run_says_that_a_file_or_its_people_came_in_before_and_stores_nothing(
    terminal: Terminal, files: tuple[Path, ...], imported: dict[str, object], tmp_path: Path
) -> None:
    def stored() -> list[tuple[object, ...]]:
        tables = ("kernel_event", "outcomes_history", "people_person", "organisations_organisation")
        with psycopg.connect(terminal.superuser()) as connection:
            return [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]

    before = stored()
    words = ("history", "import", files[0], "-m", MAPPING, "--dry-run")
    ended = terminal.run(*words, *OWN)
    assert ended.returncode == 1
    assert "No errors" in ended.stdout
    assert "imported already" in ended.stdout
    said = json.loads(terminal.run(*words, *OWN, "--json").stdout)
    assert (said["report"]["ok"], said["came_in_before"]["code"]) == (True, "imported_already")
    some = tmp_path / "some.csv"
    some.write_text("\n".join(files[0].read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    ended = terminal.run("history", "import", some, "-m", MAPPING, "--dry-run", *OWN)
    assert (ended.returncode, "2 people of these files are in an earlier history" in ended.stdout) == (
        1,
        True,
    )
    assert terminal.json(*words, "-o", "elsewhere")["came_in_before"] is None  # another organisation may
    assert terminal.json("history", "import", files[1], "-m", MAPPING, "--dry-run")["came_in_before"] is None
    assert stored() == before


def test_a_fit_is_refused_before_anything_may_feed_it(refused_fit: str) -> None:
    assert "Nothing may feed this model yet" in refused_fit
    assert "maatwerk model admit" in refused_fit  # what to do next


def test_a_version_shows_its_work(live: dict[str, object]) -> None:
    assert live["state"] == "live"
    assert live["people"] == 90
    assert {weight["name"] for weight in live["weights"]} >= {"conscientiousness", "handwriting"}
    assert all(weight["low"] < weight["weight"] < weight["high"] for weight in live["weights"])
    assert len(live["fingerprint"]) == 64
    assert [step["to"] for step in live["steps"]] == ["reviewed", "approved", "live"]


def test_an_auditor_takes_the_same_file_along_twice(
    terminal: Terminal, live: dict[str, object], tmp_path: Path
) -> None:
    made = [terminal.json("audit", "export", tmp_path / name, "--seal", 1) for name in ("one.zip", "two.zip")]
    assert made[0]["sha256"] == made[1]["sha256"]
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert "no such seal" in terminal.refused("audit", "export", tmp_path / "three.zip", "--seal", 9999)


def test_a_register_file_that_lacks_a_part_is_refused_by_its_name(
    terminal: Terminal, live: dict[str, object], tmp_path: Path
) -> None:
    file = tmp_path / "register.toml"
    file.write_text(REGISTER.read_text(encoding="utf-8").replace("[works_council]", "[council]"))
    assert "[works_council]" in terminal.refused("register", "keep", file)
    file.write_text(REGISTER.read_text(encoding="utf-8").replace("gaps =", "holes ="))
    assert "holes" in terminal.refused("register", "keep", file)


def test_a_live_version_is_not_approved_twice(terminal: Terminal, live: dict[str, object]) -> None:
    assert "already" in terminal.refused("model", "approve", "--reason", "again")


def test_advice_is_one_json_line_per_person_that_adds_up(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object]
) -> None:
    lines = [json.loads(line) for line in terminal.done("advise", files[-1]).splitlines()]
    assert len(lines) == 12
    for said in lines:
        assert {"line", "person", "status", "version", "estimates", "contributions", "caveats"} <= said.keys()
        assert said["status"] in {"advice", "on_prior"}
        total = sum(found["log_odds"] for found in said["contributions"])
        assert said["log_odds"] == pytest.approx(total, abs=1e-9)
        for found in said["estimates"]:
            assert 0 <= found["low"] <= found["estimate"] <= found["high"] <= 1


def test_nothing_but_the_admitted_evidence_changes_advice(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object], tmp_path: Path
) -> None:
    """Declined or answered demographics, another name, another address, a column nobody knows: the same bytes."""
    before = terminal.done("advise", files[-1])
    others = {
        "sex": "none of your business",
        "birth_year": "",
        "name": "Somebody Else",
        "place": "Elsewhere",
        "shoe_size": "44",
    }
    changed = rewritten(files[-1], tmp_path / "others.csv", others)
    assert changed.read_bytes() != files[-1].read_bytes()
    assert terminal.done("advise", changed) == before
    scores = rewritten(files[-1], tmp_path / "scores.csv", {"stress_tolerance": "70"})
    assert terminal.done("advise", scores) != before  # the comparison can fail


def test_a_file_with_errors_gets_no_advice(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object], tmp_path: Path
) -> None:
    bad = rewritten(files[-1], tmp_path / "bad.csv", {"stress_tolerance": "high"})
    assert "bad.csv, line 2, column “stress_tolerance”" in terminal.refused("advise", bad)


def test_evaluation_of_unseen_people_repeats_to_the_digit(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object]
) -> None:
    first = terminal.json("evaluate", files[1], "--mapping", MAPPING)
    assert first == terminal.json("evaluate", files[1], "--mapping", MAPPING)
    assert (first["n"], first["people_in_history"]) == (105, 0)
    assert 0 < first["concordance"]["low"] < first["concordance"]["high"] < 1
    assert [entry["months"] for entry in first["at"]] == [3, 6, 9, 12]
    for entry in first["at"]:
        assert entry["brier"]["n"] == 105
        assert entry["brier_null"]["low"] <= entry["brier_null"]["estimate"] <= entry["brier_null"]["high"]


def test_evaluation_says_how_sure_its_intervals_are_and_on_how_many_people(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object]
) -> None:
    words = ("evaluate", files[1], "--mapping", MAPPING)
    assert {terminal.json(*words)["concordance"]["confidence"]} == {0.9}
    figures = [
        line for line in terminal.done(*words).splitlines() if "concordance" in line or "score" in line
    ]
    assert len(figures) == 9  # the concordance, and two scores at each of four horizons
    assert all("90% interval" in line and "n = 105)" in line for line in figures)
    assert "90%-interval" in terminal.done(*words, "--language", "nl")


def test_evaluation_says_so_where_the_version_learned_from_these_people(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object]
) -> None:
    assert terminal.json("evaluate", files[0])["people_in_history"] == 90
    assert "these figures flatter it" in terminal.done("evaluate", files[0])
    assert "te mooi" in terminal.done("evaluate", files[0], "--language", "nl")


def test_who_stops_reading_gets_no_traceback(
    terminal: Terminal, files: tuple[Path, ...], live: dict[str, object]
) -> None:
    advising = terminal.start("advise", files[0], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with advising:
        assert advising.stdout is not None
        assert advising.stderr is not None
        advising.stdout.readline()
        advising.stdout.close()
        assert advising.stderr.read() == ""
    assert advising.returncode == 0


def test_the_log_holds_until_somebody_edits_it(terminal: Terminal, live: dict[str, object]) -> None:
    report = terminal.json("log", "verify")
    assert report["ok"]
    assert report["sealed"] > 10
    assert report["unsealed"] == 0  # sealed by the commands themselves: here is no worker
    every = terminal.json("log", "verify", "--every")[
        "organisations"
    ]  # as whoever runs the server asks, a member or not
    assert report in every.values()
    assert all(one["ok"] for one in every.values())
    assert "MAATWERK_ANCHOR_STORE" in terminal.refused("log", "store", "--every")
    with psycopg.connect(terminal.superuser()) as connection:
        connection.execute("SET session_replication_role = replica")
        changed = connection.execute(
            "UPDATE kernel_event SET kind = 'advice.version_declined' WHERE kind = 'advice.version_moved'"
            " OR kind LIKE 'outcomes.history%'"
        )
        assert changed.rowcount
    ended = terminal.run("log", "verify")
    assert ended.returncode == 1
    assert "was changed after it was sealed" in ended.stdout
    assert "veranderd nadat die verzegeld was" in terminal.run("log", "verify", "--language", "nl").stdout


def test_a_stranger_and_an_unknown_organisation_are_refused(
    terminal: Terminal, imported: dict[str, object]
) -> None:
    assert "nowhere" in terminal.refused("model", "show", "-o", "nowhere")
    assert "There is no account" in terminal.refused("model", "show", "--as", "nobody@example.org")
    assert "Er is geen account" in terminal.refused(
        "model", "show", "--as", "nobody@example.org", "--language", "nl"
    )
