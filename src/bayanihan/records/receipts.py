"""Receipts: what every holder answers to a withdrawal or an erasure, and what the publisher sees.

The node answers for each member that it hosts and that could read the record: removed,
or kept and why. Each answer is an entry of the holder's own journal, addressed to the
publisher alone, in a transaction of its own right after the act. What a crash cuts off
is answered at the next start: an answer is given once, however often it is asked for.
Who kept it answers once more when its hold has ended: removed, and that is its last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from bayanihan.gate.api import (
    Door,
    GroupFacts,
    HandlingClass,
    Lane,
    MemberKind,
    Tlp,
    Viewer,
    decide,
    may_act,
)
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import Group, Member, accepted_charter, facts_of
from bayanihan.records.act_wire import ReceiptAct, ReceiptLine, write_act
from bayanihan.records.acting import append_act, author_of
from bayanihan.records.auditing import present_trail
from bayanihan.records.models import Entry, Hold, Receipt, Removal
from bayanihan.records.removal_rules import asked_at
from bayanihan.records.rules import RecordFault
from bayanihan.records.taking_back import handling_of
from bayanihan.records.wire import read_handling
from bayanihan.records.writing import close_journal, open_journal

MOST: Final = 1000
_ACTS_AT_ONCE: Final = 100


class HolderState(StrEnum):
    """What a holder has said: removed, kept, nothing, or nothing more since it left the group."""

    HOLDS = "holds"
    REMOVED = "removed"
    KEPT = "kept"
    SILENT = "silent"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Holder:
    """One member that could read a record, and its answer; ``at`` is when it answered."""

    member: Member
    state: HolderState
    why: str = ""
    at: int | None = None


def readers_of(entry: Entry, *, at: int) -> tuple[Member, ...]:
    """The members besides the publisher that the gate lets read a record on their own pages.

    By code. Constituents read at their member and hold nothing themselves.
    """
    facts = facts_of([entry.group]).get(str(entry.group.uuid))
    if facts is None or entry.handling is None:
        return ()
    handling = read_handling(entry.handling.text)
    members = Member.objects.filter(stix_id__in=facts.everyone).order_by("code")
    asked = members.exclude(pk=entry.journal.member_id)
    return tuple(one for one in asked if _may_read(one, handling, facts, asked_at(handling, at)))


def _may_read(member: Member, handling: HandlingClass, facts: GroupFacts, at: int) -> bool:
    lane = Lane.EXERCISE if facts.exercise else Lane.REAL
    viewer = Viewer(member.stix_id, MemberKind(member.kind), lane, Door.PAGE)
    return decide(handling, viewer, facts, at).allowed


def holders_of(entry: Entry, viewer: Member, *, at: int) -> tuple[Holder, ...]:
    """Who has a record, and what each answered since it was taken back; by code.

    For its publisher only: for anybody else there is no such record (``Absent``).
    """
    if entry.journal.member_id != viewer.pk:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    removal = last_removal(entry)
    readers = readers_of(entry, at=at if removal is None else removal.at)
    if removal is None:
        return tuple(Holder(one, HolderState.HOLDS) for one in readers)
    said = removal.receipts.select_related("member").order_by("is_removed")
    answers = {one.member_id: one for one in said}
    facts = facts_of([entry.group])[str(entry.group.uuid)]
    asked = {one.pk: one for one in (*readers, *(one.member for one in answers.values()))}
    by_code = sorted(asked.values(), key=lambda one: one.code)
    return tuple(_holder(one, answers.get(one.pk), facts) for one in by_code)


def last_removal(entry: Entry) -> Removal | None:
    """By what its own publisher took an entry back; an erasure stands above a withdrawal."""
    rows = Removal.objects.filter(target=entry, act__journal__member=entry.journal.member_id)
    return rows.select_related("act").order_by("-act__seq").first()


def _holder(member: Member, answer: Receipt | None, facts: GroupFacts) -> Holder:
    if answer is not None:
        state = HolderState.REMOVED if answer.is_removed else HolderState.KEPT
        return Holder(member, state, answer.why, answer.at)
    is_there = member.stix_id in facts.current
    return Holder(member, HolderState.SILENT if is_there else HolderState.LEFT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One hosted holder and what it has not yet answered of one act."""

    act: Entry
    member: Member
    removals: tuple[Removal, ...]


def answer_removals(*, at: int, act: Entry | None = None, most: int = MOST) -> int:
    """Let every hosted holder answer what it was not yet heard on; gives how many answers.

    ``act`` asks about one removal only; ``most`` bounds the work of one call. Called
    right after each removal and at every start; calling it again changes nothing.
    """
    given = 0
    for asked in _unanswered(act):
        if given >= most:
            break
        given += _answer(asked, at)
    return given


def _unanswered(act: Entry | None) -> Iterator[_Asked]:
    """What hosted holders that may act in a group have not answered, by act, oldest first."""
    known: dict[int, _Circle] = {}
    for removals in _batches(act):
        answered = _answered(removals)
        by_act: dict[int, list[Removal]] = {}
        for one in removals:
            by_act.setdefault(one.act_id, []).append(one)
        for of_act in by_act.values():
            group = of_act[0].act.group
            circle = known.get(group.pk) or known.setdefault(group.pk, _circle(group))
            yield from _askable(of_act, circle, answered)


def _batches(act: Entry | None) -> Iterator[list[Removal]]:
    """Removals by their entries' own publisher, some acts at a time, in the order of both."""
    rows = Removal.objects.filter(act__journal__member=F("target__journal__member")).select_related(
        "target__handling", "act__group__newest", "act__journal__member"
    )
    if act is not None:
        yield list(rows.filter(act=act).order_by("target__index"))
        return
    keys = list(rows.order_by("act_id").values_list("act_id", flat=True).distinct())
    for first in range(0, len(keys), _ACTS_AT_ONCE):
        some = keys[first : first + _ACTS_AT_ONCE]
        yield list(rows.filter(act__in=some).order_by("act_id", "target__index"))


def _answered(removals: Iterable[Removal]) -> frozenset[tuple[int, int]]:
    """Who has nothing more to say to what: it removed it, or keeps it still."""
    holds = Hold.objects.filter(
        member=OuterRef("member"), entry=OuterRef("removal__target"), ended_at__isnull=True
    )
    rows = Receipt.objects.filter(removal__in=list(removals))
    said = rows.filter(Q(is_removed=True) | Exists(holds))
    return frozenset(said.values_list("removal_id", "member_id"))


@dataclass(frozen=True, slots=True)
class _Circle:
    """A group now, and the members in it that this node answers for; by code."""

    facts: GroupFacts | None
    members: tuple[Member, ...]


def _circle(group: Group) -> _Circle:
    facts = facts_of([group]).get(str(group.uuid))
    if facts is None:
        return _Circle(None, ())
    seated = Member.objects.filter(stix_id__in=facts.current, is_hosted=True).order_by("code")
    return _Circle(facts, tuple(seated))


def _askable(
    removals: Sequence[Removal], circle: _Circle, answered: frozenset[tuple[int, int]]
) -> Iterator[_Asked]:
    """Who has something to answer to one act, and may act in the group now."""
    act, facts = removals[0].act, circle.facts
    for member in circle.members:
        if facts is None or member.pk == act.journal.member_id:
            continue
        open_ = tuple(
            one
            for one in removals
            if (one.pk, member.pk) not in answered and _could_read(member, one, facts)
        )
        if open_ and may_act(member.stix_id, facts, act.at).allowed:
            yield _Asked(act, member, open_)


def _could_read(member: Member, removal: Removal, facts: GroupFacts) -> bool:
    row = removal.target.handling
    if row is None:
        return False
    handling = read_handling(row.text)
    return _may_read(member, handling, facts, asked_at(handling, removal.at))


def _answer(asked: _Asked, at: int) -> int:
    """One receipt with its rows; nothing where the member cannot sign now, or has answered."""
    try:
        with transaction.atomic(durable=True):
            return _append_receipt(asked, at)
    except Refused:
        # No key here, or a restored node: it stays silent until it may speak, and is asked again.
        return 0


def _append_receipt(asked: _Asked, at: int) -> int:
    member, act = asked.member, asked.act
    charter = accepted_charter(act.group, member)
    pen = open_journal(group=act.group, member=member, charter=charter, at=at)
    answered = _answered(asked.removals)
    removals = [one for one in asked.removals if (one.pk, member.pk) not in answered]
    if not removals:
        return 0
    held = _held(member, removals)
    lines = tuple(
        ReceiptLine(one.target.index, one.target_id not in held, held.get(one.target_id, ""))
        for one in removals
    )
    publisher = act.journal.member.stix_id
    text = write_act(ReceiptAct(author_of(pen), publisher, act.index, lines))
    entry = append_act(pen, LeafKind.RECEIPT, text, {publisher})
    Receipt.objects.bulk_create(
        (
            Receipt(
                removal=one,
                member=member,
                entry=entry,
                is_removed=line.is_removed,
                why=line.why,
                at=at,
            )
            for one, line in zip(removals, lines, strict=True)
        ),
    )
    close_journal(pen)
    return 1


def _held(member: Member, removals: Iterable[Removal]) -> dict[int, str]:
    """What the member keeps of these, and why, by entry."""
    rows = Hold.objects.filter(
        member=member, ended_at__isnull=True, entry__in=[one.target_id for one in removals]
    )
    return dict(rows.values_list("entry_id", "why"))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One record that its publisher took back, how it was to be handled, and who answered what."""

    removal: Removal
    tlp: Tlp | None
    removed: int
    kept: int


def taken_back(
    member: Member, *, before: tuple[int, int] | None = None, size: int
) -> list[TakenBack]:
    """What a member took back of its own, the newest act first, older than the cursor.

    The cursor is the keys of the act and of what it took back. For the member's own people only.
    """
    rows = Removal.objects.filter(act__journal__member=member, target__journal__member=member)
    if before is not None:
        act, target = before
        rows = rows.filter(Q(act__lt=act) | Q(act=act, target__lt=target))
    counted = rows.annotate(
        removed=Count("receipts", filter=Q(receipts__is_removed=True)),
        kept=Count("receipts__member", distinct=True) - F("removed"),
    )
    wanted = ("target__object", "target__handling", "target__group__newest")
    found = [
        _taken(one) for one in counted.select_related(*wanted).order_by("-act", "-target")[:size]
    ]
    trail = present_trail()
    if trail is not None:
        shown = [(one.removal.target_id, one.tlp) for one in found if one.removal.target.object]
        trail.note(member, Door.PAGE, shown)
    return found


def _taken(row: Any) -> TakenBack:  # noqa: ANN401  # a removal with its counts
    handling = handling_of(row.target)
    return TakenBack(row, None if handling is None else handling.tlp, row.removed, row.kept)
