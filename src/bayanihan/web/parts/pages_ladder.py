"""Contexts of the trust ladder: where two members stand, what is open, what journals show."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Face
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.rows import Event
from bayanihan.web.parts.tells import Empty, Tell
from bayanihan.web.parts.voices import Act, Link


@dataclass(frozen=True, slots=True)
class RungRow:
    """One step of the ladder: what it opens, and whether it is ``past``, ``here`` or ``ahead``."""

    step: Step
    place: str
    opens: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One measure of an exchange, from us to them and from them to us, in words.

    ``at`` instants stand where the measure is an instant; a dash where nothing is known.
    """

    label: str
    given: str = ""
    taken: str = ""
    given_at: int | None = None
    taken_at: int | None = None


@dataclass(frozen=True, slots=True)
class LadderPage:
    """``web/ladder.html``: the ladder of one pair, seen by one of the two."""

    sentence: str
    lede: str
    me: str
    other: str
    rungs: tuple[RungRow, ...]
    evidence: tuple[EvidenceRow, ...]
    evidence_note: str
    history: tuple[Event, ...]
    tells: tuple[Tell, ...] = ()
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class PairRow:
    """One member in the list of ladders: our step with it, and what waits."""

    face: Face
    url: str
    step: Step | None
    words: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class LaddersPage:
    """``web/ladders.html``: our step with every other member; nobody else sees this list."""

    sentence: str
    lede: str
    waiting: tuple[PairRow, ...]
    pairs: tuple[PairRow, ...]
    others: tuple[PairRow, ...]
    empty: Empty
