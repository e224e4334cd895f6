"""What is held back of a received journal, and how the members hosted here are shown it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bayanihan.gate.api import Door, Lane, decide
from bayanihan.membership.api import Group, Member, facts_of, viewer_of
from bayanihan.records.models import Entry
from bayanihan.records.preparing import Rejection
from bayanihan.records.quarantine import put_in_quarantine
from bayanihan.records.receiving_held import ReceiveFault
from bayanihan.records.rules import Why
from bayanihan.records.wire import read_handling


@dataclass(slots=True)
class HeldBack:
    """An entry that stands in its journal and is not valid here: what came, and why not.

    ``handling`` is the text of its envelope's facts, where they could be read.
    """

    entry: Entry
    raw: bytes
    object_id: str
    type: str
    whys: tuple[Why, ...]
    handling: str | None = None

    def rejection(self, *, is_readable: bool) -> Rejection:
        """As quarantine keeps it; without its content for who may not read it."""
        first = Why(ReceiveFault.HELD_BACK.value, str(self.entry.index))
        raw = self.raw if is_readable else b""
        object_id = self.object_id if is_readable else ""
        # What a reason says besides its code may repeat what the record says.
        whys = self.whys if is_readable else tuple(Why(one.code) for one in self.whys)
        whys = (first, *whys)
        return Rejection(self.entry.index, 0, object_id, self.type, raw, len(self.raw), whys)


def source_of(group: Group, author: Member) -> str:
    """Where what is held back came from, as quarantine says it."""
    return f"{author.code} / {group.key}"


def show_held(held: Sequence[HeldBack], *, group: Group, author: Member, at: int) -> None:
    """What is held back is shown, with the reason, to the members hosted here that it was for."""
    if not held:
        return
    facts = facts_of([group])[str(group.uuid)]
    hosted = Member.objects.filter(stix_id__in=facts.current, is_hosted=True).order_by("code")
    lane = Lane.EXERCISE if facts.exercise else Lane.REAL
    for member in hosted:
        viewer = viewer_of(member, door=Door.PAGE, lane=lane)
        rejections = []
        for one in held:
            handling = None if one.handling is None else read_handling(one.handling)
            audience = None if handling is None else handling.audience
            if audience is not None and member.stix_id not in audience:
                continue
            is_readable = handling is not None and decide(handling, viewer, facts, at).allowed
            rejections.append(one.rejection(is_readable=is_readable))
        source = source_of(group, author)
        put_in_quarantine(rejections, member=member, group=group, source=source, at=at)
