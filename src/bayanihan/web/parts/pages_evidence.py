"""Contexts of kept evidence: rival versions, and what members signed that cannot both be true."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act


@dataclass(frozen=True, slots=True)
class RivalRow:
    """One of the versions that follow the same one: who signed it, and what it would change."""

    title: str
    signed: str
    digest: str
    changes: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class EvidenceKept:
    """One piece of evidence: against whom, of what, since when, and its text to take along."""

    words: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """``web/evidence.html``: what stands against each other in a group, for all its members."""

    sentence: str
    lede: str
    rivals: tuple[RivalRow, ...]
    kept: tuple[EvidenceKept, ...]
    empty: Empty
    acts: tuple[Act, ...] = ()
