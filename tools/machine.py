"""What the machine has, and what may be added to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.postgresql import find_programs

ROOT = Path(__file__).resolve().parent.parent
TEST_DATA = "BAYANIHAN_TEST_DATA"


def find_chromium() -> str | None:
    """The browser for the journeys; None if there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def missing_packages() -> list[str]:
    """Debian's names of what the whole suite needs and the machine lacks."""
    missing = []
    if find_chromium() is None:
        missing.append("chromium")
    if find_programs() is None:
        missing.append("postgresql")
    return missing


def install_missing() -> None:
    """Install them where we may: as root, on a machine with apt."""
    missing = missing_packages()
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"Installing {' and '.join(missing)} through apt", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends"]
    for command in (["apt-get", "update", "--quiet=2"], [*install, *missing]):
        # A refusal is not the end: the last line then names what could not run.
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)


def find_test_data() -> Path | None:
    """The public test data: where the environment says, else beside the project."""
    named = os.environ.get(TEST_DATA)
    place = Path(named) if named else ROOT.parent / "shared" / "data"
    return place.resolve() if place.is_dir() else None
