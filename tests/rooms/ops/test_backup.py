"""Backup and restore: a node comes back as it was, on either engine, whole or not at all."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.ops.backup_houses import KEY, OTHER_KEY, House, build_house, make_house

STATE = "membership.nodestate"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the houses of these tests stand."""
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def origin(folder: Path) -> House:
    """The node that was backed up."""
    return build_house(folder, "origin")


@pytest.fixture(scope="module")
def backup(origin: House, folder: Path) -> Path:
    """Its backup."""
    path = folder / "node.backup"
    origin.do("backup", path)
    return path


@pytest.fixture(scope="module")
def before(origin: House, backup: Path) -> dict[str, Any]:
    """What it held then."""
    return origin.look()


def is_as_before(found: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether every table and file is what it was; only the restore itself is noted."""
    tables = {name: rows for name, rows in found["tables"].items() if name != STATE}
    old = {name: rows for name, rows in before["tables"].items() if name != STATE}
    same_files = found["files"] == before["files"]
    return tables == old and same_files and found["faults"] == [] and found["restored"] is True


def test_a_restored_node_holds_exactly_what_was_backed_up(
    tmp_path: Path, backup: Path, before: dict[str, Any]
) -> None:
    house = make_house(tmp_path, "new")
    said = house.do("restore", backup).stdout
    assert "3 journals verified up to the signed root" in said
    assert is_as_before(house.look(), before)
    assert before["faults"] == []
    assert sum(rows for rows, _digest in before["tables"].values()) > 90


@pytest.mark.only_postgresql
def test_a_backup_of_one_engine_is_restored_on_the_other_and_back(
    tmp_path: Path, backup: Path, before: dict[str, Any]
) -> None:
    embedded = make_house(tmp_path, "embedded", url="")
    embedded.do("restore", backup)
    found = embedded.look()
    assert (embedded.data / "bayanihan.sqlite3").exists()
    assert is_as_before(found, before)
    embedded.do("backup", tmp_path / "again")
    back = make_house(tmp_path, "back")
    back.do("restore", tmp_path / "again")
    assert is_as_before({**back.look(), "tables": found["tables"]}, before)
    assert back.act("speak").returncode == 1
    # Both restores wait for the one word.
    back.do("confirm-restore", "--by", "somebody")
    assert back.act("speak").returncode == 0


def test_a_restored_node_signs_nothing_until_a_person_has_confirmed_it(
    tmp_path: Path, backup: Path
) -> None:
    house = make_house(tmp_path, "new")
    house.do("restore", backup)
    refused = house.act("speak")
    assert refused.returncode == 1
    assert "node_is_restored" in refused.stderr
    assert "nothing is signed yet" in house.run("doctor").stdout
    house.do("confirm-restore", "--by", "Duty officer")
    assert house.act("speak").returncode == 0
    found = house.look()
    # Keys go on after those that were loaded, and the heads say that the node began anew.
    assert (found["faults"], found["restored"], found["epochs"]) == ([], False, [2, 2, 2])
    again = house.run("confirm-restore", "--by", "Duty officer")
    assert (again.returncode, "nothing_to_confirm" in again.stderr) == (2, True)


def test_nothing_is_restored_over_a_node(
    origin: House, backup: Path, before: dict[str, Any]
) -> None:
    refused = origin.run("restore", backup)
    assert (refused.returncode, "there is a node here already" in refused.stderr) == (2, True)
    assert origin.look() == before


def test_a_backup_is_not_restored_under_another_key_file(tmp_path: Path, backup: Path) -> None:
    house = make_house(tmp_path, "new", key=OTHER_KEY)
    refused = house.run("restore", backup)
    assert (refused.returncode, "another key file" in refused.stderr) == (2, True)
    assert house.present() == set()


def contents(backup: Path) -> dict[str, bytes]:
    """Every file of an archive."""
    with tarfile.open(backup, "r:gz") as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]  # all are files


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def forged(files: dict[str, bytes]) -> bytes:
    """Another name for a person, with a manifest that agrees."""
    import hashlib  # noqa: PLC0415  # for this forgery alone

    [name] = [one for one in files if one.startswith("tables/membership.person/")]
    files[name] = files[name].replace(b"aa.lead", b"xx.lead")
    old = json.loads(files["manifest.json"])
    old["files"][name] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(old).encode()
    return packed(files)


def changed(files: dict[str, bytes]) -> bytes:
    """A row that is not as it was."""
    [name] = [one for one in files if one.startswith("tables/records.entry/")]
    files[name] = files[name].replace(b'"indicator"', b'"malware"', 1)
    return packed(files)


def without(files: dict[str, bytes], name: str) -> bytes:
    """One file left out."""
    return packed({key: value for key, value in files.items() if key != name})


BROKEN: Mapping[str, Callable[[bytes, dict[str, bytes]], bytes]] = {
    "cut off": lambda raw, _files: raw[: len(raw) * 2 // 3],
    "cut off between files": lambda raw, _files: gzip.compress(gzip.decompress(raw)[: 512 * 40]),
    "empty": lambda _raw, _files: b"",
    "no archive": lambda _raw, _files: b"{}",
    "a byte changed": lambda raw, _files: raw[:-400] + bytes([raw[-400] ^ 1]) + raw[-399:],
    "a row changed": lambda _raw, files: changed(files),
    "a manifest made to fit": lambda _raw, files: forged(files),
    "without the seal": lambda _raw, files: without(files, "manifest.seal"),
    "without the manifest": lambda _raw, files: without(files, "manifest.json"),
    "without a table": lambda _raw, files: without(files, "tables/records.head/00000.jsonl"),
    "with more": lambda _raw, files: packed({**files, "tables/web.x/00000.jsonl": b"[]\n"}),
}


@pytest.mark.parametrize("how", BROKEN)
def test_of_a_broken_or_changed_backup_nothing_is_restored(
    tmp_path: Path, backup: Path, how: str
) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(BROKEN[how](backup.read_bytes(), contents(backup)))
    house = make_house(tmp_path, "new")
    refused = house.run("restore", bad)
    assert refused.returncode == 2, refused.stderr
    assert re.search(r"no_archive|archive_damaged", refused.stderr), refused.stderr
    assert house.present() == set()


def test_a_backup_of_a_newer_program_is_refused_in_words(tmp_path: Path, backup: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from tests.rooms.ops.test_backup import contents, packed;"
        "import django; django.setup(); import json;"
        "from bayanihan.ops.archive_form import seal_of;"
        "files = contents(Path(sys.argv[1])); old = json.loads(files['manifest.json']);"
        "old['migrations'].append(['records', '0999_to_come']);"
        "files['manifest.json'] = json.dumps(old).encode();"
        "files['manifest.seal'] = seal_of(files['manifest.json']).encode();"
        "Path(sys.argv[2]).write_bytes(packed(files))"
    )
    house = make_house(tmp_path, "new")
    house.data.mkdir(parents=True)
    done = house.script(script, str(backup), str(tmp_path / "newer"))
    assert done.returncode == 0, done.stderr
    refused = house.run("restore", tmp_path / "newer")
    assert (refused.returncode, "0999_to_come" in refused.stderr) == (2, True)
    assert house.present() == set()


def test_the_master_key_is_not_in_a_backup_and_the_command_says_so(
    origin: House, backup: Path, folder: Path
) -> None:
    files = contents(backup)
    everything = b"".join(files.values())
    assert KEY.encode() not in everything
    assert bytes.fromhex(KEY) not in everything
    assert not any("signedin" in name or "session" in name for name in files)
    assert "NOT in it" in origin.do("backup", folder / "another").stdout
    assert backup.stat().st_mode & 0o077 == 0


def test_what_was_erased_after_the_backup_is_erased_again(tmp_path: Path, folder: Path) -> None:
    old = build_house(tmp_path, "old")
    old.do("backup", tmp_path / "node.backup")
    done = old.act("erase")
    assert done.returncode == 0, done.stderr
    house = make_house(tmp_path, "new")
    house.data.mkdir(parents=True)
    (house.data / "erasures.log").write_bytes((old.data / "erasures.log").read_bytes())
    said = house.do("restore", tmp_path / "node.backup").stdout
    assert "1 entry erased again" in said
    found = house.look()
    assert not any("secret-of-bb" in body for body in found["bodies"])
    assert found["faults"] == []
    # What was erased before a backup is remembered by it, without the old directory.
    old.do("backup", tmp_path / "later.backup")
    third = make_house(tmp_path, "third")
    third.do("restore", tmp_path / "later.backup")
    assert third.look()["files"]["erasures.log"].count("\n") == 1
