"""The worked room's folds: a tally for each indicator, and all its names (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bayanihan.records.api import Fold, FoldInput, FoldRow, Leads
from tests.rooms.folded.models import Tally, Wording

REFERENCES = {"sighting": "sighting_of_ref", "relationship": "source_ref"}


def subjects(record: FoldInput) -> Iterator[str]:
    """The indicator that a record is, was sighted, or is linked to something."""
    said = record.body.get(REFERENCES.get(record.type, "id"), "")
    if said.lower().startswith("indicator--"):
        yield said.lower()


def leads(subject: str) -> Leads:
    """By its own id, and by what points at it."""
    return Leads(own=(subject,), pointing_at=(subject,))


def tally(_subject: str, records: Sequence[FoldInput]) -> Iterator[FoldRow]:
    """A row for each handling: what one may not see hides nothing of what one may see."""
    sorted_out: dict[int, list[FoldInput]] = defaultdict(list)
    for one in records:
        if one.latest:
            sorted_out[one.handling].append(one)
    for some in sorted_out.values():
        yield FoldRow(counted(some), some)


def counted(records: Iterable[FoldInput]) -> dict[str, int]:
    """How many of each kind; a sighting may count for more than one."""
    values = {"copies": 0, "links": 0, "sighted": 0}
    for one in records:
        values["copies"] += one.type == "indicator"
        values["links"] += one.type == "relationship"
        values["sighted"] += one.body.get("count", 1) if one.type == "sighting" else 0
    return values


def wording(_subject: str, records: Sequence[FoldInput]) -> Iterator[FoldRow]:
    """One row from everything: only who may see all of it sees the row."""
    words = sorted({str(one.body.get("pattern", one.type)) for one in records})
    yield FoldRow({"words": " | ".join(words)}, records)


TYPES = frozenset({"indicator", "sighting", "relationship"})
TALLY = Fold("sightings.tally", 1, Tally, TYPES, subjects, leads, tally)
WORDING = Fold("sightings.wording", 1, Wording, TYPES, subjects, leads, wording)
