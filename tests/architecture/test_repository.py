"""The repository speaks of the project alone: no machine, no host, no loose ends."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.architecture.plant import Plant
from tests.architecture.source import ROOT, project_files, read_text

# Written in parts, so that this file passes its own test.
MACHINE = re.compile(r"(?<![\w.])/" + r"(work|root|home|tmp|Users)" + r"/\w")
HOST = re.compile(r"https?:" + r"//|(?m:^\s*--(extra-)?index-url)|--find-links|--trusted-host")
LOOSE = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b(?!.*#\d+)")


def matches(root: Path, files: tuple[Path, ...], pattern: re.Pattern[str]) -> list[str]:
    """Place and line of every hit."""
    return [
        f"{file.relative_to(root).as_posix()}:{number} {line.strip()[:80]}"
        for file in files
        for number, line in enumerate((read_text(file) or "").splitlines(), 1)
        if pattern.search(line)
    ]


def requirement_files(root: Path) -> tuple[Path, ...]:
    """The locked requirements."""
    return tuple(sorted((root / "requirements").glob("*.txt")))


def unhashed(text: str) -> list[str]:
    """Requirements that are not pinned, or have no hash."""
    entries = re.split(r"\n(?=[^\s#])", text.strip())
    return [
        entry.split()[0]
        for entry in entries
        if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry) or "--hash=sha256:" not in entry
    ]


def unreasoned(pyproject: str) -> list[str]:
    """Dependencies, excluded rules and expected warnings that do not say why."""
    listed = re.compile(r'^\s+"[^"]+",?\s*(?P<reason>#.*)?$', re.MULTILINE)
    lists = re.findall(
        r"^(dependencies|ignore|filterwarnings|dev|demo|\"[^\"]+\") = \[\n(.*?)^\]",
        pyproject,
        re.MULTILINE | re.DOTALL,
    )
    return [
        entry[0].strip()
        for name, body in lists
        for entry in listed.finditer(body)
        if not entry["reason"] and entry[0].strip() != '"error",'
    ]


def test_no_path_of_a_machine_is_written_down() -> None:
    assert matches(ROOT, project_files(ROOT), MACHINE) == []


def test_requirements_name_no_host() -> None:
    files = requirement_files(ROOT)
    assert files
    assert matches(ROOT, files, HOST) == []


def test_requirements_are_pinned_by_hash() -> None:
    for file in requirement_files(ROOT):
        assert unhashed(file.read_text(encoding="utf-8")) == [], file.name


def test_everything_that_runs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    for wish in [*project["dependencies"], *project["optional-dependencies"]["demo"]]:
        name = re.split(r"[\[<>=~!;]", wish)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), wish


def test_every_dependency_and_every_exception_has_its_reason() -> None:
    assert unreasoned((ROOT / "pyproject.toml").read_text(encoding="utf-8")) == []


def test_what_is_left_to_do_has_an_issue() -> None:
    assert matches(ROOT, project_files(ROOT), LOOSE) == []


def test_paths_hosts_and_loose_ends_are_seen(plant: Plant) -> None:
    root = plant(
        {
            "a.py": "x = '/ho" + "me/someone'\ny = '/homepage/'\n",
            "requirements/run.txt": "--index-url https:/" + "/example.org\na==1 --hash=sha256:0\n",
            "b.md": "TO" + "DO: later\n" + "TO" + "DO (#12): soon\n",
        }
    )
    files = tuple(sorted(file for file in root.rglob("*") if file.is_file()))
    assert [hit.split()[0] for hit in matches(root, files, MACHINE)] == ["a.py:1"]
    assert [hit.split()[0] for hit in matches(root, requirement_files(root), HOST)] == [
        "requirements/run.txt:1"
    ]
    assert [hit.split()[0] for hit in matches(root, files, LOOSE)] == ["b.md:1"]


def test_a_requirement_without_pin_or_hash_is_seen() -> None:
    text = "a==1 \\\n    --hash=sha256:00\nb>=2 \\\n    --hash=sha256:00\nc==3\n    # via a\n"
    assert unhashed(text) == ["b>=2", "c==3"]


def test_an_exception_without_reason_is_seen() -> None:
    text = 'ignore = [\n  "D401", # why\n  "S101",\n]\n'
    text += 'filterwarnings = [\n  "error",\n  "ignore:x",\n]\n'
    assert unreasoned(text) == ['"S101",', '"ignore:x",']
