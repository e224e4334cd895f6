"""The public test data, found through ``BAYANIHAN_TEST_DATA``; without it the test is left out."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def folder() -> Path:
    """The folder of the public data; skips the test where there is none."""
    place = os.environ.get("BAYANIHAN_TEST_DATA")
    if not place:
        pytest.skip("BAYANIHAN_TEST_DATA is not set")
    return Path(place)


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a packed file of JSON lines."""
    with gzip.open(folder() / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def bundles() -> Iterator[bytes]:
    """The bytes of every public bundle."""
    for path in sorted((folder() / "stix-bundles").rglob("*.gz")):
        yield gzip.decompress(path.read_bytes())
