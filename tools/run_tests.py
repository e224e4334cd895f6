"""Run the checks and tests: ``python -m tools.run_tests everything|quick|coverage``.

``everything``: all checks, the pure cores with branch coverage, the suite on SQLite,
browser journeys, then the suite on PostgreSQL. ``quick``: the checks, and the fast
suite on SQLite. ``coverage``: the suite on SQLite with branch coverage of every room,
which takes twice its time. The last line names what could not run; with CI set that
is an error, except for the public test data, which is only counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tools.machine import (
    ROOT,
    TEST_DATA,
    find_chromium,
    find_test_data,
    install_missing,
)
from tools.postgresql import find_programs, private_cluster
from tools.tally import Tally, last_line

BIN = Path(sys.executable).parent
DATABASE = "BAYANIHAN_DATABASE_URL"
CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "floors": ["lint-imports", "--no-cache"],
    "catalogues": ["python", "-m", "tools.catalogues", "--check"],
}
WHOLE = ("kernel", "gate", "journal", "stix")
QUICK = ("tests/architecture", "tests/rooms", "tests/laws")
JOURNEYS = "tests/journeys"
PURE = [f"tests/rooms/{room}" for room in WHOLE]
ENOUGH = 95


@dataclass(slots=True)
class Run:
    """One run: where its reports go, what failed, what could not be done."""

    reports: Path
    environment: dict[str, str]
    tally: Tally = field(default_factory=Tally)
    broken: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)

    def step(self, name: str, command: list[str], **variables: str) -> bool:
        """Run one command and say how long it took; whether it succeeded."""
        print(f"== {name}", flush=True)
        began = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env={**self.environment, **variables},
            check=False,
        )
        good = done.returncode == 0
        if not good:
            self.broken.append(name)
        print(f"== {name}: {'good' if good else 'BROKEN'}, {time.monotonic() - began:.1f} s")
        return good

    def suite(self, title: str, arguments: list[str], **variables: str) -> None:
        """Run pytest over ``arguments`` and count what it did."""
        report = self.reports / f"{title}.xml"
        # By file, so that a world which stands for a module is built once, not once a worker.
        command = ["python", "-m", "pytest", "--numprocesses=auto", "--dist=loadfile", "--quiet"]
        # In the order of the folders: the files with few, long tests stand at the front.
        command += ["--no-loadscope-reorder"]
        command += ["-p", "no:cacheprovider", f"--junitxml={report}", *arguments]
        self.step(f"suite on {title}", command, **variables)
        self.tally.add(report, title)


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 only if all of it is good."""
    modes = {"everything": everything, "quick": quick, "coverage": cover}
    if len(arguments) != 1 or arguments[0] not in modes:
        print("usage: python -m tools.run_tests everything|quick|coverage", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bayanihan-reports-") as folder:
        run = Run(Path(folder), base_environment())
        for name, command in CHECKS.items():
            run.step(name, command)
        modes[arguments[0]](run)
        return close(run)


def base_environment() -> dict[str, str]:
    """Our environment without a database of the operator's, with the test data if found."""
    environment = dict(os.environ)
    for name in (DATABASE, f"{DATABASE}_FILE", TEST_DATA):
        environment.pop(name, None)
    data = find_test_data()
    if data:
        environment[TEST_DATA] = str(data)
    return environment


def quick(run: Run) -> None:
    """The inner loop: rooms, laws and architecture on the embedded database."""
    run.suite("SQLite", [path for path in QUICK if (ROOT / path).is_dir()])


def everything(run: Run) -> None:
    """The whole suite; on both databases what stands on one."""
    install_missing()
    run.suite("cores", ["--cov", "--cov-report=", *PURE])
    measure(run)
    # No engine is seen by the pure cores, and a browser sees none either.
    others = [f"--ignore={path}" for path in (JOURNEYS, *PURE)]
    run.suite("SQLite", others)
    # In a process of its own: a driven browser leaves a running event loop behind.
    if find_chromium() is None:
        run.not_run.append("browser journeys for want of Chromium")
    else:
        run.suite("Chromium", [JOURNEYS])
    programs = find_programs()
    if programs is None:
        run.not_run.append("the suite on PostgreSQL for want of PostgreSQL")
        return
    with ExitStack() as stack:
        url = stack.enter_context(private_cluster(programs))
        run.suite("PostgreSQL", [*others, "--ignore=tests/architecture"], **{DATABASE: url})


def cover(run: Run) -> None:
    """Branch coverage of every room, by the suite on SQLite without the journeys."""
    run.suite("SQLite", ["--cov", "--cov-report=", f"--ignore={JOURNEYS}"])
    measure(run)
    run.step("coverage of everything", ["coverage", "report", f"--fail-under={ENOUGH}"])


def measure(run: Run) -> None:
    """Branch coverage of the pure cores: all of it."""
    for room in WHOLE:
        wanted = [f"--include=src/bayanihan/{room}/*", "--fail-under=100"]
        run.step(f"coverage of {room}", ["coverage", "report", *wanted])


def close(run: Run) -> int:
    """Say the totals, and last what is broken or could not run."""
    lacking = bool(run.not_run) or run.tally.lacks_more_than_data()
    strict = bool(os.environ.get("CI"))
    print(run.tally.totals())
    print(last_line(run.tally, run.not_run, run.broken))
    return 1 if run.broken or run.tally.failed or (strict and lacking) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
