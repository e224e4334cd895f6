"""Withdrawing: a publisher says that a record of its own is no longer true.

The record stays readable, marked; no list, count, search or fold holds it any more.
Withdrawing an object withdraws all its versions that the publisher said in the group.
Where the publisher is the object's creator, a ``revoked`` version is said beside the
act: clients outside (TAXII, MISP) can be told by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.db import transaction

from bayanihan.gate.api import GroupFacts, may_publish
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import Happened, Person, facts_of, happened
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.folding_rows import fold_dirty
from bayanihan.records.models import Entry, Fate
from bayanihan.records.preparing import Candidate
from bayanihan.records.publishing import CHUNK_BYTES
from bayanihan.records.receipts import answer_removals
from bayanihan.records.removal_rules import (
    RemovalFault,
    RemovalReason,
    may_be_revoked,
    revoked_copy,
)
from bayanihan.records.rules import creator_of, exact_instant, fold_id
from bayanihan.records.taking_back import (
    append_removal,
    open_for_act,
    publisher_of,
    require_few,
    with_versions,
)
from bayanihan.records.values import object_hashes
from bayanihan.records.wire import read_handling, write_handling
from bayanihan.records.writing import Pen, append_records, close_journal
from bayanihan.stix.api import StixObject, read

Revocation: TypeAlias = tuple[Candidate, int | None, bool]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was withdrawn by which act; ``revoked`` are the numbers of the revoked versions."""

    act: Entry
    targets: tuple[Entry, ...]
    revoked: tuple[int, ...]


def withdraw(
    *, entries: Sequence[Entry], by: Person | None, why: RemovalReason, at: int
) -> Withdrawal:
    """Withdraw records of one group, each with all its versions; holders answer right after.

    ``by=None`` is the operator of the node. Raises ``Refused`` (not one's own,
    withdrawn already, no right, a frozen group or no seat in it), ``Absent``.
    """
    with transaction.atomic(durable=True):
        done = _withdraw(entries, by, why, at)
    fold_dirty()
    answer_removals(at=at, act=done.act)
    return done


def _withdraw(
    entries: Sequence[Entry], by: Person | None, why: RemovalReason, at: int
) -> Withdrawal:
    member = publisher_of(entries, by, at=at)
    groups = {entry.group_id: entry.group for entry in entries}
    if len(groups) > 1:
        raise Refused(RemovalFault.SEVERAL_GROUPS)
    [group] = groups.values()
    pen = open_for_act(group, member, at=at)
    versions = with_versions(entries, member, group)
    targets = require_few([one for one in versions if _may_be_withdrawn(one)])
    if not targets:
        raise Refused(RemovalFault.WITHDRAWN_ALREADY)
    act = append_removal(pen, LeafKind.WITHDRAWAL, targets, why)
    fall(targets)
    revoked: list[int] = []
    for batch in _batches(_revocations(pen, versions, targets)):
        revoked += append_records(pen, batch)
        close_journal(pen)
    mark_dirty([*(one.pk for one in targets), *revoked], types={one.type for one in targets})
    facts = {"group": group.key, "count": len(targets), "why": why.value}
    happened(member, by, Happened.RECORDS_WITHDRAWN, facts, at)
    return Withdrawal(act, tuple(targets), tuple(revoked))


def fall(targets: Sequence[Entry]) -> None:
    """Withdrawn entries stand no longer; what is erased or cut off stays so."""
    keys = [one.pk for one in targets]
    Entry.objects.filter(pk__in=keys, fate=Fate.STANDS.value).update(
        fate=Fate.WITHDRAWN.value, latest=False
    )


def _may_be_withdrawn(entry: Entry) -> bool:
    """It stands and does not itself say that it is revoked: that is what clients are told by."""
    return entry.fate == Fate.STANDS.value and not _object(entry).revoked


def _object(entry: Entry) -> StixObject:
    return read(entry.object.body.encode() if entry.object else b"")


def _batches(revocations: Iterable[Revocation]) -> Iterator[list[Revocation]]:
    """As many together as one signed head stands over, so that pages can end between them."""
    batch: list[Revocation] = []
    size = 0
    for one in revocations:
        length = len(one[0].object.raw)
        if batch and size + length > CHUNK_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += length
    # Without any there is the act alone to sign for.
    yield batch


def _revocations(pen: Pen, versions: Sequence[Entry], targets: Sequence[Entry]) -> list[Revocation]:
    """For each withdrawn object of the publisher's own, the version that revokes it.

    Said under the handling of its newest version. None where it is revoked already,
    or where the gate lets nothing like it into the group any more.
    """
    said: dict[str, list[tuple[StixObject, Entry]]] = {}
    for one in versions:
        obj = _object(one)
        said.setdefault(fold_id(obj.id), []).append((obj, one))
    facts = facts_of([pen.group]).get(str(pen.group.uuid))
    found: list[Revocation] = []
    for stix_id in sorted({fold_id(_object(one).id) for one in targets}):
        newest, entry = max(said[stix_id], key=lambda pair: exact_instant(pair[0].version_text))
        candidate = _revocation(newest, entry, pen, facts)
        if candidate is not None:
            found.append((candidate, None, True))
    return found


def _revocation(
    obj: StixObject, entry: Entry, pen: Pen, facts: GroupFacts | None
) -> Candidate | None:
    """The revoked version of a member's own object, if the gate still lets it in."""
    creator = creator_of(obj.id, obj.creator, {pen.member.stix_id: pen.member.pk})
    if obj.revoked or not may_be_revoked(obj) or creator is None or entry.handling is None:
        return None
    handling = replace(read_handling(entry.handling.text), charter=pen.charter.number)
    if handling.tlp is None or not may_publish(handling, facts, pen.at).allowed:
        return None
    revoked = read(revoked_copy(obj, at=pen.at))
    return Candidate(
        position=0,
        start=0,
        object=revoked,
        tlp=handling.tlp,
        handling=write_handling(handling),
        hashes=object_hashes(revoked, publisher=pen.member.stix_id),
    )
