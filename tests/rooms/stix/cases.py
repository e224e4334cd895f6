"""The demands of the specification, one a line in ``specification.jsonl``.

Each names its section, what is demanded, a type, the changes to the sound sample
that break it, and (where there is one) a twin that keeps it; ``code`` where one
certain fault must come. ``__gone__`` takes a property away.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tests.rooms.stix.samples import Body

_FILE = Path(__file__).with_name("specification.jsonl")


class Case(NamedTuple):
    """One demand of the specification on objects of one type."""

    section: str
    type: str
    demand: str
    broken: Body
    sound: Body | None = None
    code: str | None = None

    def __str__(self) -> str:
        """The name under which the test runs."""
        return f"{self.section} {self.type}: {self.demand}"


CASES = [Case(**json.loads(line)) for line in _FILE.read_text(encoding="utf-8").splitlines()]
