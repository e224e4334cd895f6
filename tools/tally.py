"""Counts over several runs of pytest, read from their JUnit reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.machine import TEST_DATA


@dataclass(slots=True)
class Tally:
    """Passed and failed tests, and every reason for which one did not run."""

    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, report: Path, title: str) -> None:
        """Count one run; a run that left no report counts as one failure."""
        if not report.exists():
            self.failed += 1
            return
        # The report was written by our own run a moment ago.
        root = ET.parse(report).getroot()  # noqa: S314
        for case in root.iter("testcase"):
            self.count(case, title)

    def count(self, case: ET.Element, title: str) -> None:
        """Count one test."""
        outcomes = {child.tag: child for child in case}
        if outcomes.keys() & {"failure", "error"}:
            self.failed += 1
        elif "skipped" in outcomes:
            reason = outcomes["skipped"].get("message") or "no reason given"
            key = TEST_DATA if TEST_DATA in reason else f"{reason} ({title})"
            self.skipped[key] += 1
        else:
            self.passed += 1

    def lacks_more_than_data(self) -> bool:
        """Whether something other than the public test data was missing."""
        return bool(self.skipped.keys() - {TEST_DATA})

    def totals(self) -> str:
        """One plain line with the counts."""
        skipped = self.skipped.total()
        return f"{self.passed} passed, {self.failed} failed, {skipped} skipped"


def last_line(tally: Tally, not_run: Iterable[str], broken: Iterable[str] = ()) -> str:
    """What is broken and what could not run, and why; the last thing that a run says."""
    parts = list(not_run)
    for reason, number in sorted(tally.skipped.items()):
        tests = "test" if number == 1 else "tests"
        named = f"for want of {TEST_DATA}" if reason == TEST_DATA else f"because: {reason}"
        parts.append(f"{number} {tests} {named}")
    sentences = [f"Broken: {', '.join(broken)}."] if broken else []
    if parts:
        sentences.append(f"Not run: {'; '.join(parts)}.")
    return " ".join(sentences) or "Everything ran."
