"""A node as its operator sees it: how long it takes to answer, how much memory it takes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row

_COMMAND = [sys.executable, "-c", "from bayanihan.site.command import entry_point; entry_point()"]
PATIENCE = 60


def serving() -> Iterator[Row]:
    """Start ``bayanihan serve`` on an empty node and ask for the sign-in page."""
    folder = Path(tempfile.mkdtemp(prefix="bayanihan-bench-serve-"))
    (folder / "data").mkdir()
    key = folder / "master.key"
    key.write_text("5e" * 32 + "\n", encoding="ascii")
    variables = {"BAYANIHAN_DATA": str(folder / "data"), "BAYANIHAN_KEY_FILE": str(key)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        # The first start makes the tables; the second is what an operator waits for.
        for name in ("first start to first page", "start to first page"):
            yield from _started(name, port, {**os.environ, **variables})
    finally:
        shutil.rmtree(folder)


def _started(name: str, port: int, environment: dict[str, str]) -> Iterator[Row]:
    began = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603  # our own command
        [*_COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for_page(port)
        yield Row(name, 1, 1, time.perf_counter() - began, "s", "running.py")
        tree = _tree_memory(server.pid) / (1 << 20)
        yield Row(
            "  memory of the process tree", 1, 1, tree, "MiB", "running.py", note="RSS summed"
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


def _wait_for_page(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/") as answer:  # ours
                answer.read()
                return
        except OSError:
            time.sleep(0.01)
    message = "no page came"
    raise RuntimeError(message)


def _tree_memory(root: int) -> int:
    """Resident bytes of a process and all that it started, from /proc."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    tree = {root}
    while grown := {one for one, parent in parents.items() if parent in tree} - tree:
        tree |= grown
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(
        int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) * page
        for one in tree
    )


def commands(package: bytes) -> Iterator[Row]:
    """How long ``bayanihan verify`` takes over a small package, starting included."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(package)
        file.flush()
        began = time.perf_counter()
        subprocess.run(  # noqa: S603  # our own command
            [*_COMMAND, "verify", file.name], check=True, stdout=subprocess.DEVNULL
        )
        took = time.perf_counter() - began
    yield Row("bayanihan verify, start included", 1, 1, took, "s", "running.py")
