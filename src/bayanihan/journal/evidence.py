"""The form of evidence against a member: two signed checkpoints and what shows the contradiction.

What counts as evidence, and why, stands in ``contradictions``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bayanihan.journal.encoding import from_base64, to_base64
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.notes import MAX_NOTE_BYTES
from bayanihan.kernel.api import Malformed, canonical

MAX_EVIDENCE_CHARACTERS: Final = 4 * MAX_NOTE_BYTES


class EvidenceKind(StrEnum):
    """In what way two signed checkpoints contradict each other."""

    FORK = "fork"
    REWRITE = "rewrite"
    ENTRY = "entry"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class EntryProof:
    """A leaf hash at an index, with its inclusion proof."""

    index: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two signed checkpoints of one journal, and what shows that they contradict each other.

    Anyone can check it with the author's public key: see ``verify_evidence``.
    ``prefix`` belongs to a rewrite, ``entries`` to an entry; else they are empty.
    """

    kind: EvidenceKind
    first: str
    second: str
    prefix: tuple[bytes, ...] = ()
    entries: tuple[EntryProof, ...] = ()

    def to_text(self) -> str:
        """Canonical JSON, to be kept, sent and shown."""
        body = {
            "entries": [
                {
                    "index": each.index,
                    "leaf": to_base64(each.leaf_hash),
                    "proof": [to_base64(step) for step in each.proof],
                }
                for each in self.entries
            ],
            "first": self.first,
            "kind": self.kind.value,
            "prefix": [to_base64(step) for step in self.prefix],
            "second": self.second,
        }
        return canonical(body).decode()

    @classmethod
    def from_text(cls, text: str) -> Evidence:
        """Read what ``to_text`` wrote; raises ``Malformed`` for anything else.

        What is read is not yet believed: see ``verify_evidence``.
        """
        if len(text) > MAX_EVIDENCE_CHARACTERS:
            raise Malformed(JournalFault.NOT_EVIDENCE, where=f"character {MAX_EVIDENCE_CHARACTERS}")
        try:
            evidence = _from_json(json.loads(text))
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise Malformed(JournalFault.NOT_EVIDENCE, where="character 0") from error
        if evidence.to_text() != text:
            raise Malformed(JournalFault.NOT_EVIDENCE, where="character 0")
        return evidence


def _from_json(body: Mapping[str, object]) -> Evidence:
    return Evidence(
        kind=EvidenceKind(_text(body["kind"])),
        first=_text(body["first"]),
        second=_text(body["second"]),
        prefix=_hashes(body["prefix"]),
        entries=tuple(_entry(each) for each in _list(body["entries"])),
    )


def _entry(body: object) -> EntryProof:
    if not isinstance(body, dict) or type(body["index"]) is not int:
        raise TypeError
    return EntryProof(body["index"], _hash(body["leaf"]), _hashes(body["proof"]))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _hashes(value: object) -> tuple[bytes, ...]:
    return tuple(_hash(each) for each in _list(value))


def _hash(value: object) -> bytes:
    data = from_base64(_text(value))
    if data is None:
        raise TypeError
    return data


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
