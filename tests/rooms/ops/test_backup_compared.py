"""After a restore: what others hold is compared, and what was lost comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rooms.ops.backup_houses import House, build_house, make_house


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Backup, then one record more, then what BB holds and what the node's heads were."""
    folder = tmp_path_factory.mktemp("compared")
    house = build_house(folder, "origin")
    _export(house, folder / "old.json")
    house.do("backup", folder / "node.backup")
    assert house.act("more").returncode == 0
    _export(house, folder / "held-by-bb.json")
    proof = json.loads((folder / "held-by-bb.json").read_bytes())["x_bayanihan_package"]
    heads = "\n".join(one["checkpoint"] for one in proof["journals"])
    (folder / "heads.txt").write_text(heads, encoding="utf-8")
    return folder


def _export(house: House, path: Path) -> None:
    house.do("export", "--as", "BB", "--group", "circle", "-o", path)


@pytest.fixture
def restored(folder: Path, tmp_path: Path) -> House:
    """A node made from the backup."""
    house = make_house(tmp_path, "new")
    house.do("restore", folder / "node.backup")
    return house


def states(house: House, path: Path) -> tuple[int, list[tuple[str, int]]]:
    """Exit code, and for each journal the state and how many entries came back."""
    done = house.run("compare", path, "--json")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, [(one["state"], one["fetched"]) for one in said]


def test_what_was_said_after_the_backup_comes_back_from_who_holds_it(
    folder: Path, restored: House
) -> None:
    path = folder / "held-by-bb.json"
    assert not any("after the backup" in body for body in restored.look()["bodies"])
    assert states(restored, path) == (0, [("behind", 1), ("equal", 0)])
    assert states(restored, path) == (0, [("equal", 0), ("equal", 0)])
    found = restored.look()
    assert any("after the backup" in body for body in found["bodies"])
    assert found["faults"] == []
    restored.do("confirm-restore", "--by", "Duty officer")
    assert restored.act("speak").returncode == 0
    assert states(restored, path) == (0, [("ahead", 0), ("equal", 0)])
    assert restored.look()["faults"] == []


def test_a_hash_alone_keeps_the_journal_whole_and_its_content_comes_from_another_file(
    tmp_path: Path,
) -> None:
    old = build_house(tmp_path, "old")
    old.do("backup", tmp_path / "node.backup")
    assert old.act("more_hidden").returncode == 0
    _export(old, tmp_path / "by-bb.json")
    old.do("export", "--as", "AA", "--group", "circle", "-o", tmp_path / "by-aa.json")
    house = make_house(tmp_path, "new")
    house.do("restore", tmp_path / "node.backup")
    assert states(house, tmp_path / "by-bb.json") == (1, [("behind", 1), ("equal", 0)])
    words = house.run("compare", tmp_path / "by-bb.json").stdout
    assert "1 entry stands here as a hash alone" in words
    assert states(house, tmp_path / "by-aa.json") == (0, [("equal", 0), ("equal", 0)])
    found = house.look()
    assert any("hidden after the backup" in body for body in found["bodies"])
    assert found["faults"] == []


def test_heads_alone_show_how_much_is_missing(folder: Path, restored: House) -> None:
    assert states(restored, folder / "heads.txt") == (1, [("behind", 0), ("equal", 0)])
    words = restored.run("compare", folder / "heads.txt").stdout
    assert "AA in group" in words
    assert "we are behind by 1 entry" in words


def test_an_older_export_shows_nothing_missing(folder: Path, restored: House) -> None:
    assert states(restored, folder / "old.json") == (0, [("equal", 0), ("equal", 0)])


def test_who_confirms_without_comparing_is_found_out(folder: Path, restored: House) -> None:
    restored.do("confirm-restore", "--by", "Duty officer")
    assert restored.act("speak").returncode == 0
    code, said = states(restored, folder / "held-by-bb.json")
    assert (code, said[0][0]) == (1, "contradiction")
    assert "CONTRADICTION" in restored.run("compare", folder / "heads.txt").stdout


def test_what_holds_no_head_of_ours_says_nothing(restored: House, tmp_path: Path) -> None:
    path = tmp_path / "loose"
    path.write_text("no head of anybody\n", encoding="utf-8")
    assert states(restored, path) == (0, [])
    assert "no head of a journal" in restored.run("compare", path).stdout
    path.write_bytes(b"\xff\xfe")
    assert restored.run("compare", path).returncode == 2
