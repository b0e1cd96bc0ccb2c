"""The drill: fill, back up while it runs, destroy, restore on an empty machine, verify; and what is refused."""

import json
import subprocess
import sys
import tarfile
import textwrap
from pathlib import Path

import psycopg
import pytest

from cli.terminal import Terminal
from maatwerk.kernel.backup.site import NotEmpty, Site, restore_keys
from maatwerk.kernel.postgres.binaries import embedded
from maatwerk.kernel.postgres.cluster import Cluster
from prepared import copy_server

FILL = """
    import sys, uuid
    from maatwerk.cli.runtime import database
    with database():
        from maatwerk.apps.people.public import Contact, register_person, seal
        from maatwerk.kernel import log, tenancy
        from django.conf import settings
        with tenancy.acting(organisation=uuid.UUID(sys.argv[1])):
            person = register_person(contact=Contact("Noor de Vries", "noor@example.org"))
            print(person, seal(person, {"kept": "yes"}, using="default").hex())
        log.seal_all()
        settings.UPLOADS.mkdir(exist_ok=True)
        (settings.UPLOADS / "history.csv").write_bytes(b"person,score\\n1,2\\n" * 1000)
"""
LOOK = """
    import sys, uuid
    from maatwerk.cli.runtime import database
    with database():
        from maatwerk.apps.people.public import names, unseal
        from maatwerk.kernel import tenancy
        organisation, person = map(uuid.UUID, sys.argv[1:3])
        with tenancy.acting(organisation=organisation):
            print(names([person])[person], unseal(person, bytes.fromhex(sys.argv[3]))["kept"])
"""


def script(site: Terminal, text: str, *words: str) -> list[str]:
    """Run lines of Python on a site and return the words they print."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(text), *words],
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """Return the two archives of a site that no longer exists, and what was sealed in it."""
    folder = tmp_path_factory.mktemp("backup")
    site = Terminal(folder / "site")
    copy_server(site.folder)
    cluster = Cluster(site.folder, durable=False)
    with cluster.running():
        organisation = site.json("organisation", "create", "vries")["id"]
        sealed = [organisation, *script(site, FILL, organisation)]
        made = site.json("backup", folder / "site.tar", "--keys", folder / "keys.tar")
        assert made["rows"] > 10
        assert made["files"] == 1
    cluster.destroy()
    return folder / "site.tar", folder / "keys.tar", sealed


def test_a_destroyed_site_comes_back_whole(backed_up: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    archive, keys, sealed = backed_up
    site = Terminal(tmp_path / "empty")
    cluster = Cluster(site.folder)
    try:
        said = site.done("restore", archive, "--keys", keys)
        assert "every table holds what it held" in said
        assert script(site, LOOK, *sealed) == ["Noor", "de", "Vries", "yes"]
        assert (site.folder / "uploads/history.csv").stat().st_size == 17_000
        assert site.json("log", "verify")["ok"]
        with (
            cluster.running(),
            psycopg.connect((site.folder / "credentials/scoring").read_text()) as scoring,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            scoring.execute("SELECT name FROM people_identity")
        assert "already" in site.refused("restore", archive)  # never over what is there
    finally:
        cluster.destroy()


def test_anchors_on_a_disk_of_their_own_outlive_the_site_and_stay(
    backed_up: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    """With them what says who was erased since the backup: putting the older file back would bring people back."""
    _archive, keys, (organisation, *_rest) = backed_up
    folder = tmp_path / "data"
    site = Site(
        folder=folder, master_key=folder / "master-key", anchors=tmp_path / "anchors", database_url="", binaries=embedded()
    )  # fmt: skip
    restore_keys(site, keys)
    anchors = site.anchors / f"{organisation}.jsonl"
    grown = anchors.read_bytes() + b"sealed since\n"
    anchors.write_bytes(grown)
    (site.anchors / "erasures.jsonl").write_text("erased since\n")
    restore_keys(site, keys)
    assert anchors.read_bytes() == grown
    assert (site.anchors / "erasures.jsonl").read_text() == "erased since\n"
    anchors.write_bytes(b"X" + grown[1:])
    with pytest.raises(NotEmpty):
        restore_keys(site, keys)
    anchors.write_bytes(grown)
    site.master_key.write_bytes(site.master_key.read_bytes() + b"x")
    with pytest.raises(NotEmpty):
        restore_keys(site, keys)


def test_the_archive_alone_holds_no_key(backed_up: tuple[Path, Path, list[str]]) -> None:
    archive, keys, _ = backed_up
    with tarfile.open(keys) as tar:
        key = tar.extractfile("keys/master-key").read()  # type: ignore[union-attr]
    assert len(key) == 32
    assert key not in archive.read_bytes()
    for one in (archive, keys):
        assert one.stat().st_mode & 0o077 == 0


def test_one_changed_byte_restores_nothing(backed_up: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    archive, _, _ = backed_up
    content = bytearray(archive.read_bytes())
    place = content.index(b"person,score") + 5
    content[place] ^= 1
    (tmp_path / "changed.tar").write_bytes(content)
    site = Terminal(tmp_path / "empty")
    said = site.refused("restore", tmp_path / "changed.tar")
    assert "files/uploads/history.csv" in said
    assert "Nothing was restored" in said
    assert not (site.folder / "postgres").exists()


@pytest.mark.parametrize("length", [0, 700, -12_000])
def test_an_archive_that_was_cut_off_restores_nothing(
    backed_up: tuple[Path, Path, list[str]], tmp_path: Path, length: int
) -> None:
    (tmp_path / "cut.tar").write_bytes(backed_up[0].read_bytes()[:length])
    assert "Nothing was restored" in Terminal(tmp_path / "empty").refused("restore", tmp_path / "cut.tar")


def test_a_file_outside_its_place_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.write_bytes(b"x")
    manifest = {"form": 1, "what": "site", "key": "", "tables": {}, "members": [
        {"name": "files/../../out", "size": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    ]}  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "manifest.json", "manifest.json")
        tar.add(evil, "files/../../out")
    assert "lies outside its place" in Terminal(tmp_path / "empty").refused("restore", tmp_path / "evil.tar")
    assert not (tmp_path.parent / "out").exists()


def test_a_backup_is_never_written_over(backed_up: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    before = backed_up[0].read_bytes()
    assert "is there already" in Terminal(tmp_path / "none").refused("backup", backed_up[0])
    assert backed_up[0].read_bytes() == before


def test_the_keys_are_no_site(backed_up: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    assert "holds keys, not site" in Terminal(tmp_path / "empty").refused("restore", backed_up[1])
