"""Which key of a member signs in which of its groups, and the acts that change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bayanihan.kernel.api import Absent, BayanihanError, Refused
from bayanihan.membership.api import (
    AddKey,
    Change,
    CharterText,
    EndKey,
    Group,
    Happened,
    KeyLine,
    Member,
    MembershipFault,
    Person,
    ProposalState,
    StatementKey,
    accepted_charter,
    charter_text,
    groups_of,
    happened,
    new_key,
    proposals_of,
    proposed_text,
    refuse_while_restored,
    signing_key,
)
from bayanihan.records.api import propose


@dataclass(frozen=True, slots=True)
class Place:
    """How one's own keys stand in one group.

    ``signs`` is the number of the key that signs there now (``None``: none can), ``listed``
    the numbers of those that its newest charter lists without an end, ``asked`` those that
    an open proposal would add, ``ends`` those that one would end.
    """

    group: Group
    text: CharterText
    signs: int | None
    listed: tuple[int, ...]
    asked: tuple[int, ...]
    ends: tuple[int, ...]


def places_of(member: Member, at: int) -> list[Place]:
    """Every group in which the member sits now, by key."""
    keys = {row.vkey: row.epoch for row in StatementKey.objects.filter(member=member)}
    found = []
    for group in groups_of(member):
        text = None if group.newest is None else charter_text(group.newest)
        if text is not None and text.seat(member.stix_id) is not None:
            found.append(_place(group, text, member, keys, at))
    return found


def _place(group: Group, text: CharterText, member: Member, keys: dict[str, int], at: int) -> Place:
    open_texts = [
        proposed_text(one)
        for one in proposals_of(group, member)
        if one.state == ProposalState.OPEN.value
    ]
    listed = _open_keys(text, member, keys)
    proposed = [_open_keys(one, member, keys) for one in open_texts]
    return Place(
        group=group,
        text=text,
        signs=_signs(group, member, keys, at),
        listed=listed,
        asked=tuple(sorted({one for each in proposed for one in each} - {*listed})),
        ends=tuple(sorted({one for each in proposed for one in listed if one not in each})),
    )


def _open_keys(text: CharterText, member: Member, keys: dict[str, int]) -> tuple[int, ...]:
    seat = text.seat(member.stix_id)
    lines: Sequence[KeyLine] = () if seat is None else seat.keys
    return tuple(sorted(keys.get(one.vkey, 0) for one in lines if one.valid_until is None))


def _signs(group: Group, member: Member, keys: dict[str, int], at: int) -> int | None:
    try:
        key, _epoch = signing_key(member, charter_text(accepted_charter(group, member)), at)
    except BayanihanError:
        return None
    return keys.get(key.verifying_key.to_text())


def note_new_key(*, member: Member, by: Person, at: int) -> StatementKey:
    """Make a new key and note who did; no group knows it yet.

    Raises ``Refused`` while this node was restored and nobody has confirmed it: its backup
    may be older than the newest key of the member, whose number would be given twice.
    """
    refuse_while_restored()
    key = new_key(member=member, at=at)
    facts = {"key": key.epoch}
    happened(member=member, by=by, code=Happened.KEY_MADE, facts=facts, at=at)
    return key


def make_key(*, member: Member, by: Person, at: int) -> tuple[StatementKey, list[BayanihanError]]:
    """Make a new key and ask every group to list it; gives what some groups said against it.

    Each group is asked on its own: what one refuses does not keep the others from agreeing.
    """
    key = note_new_key(member=member, by=by, at=at)
    refused = []
    line = KeyLine(key.vkey, key.epoch, key.valid_from, None)
    for place in places_of(member, at):
        try:
            _ask(place.group, member, by, (AddKey(member.stix_id, line),), at)
        except BayanihanError as error:
            refused.append(error)
    return key, refused


def ask_for_key(*, member: Member, group: Group, epoch: int, by: Person, at: int) -> None:
    """Ask one group to list a key that was made before."""
    row = key_of(member, epoch)
    line = KeyLine(row.vkey, row.epoch, row.valid_from, None)
    _ask(group, member, by, (AddKey(member.stix_id, line),), at)


def replacement(member: Member, group: Group, ending: StatementKey) -> tuple[Change, ...]:
    """What a group has to be asked for besides, before it ends this key; raises ``Refused``."""
    seat = None if group.newest is None else charter_text(group.newest).seat(member.stix_id)
    lines = () if seat is None else seat.keys
    if any(one.valid_until is None and one.vkey != ending.vkey for one in lines):
        return ()
    later = StatementKey.objects.filter(member=member, epoch__gt=ending.epoch)
    row = later.filter(valid_until=None).order_by("-epoch").first()
    if row is None:
        raise Refused(MembershipFault.LAST_KEY, facts={"member": member.code})
    return (AddKey(member.stix_id, KeyLine(row.vkey, row.epoch, row.valid_from, None)),)


def ask_to_end(  # whose key, which, where, by whom, when, and after what
    *, member: Member, group: Group, epoch: int, by: Person, at: int
) -> None:
    """Ask one group to put a key out of use; all that it signed so far is believed.

    Where the group knows no other key of the member, it is asked to list the newest one
    as well. Raises ``Refused`` where there is none: the member could say nothing any more.
    """
    row = key_of(member, epoch)
    replacing = replacement(member, group, row)
    propose(
        group=group,
        member=member,
        by=by,
        changes=(*replacing, EndKey(member.stix_id, row.vkey, at)),
        at=at,
    )


def _ask(group: Group, member: Member, by: Person, changes: tuple[Change, ...], at: int) -> None:
    propose(group=group, member=member, by=by, changes=changes, at=at)


def key_of(member: Member, epoch: int) -> StatementKey:
    """A member's key by its number; raises ``Absent``."""
    row = StatementKey.objects.filter(member=member, epoch=epoch).first()
    if row is None:
        raise Absent(MembershipFault.UNKNOWN_KEY, facts={"member": member.code})
    return row
