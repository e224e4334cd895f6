"""One line of the table: what was measured, over how many, how often, and by which script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure; ``each`` is the same in microseconds an object, where that says something."""

    work: str
    n: int
    times: int
    value: float
    unit: str
    script: str
    each: float | None = None
    note: str = ""


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| work | n | runs | median | us each | script | note |",
        "|---|--:|--:|--:|--:|---|---|",
    ]
    for row in rows:
        each = "" if row.each is None else f"{row.each:.1f}"
        lines.append(
            f"| {row.work} | {row.n:,} | {row.times} | {row.value:,.1f} {row.unit} | {each}"
            f" | `bench/{row.script}` | {row.note} |"
        )
    return "\n".join(lines)
