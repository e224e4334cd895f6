"""Walls: how long a file and a function may be; exceptions stand in the ratchet."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.plant import Plant
from tests.architecture.source import ROOT, functions, project_files, read_modules, read_text

FILE_WALL = 400
FUNCTION_WALL = 40
TEST_WALL = 60
VIEW_WALL = 25
KERNEL_WALL = 300
WRITTEN_BY_HAND = {".py", ".html", ".css", ".js", ".sh", ".md"}
# A table with one row per statement of the brief, and the official licence text.
TABLES = {"docs/brief.md", "LICENSE"}
RATCHET = "tests/architecture/ratchet.json"

Sizes = Mapping[str, int]


def long_files(root: Path, files: tuple[Path, ...]) -> Iterator[tuple[str, int]]:
    """Files beyond the wall, migrations and tables left out."""
    for file in files:
        place = file.relative_to(root).as_posix()
        if file.suffix not in WRITTEN_BY_HAND or "/migrations/" in place or place in TABLES:
            continue
        lines = len((read_text(file) or "").splitlines())
        if lines > FILE_WALL:
            yield place, lines


def long_functions(root: Path) -> Iterator[tuple[str, int]]:
    """Functions beyond the wall that holds where they stand."""
    for module in read_modules(root, "src", "tests", "tools", "bench"):
        if module.is_migration:
            continue
        for name, node in functions(module):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > wall_of(module.place, node):
                yield f"{module.place}::{name}", lines


def wall_of(place: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The wall for one function: tests may be longer, views must be shorter."""
    if place.startswith("tests/"):
        return TEST_WALL
    arguments = [argument.arg for argument in node.args.args]
    if "/web/views" in place and arguments[:1] == ["request"]:
        return VIEW_WALL
    return FUNCTION_WALL


def compare(found: Sizes, allowed: Sizes) -> list[str]:
    """What is beyond the wall and not excused, and excuses that are too generous."""
    beyond = [
        f"{place} has {lines} lines"
        for place, lines in found.items()
        if lines > allowed.get(place, 0)
    ]
    stale = [
        f"{place}: tighten the ratchet from {lines} to {found.get(place, 'nothing')}"
        for place, lines in allowed.items()
        if lines > found.get(place, 0)
    ]
    return beyond + stale


def grown(now: Mapping[str, Sizes], before: Mapping[str, Sizes]) -> list[str]:
    """Entries of a section that were added or raised since ``before``; new sections may come."""
    return [
        f"{section}: {place}"
        for section, entries in now.items()
        if section in before
        for place, lines in entries.items()
        if lines > before[section].get(place, 0)
    ]


def read_ratchet() -> dict[str, dict[str, int]]:
    """The exceptions in force."""
    ratchet: dict[str, dict[str, int]] = json.loads((ROOT / RATCHET).read_text(encoding="utf-8"))
    return ratchet


def earlier_ratchets() -> list[dict[str, dict[str, int]]]:
    """Every version of the ratchet that git knows; none in a copy without history."""

    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # fixed words
        return done.stdout if done.returncode == 0 else ""

    commits = git("log", "--format=%H", "--", RATCHET).split()
    texts = [git("show", f"{commit}:{RATCHET}") for commit in commits]
    return [json.loads(text) for text in texts if text]


def test_files_and_functions_stay_within_the_walls() -> None:
    found = dict(long_files(ROOT, project_files(ROOT))) | dict(long_functions(ROOT))
    assert compare(found, read_ratchet()["walls"]) == []


def test_the_ratchet_only_shrinks() -> None:
    now = read_ratchet()
    for before in earlier_ratchets():
        assert grown(now, before) == []


def test_the_kernel_stays_small() -> None:
    files = (ROOT / "src" / "bayanihan" / "kernel").glob("*.py")
    assert sum(len(file.read_text().splitlines()) for file in files) < KERNEL_WALL


def test_long_files_and_functions_are_seen(plant: Plant) -> None:
    body = "    a = 1\n" * FUNCTION_WALL
    root = plant(
        {
            "src/bayanihan/web/long.py": "a = 1\n" * (FILE_WALL + 1),
            "src/bayanihan/web/fits.py": "a = 1\n" * FILE_WALL,
            "src/bayanihan/web/migrations/0001.py": f"def f():\n{body}" + "a = 1\n" * FILE_WALL,
            "src/bayanihan/gate/f.py": f"class C:\n  def f(self):\n{body}",
            "src/bayanihan/web/views/v.py": "def v(request):\n" + "    a = 1\n" * VIEW_WALL,
            "tests/test_f.py": f"def test_f():\n{body}",
        }
    )
    files = tuple(sorted(root.rglob("*.py")))
    assert list(long_files(root, files)) == [("src/bayanihan/web/long.py", FILE_WALL + 1)]
    assert list(long_functions(root)) == [
        ("src/bayanihan/gate/f.py::C.f", FUNCTION_WALL + 1),
        ("src/bayanihan/web/views/v.py::v", VIEW_WALL + 1),
    ]


@pytest.mark.parametrize(
    ("found", "allowed", "faults"),
    [
        ({"a": 50}, {"a": 50}, []),
        ({"a": 50}, {}, ["a has 50 lines"]),
        ({"a": 51}, {"a": 50}, ["a has 51 lines"]),
        ({"a": 45}, {"a": 50}, ["a: tighten the ratchet from 50 to 45"]),
        ({}, {"a": 50}, ["a: tighten the ratchet from 50 to nothing"]),
    ],
)
def test_the_ratchet_is_exact(found: Sizes, allowed: Sizes, faults: list[str]) -> None:
    assert compare(found, allowed) == faults


def test_a_grown_ratchet_is_seen() -> None:
    before = {"walls": {"a": 50, "gone": 60}}
    now = {"walls": {"a": 51, "b": 70}, "fresh": {"c": 1}}
    assert grown(now, before) == ["walls: a", "walls: b"]
    assert grown({"walls": {"a": 50}}, before) == []
