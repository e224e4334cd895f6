"""Journals that only a branch which the group has left had cut: they come back from others.

The cut stands, as everything stands that was done here. Whoever wrote on from it would
say other things under the same numbers than the group holds of it already.
"""

from __future__ import annotations

from bayanihan.membership.api import Group, Member
from bayanihan.records.charters import stored_chain
from bayanihan.records.parts import current_part, first_cut


def is_left_behind(group: Group, member: Member) -> bool:
    """Whether a member's journal ends here where no version in the group's line cut it."""
    journal = current_part(group, member)
    kept = None if journal is None else first_cut(journal)
    if kept is None or not group.rivals.exists():
        return False
    return all(end.size != kept for end in stored_chain(group).ends(member.stix_id))
