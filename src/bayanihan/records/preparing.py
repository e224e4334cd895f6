"""Before anything is stored: read, check, find the handling, ask the gate. Writes nothing.

One bad object never takes down a batch: each unit becomes a candidate or a
rejection with its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bayanihan.gate.api import (
    CreatorKind,
    FourEyes,
    GroupFacts,
    HandlingClass,
    Step,
    Terms,
    Tlp,
    may_publish,
)
from bayanihan.kernel.api import Malformed
from bayanihan.records.rules import RecordFault, Stated, Why, needs_of, resolve_handling
from bayanihan.records.values import object_hashes
from bayanihan.records.wire import write_handling
from bayanihan.stix.api import Broken, Marking, Slice, StixObject, check, marking, read

KEPT_BYTES = 64 * 1024
# Two contents for one version, or another's object: evidence is of use only when it is whole.
_EVIDENCE = frozenset(
    {RecordFault.SAME_VERSION_OTHER_CONTENT.value, RecordFault.NOT_THE_CREATOR.value}
)
Asked: TypeAlias = tuple[Tlp, bool, Step]
FindDefinitions = Callable[[Iterable[str]], Mapping[str, Mapping[str, Any]]]
"""Gives the marking definitions with these ids that the publisher may read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A valid object with the handling under which the gate lets it go.

    ``hashes`` are those of the value index, where it is to be stored.
    """

    position: int
    start: int
    object: StixObject
    tlp: Tlp
    handling: str
    hashes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is not accepted: where it stood, the bytes that are kept, and why."""

    position: int
    start: int
    object_id: str
    type: str
    raw: bytes
    size: int
    whys: tuple[Why, ...]


@dataclass(slots=True)
class Publication:
    """Under which circumstances units are prepared; remembers what the gate said per class.

    ``four_eyes`` is the publisher's rule about a second person; ``None`` in a preview.
    """

    facts: GroupFacts
    publisher: str
    charter: int
    stated: Stated
    at: int
    definitions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    find_definitions: FindDefinitions | None = None
    _looked_up: set[str] = field(default_factory=set)
    four_eyes: FourEyes | None = None
    _asked: dict[Asked, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def ask_gate(
        self, tlp: Tlp, *, is_marked: bool, needs: Step = Step.OPEN
    ) -> tuple[str, tuple[str, ...]]:
        """The class's text and the gate's reasons against publishing; none means yes."""
        known = self._asked.get((tlp, is_marked, needs))
        if known is None:
            handling = self._handling(tlp, is_marked=is_marked, needs=needs)
            decision = may_publish(handling, self.facts, self.at, four_eyes=self.four_eyes)
            reasons = () if decision.allowed else tuple(one.value for one in decision.reasons)
            known = (write_handling(handling), reasons)
            self._asked[(tlp, is_marked, needs)] = known
        return known

    def marking_of(self, obj: StixObject) -> Marking:
        """What the object carries; definitions are looked up in the file, then in the store."""
        found = marking(obj.body, self.definitions)
        fresh = set(found.unknown) - self._looked_up
        if not fresh or self.find_definitions is None:
            return found
        self._looked_up |= fresh
        self.definitions = {**self.definitions, **self.find_definitions(fresh)}
        return marking(obj.body, self.definitions)

    def _handling(self, tlp: Tlp, *, is_marked: bool, needs: Step) -> HandlingClass:
        stated = self.stated
        return HandlingClass(
            group=self.facts.id,
            publisher=self.publisher,
            charter=self.charter,
            audience=stated.audience,
            tlp=tlp,
            pap=stated.pap,
            exercise=self.facts.exercise,
            terms=Terms(stated.not_before, stated.until, stated.keep_until),
            creator=CreatorKind.MARKED if is_marked else CreatorKind.UNMARKED,
            needs=needs,
        )


def prepare(
    units: Iterable[Slice | Broken], publication: Publication, *, is_hashed: bool = False
) -> Iterator[Candidate | Rejection]:
    """Turn cut-out units into candidates and rejections, in order; hashed for storing or not."""
    for unit in units:
        if isinstance(unit, Broken):
            yield _reject_broken(unit)
        else:
            yield _prepare_one(unit, publication, is_hashed=is_hashed)


def _reject_broken(unit: Broken) -> Rejection:
    why = Why(unit.fault.code.value, unit.fault.where, unit.fault.detail)
    return Rejection(unit.index, unit.start, "", "", unit.raw[:KEPT_BYTES], unit.size, (why,))


def _prepare_one(
    unit: Slice, publication: Publication, *, is_hashed: bool
) -> Candidate | Rejection:
    try:
        obj = read(unit.raw)
    except Malformed as error:
        why = Why(error.code.value, error.where, str(error.facts.get("detail", "")))
        return _reject(unit, "", "", (why,))
    faults = check(obj)
    if faults:
        whys = tuple(Why(one.code.value, one.where, one.detail) for one in faults)
        return _reject(unit, obj.id, obj.type, whys)
    handled = resolve_handling(obj, publication.marking_of(obj), publication.stated)
    if isinstance(handled, Why):
        return _reject(unit, obj.id, obj.type, (handled,))
    text, refused = publication.ask_gate(
        handled.tlp, is_marked=handled.is_marked, needs=needs_of(obj.type)
    )
    if refused:
        whys = tuple(Why(RecordFault.GATE_REFUSES.value, "", reason) for reason in refused)
        return _reject(unit, obj.id, obj.type, whys)
    hashes = object_hashes(obj, publisher=publication.publisher) if is_hashed else frozenset()
    return Candidate(unit.index, unit.start, obj, handled.tlp, text, hashes)


def _reject(unit: Slice, object_id: str, type_: str, whys: tuple[Why, ...]) -> Rejection:
    kept = unit.raw[:KEPT_BYTES]
    return Rejection(unit.index, unit.start, object_id, type_, kept, len(unit.raw), whys)


def rejected(candidate: Candidate, why: Why) -> Rejection:
    """A candidate that cannot stand beside what the store holds."""
    obj = candidate.object
    kept = obj.raw if why.code in _EVIDENCE else obj.raw[:KEPT_BYTES]
    if why.code == RecordFault.ERASED_EARLIER.value:
        # What must not be held is not held here either.
        kept = b""
    return Rejection(
        candidate.position, candidate.start, obj.id, obj.type, kept, len(obj.raw), (why,)
    )
