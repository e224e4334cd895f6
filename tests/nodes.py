"""A real node for tests: its own data directory, the real command, real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

COMMAND = Path(sys.executable).with_name("bayanihan")
DATABASE = "BAYANIHAN_DATABASE_URL"
PATIENCE = 60


@dataclass(frozen=True)
class Node:
    """A data directory and the environment in which its commands run."""

    data: Path
    environment: dict[str, str]

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; nothing is raised for its exit code."""
        return subprocess.run(  # noqa: S603  # our own command
            [COMMAND, "--data", str(self.data), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            **options,
        )

    def ask(self, *words: str) -> Any:
        """The JSON that a command answers with; it must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve the pages on a free port; gives their address."""
        port = free_port()
        with subprocess.Popen(  # noqa: S603  # our own command
            [COMMAND, "--data", str(self.data), "serve", "--port", str(port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as server:
            try:
                address = f"http://127.0.0.1:{port}"
                _wait_for(address, server)
                yield address
            finally:
                server.terminate()
                server.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=5):  # noqa: S310  # loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    server.kill()
    errors = server.stderr.read().decode() if server.stderr else ""
    raise AssertionError(f"the node does not answer: {errors}")


def make_node(folder: Path) -> Node:
    """An empty node; on PostgreSQL it gets a database of its own."""
    environment = dict(os.environ)
    environment.pop("BAYANIHAN_KEY_FILE", None)
    environment.pop("BAYANIHAN_DATA", None)
    url = environment.get(DATABASE)
    if url:
        environment[DATABASE] = _new_database(url)
    return Node(folder / "data", environment)


def _new_database(url: str) -> str:
    name = f"node_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def build_demo(folder: Path) -> Node:
    """A node with the demonstration region."""
    node = make_node(folder)
    done = node.run("demo")
    assert done.returncode == 0, done.stderr
    return node
