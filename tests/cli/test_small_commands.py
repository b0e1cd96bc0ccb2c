"""Commands that stand alone: impact of a file, a mapping proposed, reset, and words misunderstood."""

import csv
import json
import socket
from pathlib import Path

import pytest

from cli.terminal import Terminal
from maatwerk.cli.serve import site_url


@pytest.fixture
def fresh(tmp_path: Path) -> Terminal:
    """A data folder that nothing was done in."""
    return Terminal(tmp_path / "fresh")


def selection(path: Path, **groups: tuple[int, int]) -> Path:
    """Write a file of people: for each group how many were selected, of how many."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["group", "hired"])
        for group, (selected, of) in groups.items():
            writer.writerows([group, "yes" if number < selected else "no"] for number in range(of))
    return path


def test_impact_gives_the_agencies_answer(alone: Terminal, tmp_path: Path) -> None:
    # Uniform Guidelines, Questions and Answers no. 12, 44 FR 11998: 48 of 80 against 12 of 40
    people = selection(tmp_path / "people.csv", white=(48, 80), black=(12, 40))
    table = alone.json("impact", people, "--group", "group", "--selected", "hired")
    rows = {row["group"]: row for row in table["rows"]}
    assert rows["white"]["rate"]["estimate"] == pytest.approx(0.60)
    assert rows["black"]["rate"]["estimate"] == pytest.approx(0.30)
    assert rows["black"]["impact"]["ratio"]["estimate"] == pytest.approx(0.50)


def test_impact_speaks_both_languages(alone: Terminal, tmp_path: Path) -> None:
    people = selection(tmp_path / "people.csv", white=(48, 80), black=(12, 40))
    words = ("impact", people, "--group", "group", "--selected", "hired")
    english, dutch = alone.done(*words), alone.done(*words, "--language", "nl")
    assert "0.500" in english
    assert english.splitlines()[-1] != dutch.splitlines()[-1]


def test_impact_withholds_small_groups(alone: Terminal, tmp_path: Path) -> None:
    people = selection(tmp_path / "people.csv", many=(20, 40), others=(10, 40), few=(2, 3))
    table = alone.json("impact", people, "--group", "group", "--selected", "hired")
    few = next(row for row in table["rows"] if row["group"] == "few")
    assert few["suppressed"]
    assert few["selected"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--group", "nope", "--selected", "hired"), "has no column “nope”. It has: group, hired."),
        (("--group", "hired", "--selected", "group"), "“white” is neither yes nor no"),
    ],
)
def test_impact_says_what_is_wrong_with_a_file(
    alone: Terminal, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    people = selection(tmp_path / "people.csv", white=(3, 4))
    assert sentence in alone.refused("impact", people, *words)


def test_a_file_that_is_not_there_is_named(alone: Terminal) -> None:
    said = alone.refused("impact", "nofile.csv", "--group", "a", "--selected", "b")
    assert "nofile.csv" in said
    ended = alone.run("impact", "nofile.csv", "--group", "a", "--selected", "b", "--json")
    assert (ended.returncode, json.loads(ended.stdout)["status"]) == (1, "refused")


def test_nothing_is_removed_that_is_not_ours(fresh: Terminal, tmp_path: Path) -> None:
    assert "nothing to remove" in fresh.done("reset")
    fresh.folder.mkdir(exist_ok=True)
    (fresh.folder / "thesis.txt").write_text("years of work")
    assert "does not look like a data folder" in fresh.refused("reset")
    assert (fresh.folder / "thesis.txt").exists()


def test_a_port_that_is_taken_is_refused_before_anything_is_loaded(fresh: Terminal) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = Terminal(fresh.folder, {"PORT": str(port)})
        assert f"Port {port} is taken" in taken.refused("demo")
        dutch = Terminal(fresh.folder, {"PORT": str(port), "MAATWERK_LANGUAGE": "nl"})
        assert f"Poort {port} is in gebruik" in dutch.refused("demo")
    assert not (fresh.folder / "postgres").exists()


def test_a_wrong_port_stops_only_what_needs_one(fresh: Terminal) -> None:
    odd = Terminal(fresh.folder, {"PORT": "eighty"})
    ended = odd.run("serve")
    assert (ended.returncode, "eighty" in ended.stderr) == (2, True)
    assert "nothing to remove" in odd.done("reset")


def test_help_is_there_without_a_database(fresh: Terminal) -> None:
    assert fresh.run().returncode == 2
    for words in ((), ("history", "import"), ("model", "admit"), ("advise",), ("log", "verify")):
        assert "usage: maatwerk" in fresh.done(*words, "--help")
    assert not fresh.folder.exists()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8462"),
        ("0.0.0.0", "http://127.0.0.1:8462"),
        ("::1", "http://[::1]:8462"),
        ("work.example", "http://work.example:8462"),
    ],
)
def test_links_in_mails_lead_to_where_the_product_listens(host: str, address: str) -> None:
    assert site_url(host, 8462) == address


def test_help_speaks_the_readers_language(fresh: Terminal) -> None:
    assert "bring in people once hired" in fresh.done("--help")
    assert "breng mensen in" in fresh.done("--help", "--language", "nl")
    dutch = Terminal(fresh.folder, {"LANG": "nl_NL.UTF-8"})
    said = dutch.done("history", "import", "--help")
    assert "gebruik: maatwerk history import" in said
    assert "alleen controleren" in said
    wrong = dutch.run("history", "import")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "dit moet er nog bij" in wrong.stderr
    assert "usage: maatwerk" in dutch.done("--help", "--language=en")


@pytest.mark.parametrize("group", ["history", "model", "log", "organisation"])
def test_a_group_of_commands_without_its_verb_shows_what_it_has(alone: Terminal, group: str) -> None:
    ended = alone.run(group)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "VERB" in ended.stderr
    assert "show this help message" in ended.stderr


def test_a_mapping_is_proposed_without_a_database(alone: Terminal, tmp_path: Path) -> None:
    people = tmp_path / "Personeel 2024.csv"
    people.write_text(
        "Personeelsoverzicht\n\nnummer;datum in dienst;datum uit dienst;score\n1;1-2-2021;;4,5\n2;28-2-2021;30-6-2022;3\n"
    )
    text = alone.done("history", "map", people)
    assert 'name = "Personeel 2024"' in text
    assert 'date_format = "%d-%m-%Y"' in text
    found = alone.json("history", "map", people)
    assert (found["file"], found["rows_seen"], found["mapping"]) == ("Personeel 2024.csv", 2, text)


def test_a_file_that_cannot_be_mapped_says_why_in_json_too(alone: Terminal, tmp_path: Path) -> None:
    twice = tmp_path / "twice.csv"
    twice.write_text("id,score,score\n1,2,3\n")
    assert "“score” more than once" in alone.refused("history", "map", twice)
    ended = alone.run("history", "map", twice, "--json")
    (line,) = ended.stdout.splitlines()
    (error,) = json.loads(line)["errors"]
    assert (ended.returncode, ended.stderr) == (1, "")
    assert (error["code"], error["file"], error["line"]) == ("header_repeated", "twice.csv", 1)


def test_impact_can_be_told_which_cells_mean_selected(alone: Terminal, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    rows = [("f", "Green") if n < 12 else ("f", "Red") for n in range(20)]
    rows += [("m", "green") if n < 15 else ("m", "Amber") for n in range(20)]
    people.write_text("sex,outcome\n" + "".join(f"{sex},{said}\n" for sex, said in rows))
    words = ("impact", people, "--group", "sex", "--selected", "outcome")
    assert "--selected-is “Green”" in alone.refused(*words)
    table = alone.json(*words, "--selected-is", "Green")
    chosen = {row["group"]: (row["selected"], row["applicants"]) for row in table["rows"]}
    assert chosen == {"female": (12, 20), "male": (15, 20)}


def test_impact_speaks_one_language_at_a_time(alone: Terminal, tmp_path: Path) -> None:
    people = selection(tmp_path / "people.csv", white=(48, 80), black=(12, 40))
    words = ("impact", people, "--group", "group", "--selected", "hired")
    assert "people" in alone.done(*words).splitlines()[0]
    assert "mensen" in alone.done(*words, "--language", "nl").splitlines()[0]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/postgres", "The database does not answer: "),
        ("mysql://somewhere", "DATABASE_URL must look like postgresql://"),
    ],
)
def test_a_database_that_does_not_answer_is_said_in_a_sentence(
    fresh: Terminal, url: str, sentence: str
) -> None:
    elsewhere = Terminal(fresh.folder, {"DATABASE_URL": url})
    said = elsewhere.refused("log", "verify")
    assert sentence in said
    assert "secret" not in said
    ended = elsewhere.run("log", "verify", "--json")
    assert json.loads(ended.stdout)["code"] in {"database_unreachable", "database_url"}


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = Terminal(tmp_path / "file" / "data").refused("log", "verify")
    assert "Name another one in MAATWERK_DATA" in said
