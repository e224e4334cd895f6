"""Publishing: what somebody brings becomes signed entries of their member's journal.

Chunks of at most a thousand units, fewer where they are large, each in one durable
transaction: objects, envelopes, leaves, checkpoint, quarantine and numbers stand
together or not at all. What was committed before a crash is found again as duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from bayanihan.gate.api import Door, FourEyes, GroupFacts, Lane, Tlp
from bayanihan.journal.api import MAX_SIZE
from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.api import (
    Charter,
    Group,
    Member,
    MembershipFault,
    Rival,
    accepted_charter,
    charter_text,
    facts_of,
    pair_steps,
    signing_key,
)
from bayanihan.records.allowing import Rights, readable_handling
from bayanihan.records.erased import erased_bodies
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.folding_rows import fold_dirty
from bayanihan.records.holding import Accept, Duplicate, Holdings, Remembered
from bayanihan.records.models import Entry, Journal
from bayanihan.records.parts import stretches_of
from bayanihan.records.preparing import (
    Candidate,
    Publication,
    Rejection,
    prepare,
    rejected,
)
from bayanihan.records.quarantine import put_in_quarantine
from bayanihan.records.reading import Reader
from bayanihan.records.recalling import recall
from bayanihan.records.rules import RecordFault, Stated, Why, fold_id, kept_until
from bayanihan.records.writing import (
    Pen,
    append_records,
    close_journal,
    lock_head,
    open_journal,
)
from bayanihan.stix.api import Broken, Slice

CHUNK = 1000
# No transaction may keep a person waiting: a chunk is full at whatever comes first.
CHUNK_ROWS = 6000
CHUNK_BYTES = 2 << 20
Prepared = Candidate | Rejection


@dataclass(slots=True)
class Outcome:
    """What became of what was brought: read = accepted + duplicates + rejections."""

    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    seqs: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    """Positions of the duplicates in what was brought."""
    note: str = ""
    """The newest signed checkpoint of the journal that was written."""

    def add(self, part: Outcome) -> None:
        """Take over what became of one more chunk."""
        self.read += part.read
        self.accepted += part.accepted
        self.duplicates += part.duplicates
        self.rejections.extend(part.rejections)
        self.types.update(part.types)
        self.levels.update(part.levels)
        self.seqs.extend(part.seqs)
        self.held.extend(part.held)
        self.note = part.note or self.note


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings something, for which group, under which stated handling, from which source.

    ``four_eyes`` names the people who release and agree; the member's own rule says
    from which TLP on it needs two.
    """

    group: Group
    member: Member
    stated: Stated
    source: str
    definitions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    four_eyes: FourEyes | None = None


def publish(
    units: Iterable[Slice | Broken],
    bringing: Bringing,
    *,
    at: int,
    on_progress: Callable[[Outcome], None] | None = None,
    chunk: int = CHUNK,
) -> Outcome:
    """Publish units in chunks; gives what became of them.

    ``at`` is the instant of saying, in microseconds; ``chunk`` is how many units
    share a transaction at most. Raises ``Refused`` or
    ``Absent`` before anything is read when the member has no seat in the group, no
    key to sign with, or the group is frozen; ``Conflict`` when the group's charter
    changes meanwhile: then what was told to ``on_progress`` stands.
    """
    publication = publication_for(bringing, at=at)
    publication.four_eyes = _four_eyes(bringing)
    _require_key(bringing.group, bringing.member, at)
    outcome = Outcome()
    rights = Rights(bringing.member, at=at)
    for prepared in _chunks(prepare(units, publication, is_hashed=True), chunk):
        allowed = rights.now()
        with transaction.atomic(durable=True):
            part = _commit_chunk(prepared, bringing, publication, allowed)
        fold_dirty()
        outcome.add(part)
        if on_progress is not None:
            on_progress(outcome)
    return outcome


def preview(units: Iterable[Slice | Broken], bringing: Bringing, *, at: int) -> Outcome:
    """What ``publish`` would do now, without writing anything."""
    publication = publication_for(bringing, at=at)
    outcome = Outcome()
    remembered: Remembered = {}
    allowed = readable_handling(bringing.member, at=at)
    for prepared in _chunks(prepare(units, publication), CHUNK):
        holdings = _holdings(prepared, bringing, allowed, remembered)
        kept = without_erased(prepared, bringing.member)
        outcome.add(_judge(kept, holdings)[0])
    return outcome


def publication_for(bringing: Bringing, *, at: int) -> Publication:
    """The facts under which the gate is asked; refuses a member without a seat in the group.

    The charter is the one that the member accepted last, or accepts by this first act.
    """
    group, member = bringing.group, bringing.member
    facts, charter = _standing(group, member)
    return Publication(
        facts=replace(facts, steps=pair_steps(member)),
        publisher=member.stix_id,
        charter=charter.number,
        stated=_bounded(bringing.stated, charter_text(charter).retention_days, at),
        at=at,
        definitions=bringing.definitions,
        find_definitions=lambda ids: _stored_definitions(member, facts, ids, at),
    )


def _standing(group: Group, member: Member) -> tuple[GroupFacts, Charter]:
    """How things stand in the group now, and the version under which the member speaks."""
    group = Group.objects.select_related("newest").get(pk=group.pk)
    facts = facts_of([group]).get(str(group.uuid))
    if facts is None:
        raise Refused(RecordFault.NO_SEAT, facts={"group": group.key, "member": member.code})
    charter = accepted_charter(group, member)
    versions = (facts.charters[charter.number], facts.current)
    if not all(member.stix_id in version for version in versions):
        raise Refused(RecordFault.NO_SEAT, facts={"group": group.key, "member": member.code})
    if facts.frozen:
        raise Refused(MembershipFault.GROUP_FROZEN, facts={"group": group.key})
    return facts, charter


def _bounded(stated: Stated, days: int | None, at: int) -> Stated:
    """What is stated, no longer readable than the charter lets anything be kept."""
    bound = kept_until(at, days)
    if bound is None:
        return stated
    return replace(stated, until=bound if stated.until is None else min(stated.until, bound))


def _four_eyes(bringing: Bringing) -> FourEyes | None:
    """The member's own rule, with the people who are named; without names it asks for them."""
    given, rule = bringing.four_eyes, bringing.member.four_eyes_from
    if not rule:
        return given
    by, second = (None, None) if given is None else (given.by, given.second)
    return FourEyes(Tlp.from_label(rule), by, second)


def _require_key(group: Group, member: Member, at: int) -> None:
    """Refuse early where the member cannot sign: no key here, or a restored node."""
    _facts, charter = _standing(group, member)
    signing_key(member, charter_text(charter), at)


def _stored_definitions(
    member: Member, facts: GroupFacts, ids: Iterable[str], at: int
) -> Mapping[str, Mapping[str, Any]]:
    """Marking definitions that somebody published where the member may read them."""
    lane = Lane.EXERCISE if facts.exercise else Lane.REAL
    reader = Reader(member, door=Door.PAGE, lane=lane, at=at)
    return {stix_id: record.body for stix_id, record in reader.named(ids).items()}


def _chunks(prepared: Iterable[Prepared], most: int) -> Iterator[list[Prepared]]:
    """Units in order, as many together as one transaction takes; a huge one goes alone."""
    chunk: list[Prepared] = []
    rows = size = 0
    for unit in prepared:
        more, longer = _weight(unit)
        if chunk and (rows + more > CHUNK_ROWS or size + longer > CHUNK_BYTES):
            yield chunk
            chunk, rows, size = [], 0, 0
        chunk.append(unit)
        rows, size = rows + more, size + longer
        if len(chunk) >= most:
            yield chunk
            chunk, rows, size = [], 0, 0
    if chunk:
        yield chunk


def _weight(unit: Prepared) -> tuple[int, int]:
    """Rows of the value index, and bytes, that a unit may write."""
    if isinstance(unit, Rejection):
        return 0, len(unit.raw)
    return len(unit.hashes), len(unit.object.raw)


def _holdings(
    prepared: Iterable[Prepared],
    bringing: Bringing,
    allowed: frozenset[int],
    remembered: Remembered | None = None,
) -> Holdings:
    return recall(
        bringing.group,
        bringing.member,
        [unit for unit in prepared if isinstance(unit, Candidate)],
        allowed=allowed,
        audience=bringing.stated.audience,
        remembered=remembered,
    )


def _judge(
    prepared: list[Prepared], holdings: Holdings
) -> tuple[Outcome, list[tuple[Candidate, int | None]]]:
    """Each unit's fate beside what the store holds; accepted ones with a stored equal's key."""
    part = Outcome(read=len(prepared))
    accepted: list[tuple[Candidate, int | None]] = []
    for unit in prepared:
        if isinstance(unit, Rejection):
            part.rejections.append(unit)
            continue
        verdict = holdings.judge(unit)
        if isinstance(verdict, Accept):
            accepted.append((unit, verdict.stored))
            part.types[unit.object.type] += 1
            part.levels[unit.tlp.label] += 1
        elif isinstance(verdict, Duplicate):
            part.duplicates += 1
            part.held.append(unit.position)
        else:
            part.rejections.append(rejected(unit, verdict))
    part.accepted = len(accepted)
    return part, accepted


def without_erased(prepared: Sequence[Prepared], member: Member) -> list[Prepared]:
    """The units, those refused whose very content the publisher had erased before."""
    places = [place for place, unit in enumerate(prepared) if isinstance(unit, Candidate)]
    bodies = [unit.object.raw for unit in prepared if isinstance(unit, Candidate)]
    erased = {places[one] for one in erased_bodies(member, bodies)}
    why = Why(RecordFault.ERASED_EARLIER.value)
    return [
        rejected(unit, why) if place in erased and isinstance(unit, Candidate) else unit
        for place, unit in enumerate(prepared)
    ]


def _commit_chunk(
    prepared: list[Prepared],
    bringing: Bringing,
    publication: Publication,
    allowed: frozenset[int],
) -> Outcome:
    """Everything that a chunk changes, inside one transaction that holds the head row."""
    group, member, at = bringing.group, bringing.member, publication.at
    head = lock_head()
    charter = _unchanged(group, member, publication)
    pen = open_journal(group=group, member=member, charter=charter, at=at, head=head)
    holdings = _holdings(prepared, bringing, allowed)
    part, accepted = _judge(without_erased(prepared, member), holdings)
    if accepted:
        part.seqs = _append(pen, holdings, accepted)
        mark_dirty(part.seqs, types=part.types)
        part.note = close_journal(pen).note
    put_in_quarantine(part.rejections, member=member, group=group, source=bringing.source, at=at)
    return part


def _unchanged(group: Group, member: Member, publication: Publication) -> Charter:
    """The charter to speak under, with the head row locked: still that which the gate judged by."""
    row = Group.objects.select_related("newest").get(pk=group.pk)
    charter = accepted_charter(row, member)
    newest = None if row.newest is None else row.newest.number
    is_frozen = Rival.objects.filter(group=row, settled_by__isnull=True).exists()
    if is_frozen or (charter.number, newest) != (publication.charter, publication.facts.newest):
        raise Conflict(RecordFault.GROUP_CHANGED, facts={"group": group.key})
    return charter


def _append(
    pen: Pen, holdings: Holdings, accepted: list[tuple[Candidate, int | None]]
) -> list[int]:
    """Write what was accepted, each object's newest version as its latest; gives the seqs."""
    ids = [fold_id(candidate.object.id) for candidate, _ in accepted]
    last = {
        ids[place]: place
        for place, (candidate, _) in enumerate(accepted)
        if holdings.is_newest(candidate.object)
    }
    _retire(pen.journal, holdings, accepted, last)
    rows = [
        (candidate, stored, last.get(ids[place]) == place)
        for place, (candidate, stored) in enumerate(accepted)
    ]
    return append_records(pen, rows)


def _retire(
    journal: Journal,
    holdings: Holdings,
    accepted: list[tuple[Candidate, int | None]],
    last: Mapping[str, int],
) -> None:
    """Entries whose object now has a newer version in the group are no longer the latest."""
    keys = [
        key for place in last.values() for key in holdings.older_keys(accepted[place][0].object)
    ]
    if keys:
        parts = [one.part.pk for one in stretches_of(journal, MAX_SIZE)]
        Entry.objects.filter(journal__in=parts, object__in=keys, latest=True).update(latest=False)
