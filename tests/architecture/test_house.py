"""The scripts of the house: what they count, what they name, when they stop."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.architecture.plant import Plant
from tests.architecture.source import ROOT
from tools.catalogues import check, compiled, faults, read
from tools.machine import TEST_DATA, find_test_data
from tools.run_tests import Run, base_environment, close
from tools.set_up import fingerprint, is_stamped
from tools.set_up import main as set_up
from tools.tally import Tally, last_line

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped message="BAYANIHAN_TEST_DATA is not set"/></testcase>
<testcase name="e"><skipped message="no second disk"/></testcase>
</testsuite></testsuites>"""
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nLanguage: fil\\n"

#, python-format
msgid "%(count)d records"
msgstr "{}"
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run that did nothing yet."""
    return Run(tmp_path, {})


def test_outcomes_are_counted_by_what_happened(plant: Plant) -> None:
    tally = Tally()
    tally.add(plant({"a.xml": REPORT}) / "a.xml", "SQLite")
    assert tally.totals() == "1 passed, 2 failed, 2 skipped"
    assert tally.skipped == {TEST_DATA: 1, "no second disk (SQLite)": 1}


def test_a_suite_without_a_report_is_a_failure(tmp_path: Path) -> None:
    tally = Tally()
    tally.add(tmp_path / "none.xml", "SQLite")
    assert tally.failed == 1


def test_the_last_line_names_what_could_not_run() -> None:
    tally = Tally()
    assert last_line(tally, []) == "Everything ran."
    tally.skipped.update({TEST_DATA: 2, "no second disk (SQLite)": 1})
    assert last_line(tally, ["browser journeys for want of Chromium"]) == (
        "Not run: browser journeys for want of Chromium; "
        "2 tests for want of BAYANIHAN_TEST_DATA; 1 test because: no second disk (SQLite)."
    )
    assert last_line(Tally(), [], ["lint", "types"]) == "Broken: lint, types."


@pytest.mark.parametrize(
    ("reason", "strict", "status"),
    [("", "1", 0), (TEST_DATA, "1", 0), ("no disk", "", 0), ("no disk", "1", 1)],
)
def test_what_could_not_run_is_an_error_in_ci_unless_it_is_test_data(
    run: Run, monkeypatch: pytest.MonkeyPatch, reason: str, strict: str, status: int
) -> None:
    monkeypatch.setenv("CI", strict)
    run.tally.skipped.update([reason] if reason else [])
    assert close(run) == status


def test_a_missing_browser_is_an_error_in_ci(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.not_run.append("browser journeys")
    monkeypatch.delenv("CI", raising=False)
    assert close(run) == 0
    monkeypatch.setenv("CI", "true")
    assert close(run) == 1


def test_a_broken_step_breaks_the_run_and_the_next_step_still_runs(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not run.step("first", ["python", "-c", "raise SystemExit(3)"])
    assert run.step("second", ["python", "-c", "print('ran')"])
    assert close(run) == 1
    assert "ran" in capfd.readouterr().out


def test_tests_never_see_the_database_of_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAYANIHAN_DATABASE_URL", "postgresql://real/real")
    assert "BAYANIHAN_DATABASE_URL" not in base_environment()


def test_test_data_is_found_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TEST_DATA, str(tmp_path))
    assert find_test_data() == tmp_path.resolve()
    monkeypatch.setenv(TEST_DATA, str(tmp_path / "gone"))
    assert find_test_data() is None


def test_a_stamp_holds_for_one_content_only(plant: Plant) -> None:
    root = plant({"a.txt": "1", "stamp": ""})
    before = fingerprint(root / "a.txt")
    (root / "stamp").write_text(before, encoding="ascii")
    assert is_stamped(root / "stamp", fingerprint(root / "a.txt"))
    plant({"a.txt": "2"})
    assert not is_stamped(root / "stamp", fingerprint(root / "a.txt"))
    assert not is_stamped(root / "none", before)


def test_set_up_refuses_an_unknown_level() -> None:
    assert set_up(["everything"]) == 2


def test_a_translation_that_lost_its_placeholder_is_seen(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = "locale/fil/LC_MESSAGES/django.po"
    root = plant({place: CATALOGUE.format("mga tala")})
    monkeypatch.setattr("tools.catalogues.ROOT", root)
    assert len(faults(read(root / place))) == 1
    assert check([root / place]) == 1
    plant({place: CATALOGUE.format("%(count)d tala")})
    assert check([root / place]) == 0
    assert compiled(read(root / place)).startswith(b"\xde\x12\x04\x95")


def test_help_names_every_word_of_the_makefile() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607  # as people call it
    assert set(said.stdout.split()) >= {"setup", "demo", "test", "check", "bench", "help"}
