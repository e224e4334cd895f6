"""What a table may hold and for how long: the label that every table wears.

Export, erasure and the data protection officer read these labels, so that none
of them has to guess. A check refuses a table without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SeenBy(StrEnum):
    """Who may see a row of the table."""

    RECORD = "record"  # says its own handling; the gate decides
    GROUP = "group"  # the members of the group that the row names
    MEMBER = "member"  # the own people of one member
    NODE = "node"  # the operator of this node; never leaves it
    PUBLIC = "public"  # anybody


class Retention(StrEnum):
    """How long a row is kept, and how it goes."""

    JOURNAL = "journal"  # for as long as the journal; erasing empties the content alone
    SUBJECT = "subject"  # for as long as what it is about, and goes with it
    DERIVED = "derived"  # until rebuilt: it can be computed again at any time
    EVIDENCE = "evidence"  # until a person closes the matter
    SHORT = "short"  # has an end date of its own and goes by itself


@dataclass(frozen=True, slots=True)
class DataHandling:
    """The label: names of the fields about natural persons, who may see, how long."""

    personal: tuple[str, ...]
    marking: SeenBy
    retention: Retention
