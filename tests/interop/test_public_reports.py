"""Real public threat reports go in and come out byte-equal, each verified from the file alone."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from bayanihan.stix.api import Slice, slices
from tests.nodes import Node

DATA = os.environ.get("BAYANIHAN_TEST_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="BAYANIHAN_TEST_DATA is not set")


def reports() -> list[Path]:
    return sorted(Path(str(DATA)).glob("stix-bundles/amnesty/*.json.gz"))


@needs_data
def test_amnesty_s_bundles_come_out_as_they_went_in(node: Node, tmp_path: Path) -> None:
    wanted: list[bytes] = []
    for path in reports():
        done = node.run(
            "import", str(path), "--as", "PH-CERT", "--group", "national-certs",
            "--tlp", "clear", "--json",
        )  # fmt: skip
        answer = json.loads(done.stdout)
        units = list(slices(gzip.decompress(path.read_bytes())))
        assert all(isinstance(unit, Slice) for unit in units)
        assert answer["read"] == len(units)
        assert answer["accepted"] + answer["duplicates"] == len(units), answer["reasons"][:3]
        wanted += [unit.raw for unit in units]
    assert len(wanted) == 4138
    out = tmp_path / "out.json"
    words = ("--as", "SG-CERT", "--group", "national-certs", "-o", str(out))
    assert node.run("export", *words).returncode == 0
    report = json.loads(node.run("verify", str(out), "--json").stdout)
    assert report["holds"]
    assert report["objects"] == 4138
    bodies = {unit.raw for unit in slices(out.read_bytes()) if isinstance(unit, Slice)}
    assert bodies == set(wanted)
