"""What a member may say next in its journal, by the charters and by what it said before (pure).

1. A journal begins with the acceptance of a version; so does what stands beyond a cut.
2. A version is accepted once, by its digest, by who sits in it, and in rising order.
3. What is said names the version that was accepted last: no older one, and no later one.
4. Who was removed says nothing beyond the cut, until it sits in the group again.
5. Nothing is published after the closing.

Source: protocol, "Charter".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import CharterText
from bayanihan.records.charters import Chain, End
from bayanihan.records.reports import PackageFault
from bayanihan.records.rules import RecordFault


@dataclass(slots=True)
class Voice:
    """One member's journal as it is heard, entry after entry.

    ``versions``: the charters that it accepted so far, in order. ``is_gapped``: since
    the last acceptance something stood there of which only the hash is known.
    """

    member: str
    chain: Chain
    versions: list[CharterText] = field(default_factory=list)
    is_gapped: bool = False
    is_closed: bool = False
    ends: tuple[End, ...] = field(init=False)

    def __post_init__(self) -> None:
        """The cuts that bind the member itself, asked for once."""
        self.ends = tuple(end for end in self.chain.ends(self.member) if not end.vkey)

    @property
    def accepted(self) -> CharterText | None:
        """The version under which the member speaks."""
        return self.versions[-1] if self.versions else None

    def version(self, number: int) -> CharterText | None:
        """The version that an entry with this number names: as accepted, else as known."""
        accepted = self.accepted
        if accepted is not None and accepted.number == number:
            return accepted
        return self.chain.main.get(number)

    def skip(self, index: int, where: str) -> None:
        """An entry of which only the hash is known; raises ``Unverified`` where none may stand."""
        self.is_gapped = True
        if index == 0:
            raise Unverified(PackageFault.NO_ACCEPTANCE, where=where)
        # An acceptance is open to all; until there is one, nobody sits in the group again.
        newest = self.accepted.number if self.accepted else 0
        self._check_cut(index, newest, where)
        if self.is_closed:
            raise Unverified(PackageFault.AFTER_CLOSING, where=where)

    def accept(self, index: int, number: int, digest: bytes, where: str) -> CharterText:
        """The member accepts a version, known by its digest; raises ``Unverified``."""
        charter = self.chain.named(number, digest)
        if charter is None:
            is_known = number in self.chain.main
            code = RecordFault.CHARTER_DIFFERS if is_known else PackageFault.NO_SUCH_CHARTER
            raise Unverified(code, where=where, facts={"charter": number})
        last = self.accepted.number if self.accepted else 0
        if number <= last:
            is_same = number == last
            code = PackageFault.ACCEPTED_TWICE if is_same else PackageFault.NAMES_OLDER_VERSION
            raise Unverified(code, where=where)
        if charter.seat(self.member) is None:
            raise Unverified(RecordFault.NO_SEAT, where=where)
        self._check_cut(index, number, where)
        self.versions.append(charter)
        self.is_gapped = False
        return charter

    def speak(self, index: int, kind: str, number: int, where: str) -> CharterText:
        """The version under which the member says something else; raises ``Unverified``."""
        accepted = self.accepted
        if self.version(number) is None:
            raise Unverified(PackageFault.NO_SUCH_CHARTER, where=where, facts={"charter": number})
        if accepted is None:
            raise Unverified(PackageFault.NO_ACCEPTANCE, where=where)
        if number != accepted.number:
            is_older = number < accepted.number
            code = PackageFault.NAMES_OLDER_VERSION if is_older else PackageFault.NOT_ACCEPTED_YET
            raise Unverified(code, where=where)
        self._check_cut(index, number, where)
        if self.is_closed and kind == LeafKind.RECORD:
            raise Unverified(PackageFault.AFTER_CLOSING, where=where)
        self.is_closed = self.is_closed or kind == LeafKind.CLOSING
        return accepted

    def _check_cut(self, index: int, number: int, where: str) -> None:
        for end in self.ends:
            if index >= end.size and (end.back is None or number < end.back):
                facts = {"size": end.size, "charter": end.charter}
                raise Unverified(PackageFault.BEYOND_CUT, where=where, facts=facts)
