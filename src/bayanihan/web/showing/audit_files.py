"""The audit of reads as a file: a table for people, or lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO

import msgspec

from bayanihan.kernel.api import to_text
from bayanihan.records.api import Damaged, TrailLine
from bayanihan.web.downloads import harmless

_COLUMNS = (
    "at", "by", "what", "query", "doors", "tlp", "count", "first", "last", "part", "status",
    "damaged",
)  # fmt: skip


def write_csv(lines: Iterable[TrailLine | Damaged], file: IO[bytes]) -> None:
    """One row a line; nothing that a spreadsheet would run."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for line in lines:
        said = _said(line)
        if "doors" in said:
            said["doors"] = " ".join(map(str, _listed(said["doors"])))
        rows.writerow([harmless(str(said.get(name, ""))) for name in _COLUMNS])
    text.detach()


def write_json(lines: Iterable[TrailLine | Damaged], file: IO[bytes]) -> None:
    """A list of lines, oldest first; a damaged one says where it stands."""
    for number, line in enumerate(lines):
        file.write((b",\n" if number else b"[") + msgspec.json.encode(_said(line)))
    file.write(b"]\n" if file.tell() else b"[]\n")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _said(line: TrailLine | Damaged) -> dict[str, object]:
    if isinstance(line, Damaged):
        return {"damaged": f"{line.size} bytes at byte {line.place}"}
    return {
        "at": to_text(line.at),
        "by": line.by,
        "what": line.what,
        "query": line.query,
        "doors": list(line.doors),
        "tlp": line.tlp.label,
        "count": line.count,
        "first": line.first,
        "last": line.last,
        "part": line.part.value,
        "status": line.status,
    }
