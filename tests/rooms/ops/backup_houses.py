"""Nodes between which the tests of backup carry files: each a folder, a key and a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.nodes import COMMAND, DATABASE, Node, make_node

ROOT = Path(__file__).resolve().parents[3]
KEY = "5e" * 32
OTHER_KEY = "7a" * 32
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class House:
    """One node and what can be asked of it; every question is a process of its own."""

    node: Node

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.node.data

    def run(self, *words: str | Path) -> Done:
        """A command of the node, to its end."""
        return self.node.run(*map(str, words))

    def do(self, *words: str | Path) -> Done:
        """A command that has to succeed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done

    def act(self, word: str, *rest: str) -> Done:
        """A word of ``backup_worlds``."""
        return self._python("-m", "tests.rooms.ops.backup_worlds", word, *rest)

    def script(self, text: str, *rest: str) -> Done:
        """A few lines of Python with this node's settings."""
        return self._python("-c", text, *rest)

    def _python(self, *words: str) -> Done:
        return subprocess.run(  # noqa: S603  # our own script
            [sys.executable, *words],
            cwd=ROOT,
            env={
                **self.node.environment,
                "BAYANIHAN_DATA": str(self.data),
                "DJANGO_SETTINGS_MODULE": "bayanihan.site.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def look(self) -> dict[str, Any]:
        """Everything that it holds."""
        done = self.act("look")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def present(self) -> set[str]:
        """Names of the files in its data directory, but for locks."""
        names = {one.name for one in self.data.iterdir()} if self.data.exists() else set()
        return names - {".building.lock"}


def make_house(folder: Path, name: str, *, key: str = KEY, url: str | None = None) -> House:
    """An empty node; ``url=""`` puts it on SQLite, whatever the tests run on."""
    place = folder / name
    place.mkdir()
    node = make_node(place)
    if url is not None:
        node.environment.pop(DATABASE, None)
    (place / "key").write_text(key + "\n", encoding="ascii")
    node.environment["BAYANIHAN_KEY_FILE"] = str(place / "key")
    return House(node)


def build_house(folder: Path, name: str, **options: Any) -> House:
    """A node whose members have spoken."""
    house = make_house(folder, name, **options)
    house.data.mkdir(parents=True)
    done = house.act("build")
    assert done.returncode == 0, done.stderr
    return house


def start(house: House, *words: str | Path) -> subprocess.Popen[bytes]:
    """A command that goes on beside the test."""
    return subprocess.Popen(  # noqa: S603  # our own command
        [COMMAND, "--data", str(house.data), *map(str, words)],
        env={**os.environ, **house.node.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
