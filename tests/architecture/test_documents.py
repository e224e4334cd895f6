"""Documents are true: their links lead somewhere and their commands work."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.plant import Plant
from tests.architecture.source import ROOT, project_files

FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
RUNNABLE = {"sh", "bash", "shell", "console", "python", "py"}
# ``sh test`` is run here; ``sh make`` holds words of the Makefile, too long to run inside a test.
CONVENTIONS = {"sh test", "sh make"}
STATEMENTS = 90
STATES = {"no", "thin", "done"}
BRIEF = ROOT / "docs" / "brief.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the brief: how far it is, where a person finds it, what shows it."""

    number: str
    state: str
    page: str
    test: str


def documents() -> list[Path]:
    """Every document of the project."""
    return [file for file in project_files(ROOT) if file.suffix == ".md"]


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Kind and content of every fenced block."""
    yield from ((match["kind"].strip(), match["body"]) for match in FENCE.finditer(text))


def untested_blocks(text: str) -> list[str]:
    """Blocks of commands or Python that no test would run."""
    return [
        kind
        for kind, _ in blocks(text)
        if kind.split(" ")[0] in RUNNABLE and kind not in CONVENTIONS
    ]


def dead_links(file: Path) -> list[str]:
    """Links to files that are not there; addresses outside are left alone."""
    targets = [match["target"] for match in LINK.finditer(file.read_text(encoding="utf-8"))]
    inside = [target for target in targets if "://" not in target and not target.startswith("#")]
    return [target for target in inside if not (file.parent / target.split("#")[0]).exists()]


def script_of(text: str) -> str:
    """The commands of a document in their order, as one script."""
    return "".join(body for kind, body in blocks(text) if kind == "sh test")


def unknown_words(text: str) -> list[str]:
    """Lines of ``sh make`` blocks that the Makefile does not know."""
    lines = [line for kind, body in blocks(text) if kind == "sh make" for line in body.splitlines()]
    return [line for line in lines if line.strip() and not _is_known(line)]


def _is_known(line: str) -> bool:
    words = line.split("#", maxsplit=1)[0].split()
    if words[:1] != ["make"]:
        return False
    command = ["make", "--dry-run", *words[1:]]
    # The words come from our own documents, and nothing is executed.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def read_brief(text: str) -> list[Row]:
    """The rows of the table in ``docs/brief.md``."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"S\d+", cells[0]):
            rows.append(Row(cells[0], *(cells[-3:])))
    return rows


def faults_of_brief(rows: list[Row], folder: Path) -> list[str]:
    """Rows missing or doubled, unknown states, and claims without a page or a test."""
    wanted = [f"S{number}" for number in range(1, STATEMENTS + 1)]
    found = [row.number for row in rows]
    faults = [] if found == wanted else [f"rows {set(wanted) ^ set(found)} or their order"]
    return faults + [f"{row.number} {fault}" for row in rows for fault in _faults_of(row, folder)]


def _faults_of(row: Row, folder: Path) -> Iterator[str]:
    if row.state not in STATES:
        yield f"has the unknown state {row.state}"
    if row.state != "no" and not row.page:
        yield "has no page"
    if row.state == "done" and not LINK.search(row.test):
        yield "is called done without a test"
    if row.state == "no" and (row.page or row.test):
        yield "is not begun and yet has a page or test"
    for link in LINK.finditer(row.test):
        if not (folder / link["target"].split("#")[0]).is_file():
            yield f"names a test that is not there: {link['target']}"


def test_links_lead_somewhere() -> None:
    dead = {file.name: dead_links(file) for file in documents()}
    assert {name: links for name, links in dead.items() if links} == {}


def test_every_block_of_commands_is_tested() -> None:
    loose = {file.name: untested_blocks(file.read_text(encoding="utf-8")) for file in documents()}
    assert {name: kinds for name, kinds in loose.items() if kinds} == {}


def test_words_for_make_are_known_to_the_makefile() -> None:
    for file in documents():
        assert unknown_words(file.read_text(encoding="utf-8")) == [], file.name


def test_every_statement_of_the_brief_is_accounted_for() -> None:
    assert faults_of_brief(read_brief(BRIEF.read_text(encoding="utf-8")), BRIEF.parent) == []


def test_false_claims_about_the_brief_are_seen(plant: Plant) -> None:
    folder = plant({"test_a.py": ""})
    rows = [Row(f"S{number}", "no", "", "") for number in range(1, STATEMENTS + 1)]
    assert faults_of_brief(rows, folder) == []
    rows[1] = Row("S2", "done", "/desk/", "")
    rows[2] = Row("S3", "thin", "", "")
    rows[3] = Row("S4", "done", "/desk/", "[a](test_gone.py)")
    rows[4] = Row("S5", "soon", "/desk/", "")
    rows[5] = Row("S6", "done", "/desk/", "[a](test_a.py)")
    rows[6] = Row("S7", "no", "/desk/", "")
    assert faults_of_brief(rows, folder) == [
        "S2 is called done without a test",
        "S3 has no page",
        "S4 names a test that is not there: test_gone.py",
        "S5 has the unknown state soon",
        "S7 is not begun and yet has a page or test",
    ]
    assert faults_of_brief(rows[1:], folder)[0] == "rows {'S1'} or their order"


def test_a_dead_link_and_an_untested_block_are_seen(plant: Plant) -> None:
    text = (
        "[a](gone.md) [b](here.md#part) [c](https://example.org/)\n"
        "```sh\nls\n```\n```sh test\nls\n```\n```text\nx\n```\n"
        "```sh make\nmake help\nmake nonsense\nrm file\n```\n"
    )
    root = plant({"a.md": text, "here.md": ""})
    assert dead_links(root / "a.md") == ["gone.md"]
    assert untested_blocks(text) == ["sh"]
    assert script_of(text) == "ls\n"
    assert unknown_words(text) == ["make nonsense", "rm file"]
