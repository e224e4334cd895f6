"""What this node holds of one member's journal in one group, before a page of it is taken in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from bayanihan.gate.api import History
from bayanihan.journal.api import (
    TILE,
    Frontier,
    LeafKind,
    frontier_of,
    hashes_in_tiles,
)
from bayanihan.kernel.api import Absent, Refused, Unverified
from bayanihan.membership.api import (
    Group,
    Member,
    MembershipFault,
    charter_text,
    restored,
)
from bayanihan.records.charters import Chain, stored_chain
from bayanihan.records.left_behind import is_left_behind
from bayanihan.records.models import Entry, Fate, Journal
from bayanihan.records.parts import (
    Stretch,
    current_part,
    first_cut,
    stretches_of,
    tile_reader,
)
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_voice import Voice

_HASH_BYTES = 32
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class ReceiveFault(StrEnum):
    """Why a page is not taken in, or an entry of it is held back."""

    OWN_JOURNAL = "own_journal"
    ENTRIES_MISSING = "entries_missing"
    CHARTER_UNKNOWN_HERE = "charter_unknown_here"
    ACCEPTANCE_WITHHELD = "acceptance_withheld"
    BEFORE_START = "before_start"
    BEGINNING_WITHHELD = "beginning_withheld"
    CONTRADICTED = "contradicted"
    HELD_BACK = "held_back"


@dataclass(slots=True)
class HeldJournal:
    """A member's journal as it stands here: ``size`` entries, without what was cut off.

    ``journal`` is the part in which it goes on; ``None`` before its first entry came.
    """

    group: Group
    member: Member
    chain: Chain
    journal: Journal | None
    size: int

    def stretches(self, size: int) -> list[Stretch]:
        """Where the first ``size`` entries stand."""
        return [] if self.journal is None else stretches_of(self.journal, size)

    @property
    def start(self) -> int:
        """The first entry that is held: above zero for who is not entitled to what came before."""
        stretches = self.stretches(self.size)
        return stretches[0].start if stretches else self.size

    @property
    def gives_all(self) -> bool:
        """Whether every member of the group is entitled to the journal from its first entry on."""
        newest = self.group.newest
        return newest is not None and charter_text(newest).history == History.ALL.value

    def frontier(self, size: int) -> Frontier:
        """What the first ``size`` entries hash to."""
        if self.journal is None or size == 0:
            return Frontier()
        return frontier_of(hashes_in_tiles(tile_reader(self.journal)), size)

    def leaves(self, first: int, end: int) -> list[bytes]:
        """The leaf hashes that stand here, ``first <= index < end``."""
        if self.journal is None:
            return []
        read_tile, found = tile_reader(self.journal), list[bytes]()
        for number in range(first // TILE, -(-end // TILE)):
            tile, begin = read_tile(0, number), number * TILE
            places = range(max(first, begin), min(end, begin + TILE))
            for place in places:
                at = (place - begin) * _HASH_BYTES
                found.append(tile[at : at + _HASH_BYTES])
        return found

    def voice(self, index: int) -> Voice:
        """The member's journal as it was heard before this index."""
        voice, last = Voice(self.member.stix_id, self.chain), -1
        for rows in self._said_before(index):
            said = rows.filter(kind=LeafKind.ACCEPTANCE.value, fate=Fate.STANDS.value)
            for place, number, digest in said.order_by("index").values_list(
                "index", "charter", "commitment"
            ):
                charter = self.chain.named(number, bytes(digest))
                if charter is not None:
                    voice.versions.append(charter)
                    last = place
            closing = rows.filter(kind=LeafKind.CLOSING.value, fate=Fate.STANDS.value)
            voice.is_closed = voice.is_closed or closing.exists()
        hidden = (rows.filter(kind="", index__gt=last) for rows in self._said_before(index))
        voice.is_gapped = any(rows.exists() for rows in hidden)
        return voice

    def _said_before(self, index: int) -> list[QuerySet[Entry]]:
        """The entries before an index, part by part."""
        return [
            Entry.objects.filter(journal=one.part, index__gte=one.start, index__lt=one.end).exclude(
                fate=Fate.CUT.value
            )
            for one in self.stretches(index)
        ]


def standing_of(group_name: str, member_name: str, *, is_own: bool = False) -> HeldJournal:
    """What is held of a journal; raises ``Absent`` for a group that is not here.

    ``Unverified`` for a member that no version of the group names; ``Refused`` for one
    that is hosted here, whose journal is written nowhere else, unless this node was
    restored, or was led along a branch that fell, and fetches back what it had said.
    ``is_own`` asks about such a one all the same.
    """
    group = _group(group_name)
    chain = stored_chain(group)
    is_named = any(one.seat(member_name) is not None for one in chain.known.values())
    member = Member.objects.filter(stix_id=member_name).first() if is_named else None
    if member is None:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=member_name)
    is_back = is_own or restored() is not None
    if member.is_hosted and not is_back and not is_left_behind(group, member):
        raise Refused(ReceiveFault.OWN_JOURNAL, facts={"member": member.code})
    journal = current_part(group, member)
    kept = None if journal is None else first_cut(journal)
    size = 0 if journal is None else journal.size if kept is None else kept
    return HeldJournal(group, member, chain, journal, size)


def _group(name: str) -> Group:
    is_uuid = _UUID.fullmatch(name) is not None
    rows = Group.objects.filter(newest__isnull=False).select_related("newest")
    group = rows.filter(uuid=name).first() if is_uuid else None
    if group is None:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": name})
    return group
