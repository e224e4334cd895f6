"""The commands that documents show do what the documents say, in their order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_documents import documents, script_of

# They build nodes of their own, always on the embedded database.
pytestmark = pytest.mark.only_sqlite


@pytest.mark.parametrize(
    "file",
    [file for file in documents() if script_of(file.read_text(encoding="utf-8"))],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_the_commands_of_a_document_work(file: Path, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    done = subprocess.run(  # noqa: S603  # our own document
        ["/bin/sh", "-eu", "-c", script_of(file.read_text(encoding="utf-8"))],
        cwd=tmp_path,
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=480,
        check=False,
    )
    assert done.returncode == 0, done.stdout
