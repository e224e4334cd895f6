"""What becomes of each object of a chunk beside what the store holds already.

Only what the publisher itself said, and what creators said where the publisher
may read it, can influence a verdict: nobody learns from a refusal what others
keep among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bayanihan.records.preparing import Candidate
from bayanihan.records.rules import (
    Held,
    RecordFault,
    Said,
    Why,
    creator_of,
    exact_instant,
    fold_id,
    passing_fault,
    version_fault,
)
from bayanihan.stix.api import StixObject


@dataclass(frozen=True, slots=True)
class Accept:
    """May be published; ``stored`` is the key of an equal object already kept."""

    stored: int | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The publisher said exactly this in this group before."""


Verdict = Accept | Duplicate | Why
Remembered = dict[str, list[Held]]


@dataclass(frozen=True, slots=True)
class Known:
    """What may influence the verdicts on a chunk; mappings by folded id.

    ``own`` is what the publisher said, ``said`` what members said of their own
    objects where the publisher may read it, ``readers`` who will read the chunk.
    """

    publisher: int
    members: Mapping[str, int]
    own: Mapping[str, Sequence[Held]]
    said: Mapping[str, Sequence[Said]]
    readers: frozenset[str]


class Holdings:
    """Judges candidates one after the other, remembering what it let through."""

    def __init__(self, known: Known, remembered: Remembered) -> None:
        self._known = known
        self._remembered = remembered

    def judge(self, candidate: Candidate) -> Verdict:
        """Duplicate, acceptable, or why not."""
        obj = candidate.object
        mine = self._mine(obj)
        same = next((held for held in mine if held.says(obj)), None) if mine else None
        if same is not None and same.in_group:
            return _withdrawn(obj) if same.is_withdrawn else Duplicate()
        why = self._creator_fault(candidate)
        if why is None and mine and same is None:
            why = version_fault(obj, mine)
        if why is not None:
            return why
        self._remembered.setdefault(fold_id(obj.id), []).append(_let_through(obj, self._known))
        return Accept(same.key if same is not None and same.key else None)

    def is_newest(self, obj: StixObject) -> bool:
        """Whether no version in the group, stored or let through, is newer."""
        version = exact_instant(obj.version_text)
        standing = [one for one in self._mine(obj) if one.in_group and not one.is_withdrawn]
        return all(held.version <= version for held in standing)

    def older_keys(self, obj: StixObject) -> list[int]:
        """Keys of stored objects that are the latest in the group until this version comes."""
        own = self._known.own.get(fold_id(obj.id))
        if not own:
            return []
        version = exact_instant(obj.version_text)
        return [held.key for held in own if held.is_latest and held.version <= version]

    def _mine(self, obj: StixObject) -> list[Held]:
        key = fold_id(obj.id)
        return [*self._known.own.get(key, ()), *self._remembered.get(key, ())]

    def _creator_fault(self, candidate: Candidate) -> Why | None:
        """A member's own object may be passed on unchanged, to no wider circle; else refused.

        What names another creator, or none, is its publisher's own word under the same
        id. It stands beside the creator's and changes nothing of it: nobody's record
        blocks another's.
        """
        obj, known = candidate.object, self._known
        creator = creator_of(obj.id, obj.creator, known.members)
        if creator is None or creator == known.publisher:
            return None
        said = known.said.get(fold_id(obj.id), ())
        copies = [one for one in said if one.held.publisher == creator and one.held.says(obj)]
        if copies:
            return passing_fault(candidate.tlp, known.readers, copies)
        return _not_the_creator(obj)


def _withdrawn(obj: StixObject) -> Why:
    """A file that is read again does not bring back what a person took back."""
    return Why(RecordFault.WITHDRAWN_EARLIER.value, "/modified", obj.version_text)


def _not_the_creator(obj: StixObject) -> Why:
    return Why(RecordFault.NOT_THE_CREATOR.value, "/created_by_ref", obj.creator or "")


def _let_through(obj: StixObject, known: Known) -> Held:
    return Held(
        key=0,
        publisher=known.publisher,
        body=obj.raw,
        version=exact_instant(obj.version_text),
        created=obj.created,
        creator=obj.creator,
        revoked=obj.revoked,
        in_group=True,
        is_latest=False,
    )
