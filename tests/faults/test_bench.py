"""The benchmarks run: small, on the embedded database, so that they cannot rot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = (
    "take in, sqlite",
    "disk beyond the body",
    "limit: the same rows, bare",
    "value hashes",
    "commit",
    "package, write",
    "package, verify",
    "list page of 50",
    "journal, prove from tiles",
    "start to first page",
    "memory of the process tree",
    "bayanihan verify",
)


@pytest.mark.only_sqlite
def test_the_benchmarks_print_every_row_of_their_table() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--small"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("BAYANIHAN_")},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [name for name in WANTED if not any(name in row for row in rows)] == []
    # Every row names its script, and the script is there.
    for row in rows[1:]:
        script = row.split("`")[1]
        assert (ROOT / script).is_file(), row
