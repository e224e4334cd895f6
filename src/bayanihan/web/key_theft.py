"""A stolen statement key: up to where it can be cut in a group, and the act that cuts it.

The first signature of a newer key vouches for all that stands before it. So a stolen key
is cut and replaced by one version of the charter, never first replaced and then cut.
Source: protocol, "Keys and epochs".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bayanihan.journal.api import Note, VerifyingKey
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import (
    AddKey,
    Change,
    CharterText,
    EndKey,
    Group,
    KeyLine,
    Member,
    Person,
    StatementKey,
)
from bayanihan.records.api import Checkpoint, draft_change, propose
from bayanihan.web.keying import key_of, note_new_key, replacement

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Theft:
    """What can be chosen when a key is cut in one group.

    ``heads`` are sizes that the key, or one before it, has signed, with their instants,
    newest first. ``vouched`` entries stay in any case: a newer key has signed for them.
    ``next_key`` is the number of the key that goes on, 0 where it has yet to be made.
    """

    epoch: int
    heads: Sequence[tuple[int, int]]
    vouched: int
    next_key: int
    is_next_listed: bool


def theft_in(group: Group, text: CharterText, member: Member, row: StatementKey) -> Theft:
    """Look up what could be chosen; writes nothing."""
    seat = text.seat(member.stix_id)
    listed = {line.vkey: line.epoch for line in (() if seat is None else seat.keys)}
    own = {_short(one) for one, epoch in listed.items() if epoch <= row.epoch}
    newer = {_short(one) for one, epoch in listed.items() if epoch > row.epoch}
    heads: list[tuple[int, int]] = []
    vouched = 0
    signed = Checkpoint.objects.filter(
        journal__group=group, journal__member=member, journal__is_current=True
    )
    rows = signed.order_by("-size").values_list("size", "at", "note")
    for size, at, note in rows.iterator() if newer else rows[:_MOST]:
        by = {one.key_id for one in Note.from_text(note).signatures}
        if not vouched and by & newer:
            vouched = size
        if by & own and len(heads) < _MOST:
            heads.append((size, at))
    after = [one for one in heads if one[0] >= vouched]
    later = StatementKey.objects.filter(member=member, epoch__gt=row.epoch, valid_until=None)
    following = later.order_by("-epoch").first()
    return Theft(
        epoch=row.epoch,
        heads=after or heads[:1],
        vouched=vouched,
        next_key=0 if following is None else following.epoch,
        is_next_listed=following is not None and following.vkey in listed,
    )


def _short(vkey: str) -> bytes:
    return VerifyingKey.from_text(vkey).key_id


def cut_stolen(*, member: Member, group: Group, epoch: int, size: int, by: Person, at: int) -> None:
    """Ask one group to cut a key after ``size`` entries and to list the one that follows it.

    Where there is none yet it is made now. Raises ``Refused`` for a size that the key has
    not signed; then nothing is made.
    """
    row = key_of(member, epoch)
    end, sizes = EndKey(member.stix_id, row.vkey, at), {row.vkey: size}
    draft_change(group, (end,), at=at, cut_sizes=sizes)
    changes: tuple[Change, ...]
    try:
        changes = replacement(member, group, row)
    except Refused:
        made = note_new_key(member=member, by=by, at=at)
        line = KeyLine(made.vkey, made.epoch, made.valid_from, None)
        changes = (AddKey(member.stix_id, line),)
    propose(group=group, member=member, by=by, changes=(*changes, end), at=at, cut_sizes=sizes)
