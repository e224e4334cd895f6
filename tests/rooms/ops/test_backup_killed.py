"""Backup and restore are killed in the middle, and run while the node works."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.rooms.ops.backup_houses import House, build_house, make_house, start

# As parts of all statements that the command sends: after the first, in all stages, at the end.
MOMENTS = (0.0, 0.8, 0.97, 1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the houses of these tests stand."""
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def origin(folder: Path) -> House:
    """The node that is backed up."""
    return build_house(folder, "origin")


@pytest.fixture(scope="module")
def backup(origin: House, folder: Path) -> Path:
    """Its backup."""
    path = folder / "node.backup"
    origin.do("backup", path)
    return path


@pytest.fixture(scope="module")
def statements(folder: Path, backup: Path) -> int:
    """How many statements a whole restore sends."""
    house = make_house(folder, "counted")
    house.data.mkdir(parents=True)
    done = house.act("dying", "restore", str(backup), "-1")
    assert done.returncode == 0, done.stderr
    return int(done.stderr)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_restore_leaves_no_node_and_the_next_one_succeeds(
    tmp_path: Path, backup: Path, statements: int, moment: float
) -> None:
    house = make_house(tmp_path, "new")
    house.data.mkdir(parents=True)
    step = min(int(statements * moment), statements - 1)
    killed = house.act("dying", "restore", str(backup), str(step))
    assert killed.returncode == -signal.SIGKILL
    nobody = house.run("members")
    assert (nobody.returncode, nobody.stdout) == (2, ""), "no half node answers"
    house.do("restore", backup)
    found = house.look()
    assert (found["faults"], found["restored"]) == ([], True)
    assert not any(name.startswith(".restoring") for name in house.present())


@pytest.mark.parametrize("step", [3, 20, 40])
def test_a_killed_backup_leaves_the_last_one_as_it_was(
    tmp_path: Path, origin: House, backup: Path, step: int
) -> None:
    path = tmp_path / "node.backup"
    path.write_bytes(backup.read_bytes())
    killed = origin.act("dying", "backup", str(path), str(step))
    assert killed.returncode == -signal.SIGKILL
    assert path.read_bytes() == backup.read_bytes()
    # Nothing stays locked.
    assert origin.run("members").returncode == 0


def test_a_backup_of_a_node_that_is_spoken_on_holds_one_moment(tmp_path: Path) -> None:
    house = build_house(tmp_path, "busy")
    content = [
        {
            "type": "domain-name",
            "spec_version": "2.1",
            "value": f"host-{number}.example",
        }
        for number in range(3000)
    ]
    from bayanihan.stix.api import sco_id  # noqa: PLC0415  # pure, for these ids alone

    lines = (json.dumps({**one, "id": sco_id(one)}) for one in content)
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    words = ["import", str(tmp_path / "many.jsonl"), "--as", "AA", "--group", "circle"]
    with start(house, *words, "--tlp", "green") as importing:
        sizes = set()
        for number in range(8):
            is_last = importing.poll() is not None
            path = tmp_path / f"{number}.backup"
            sizes.add(json.loads(house.do("backup", path, "--json").stdout)["rows"])
            if is_last:
                break
    assert importing.returncode == 0
    assert len(sizes) > 1, "it was spoken meanwhile"
    for path in sorted(tmp_path.glob("*.backup"))[1:3]:
        copy = make_house(tmp_path, f"of-{path.stem}")
        copy.do("restore", path)
        assert copy.look()["faults"] == []
