"""Journals that only a branch which the group has left had cut: they come back from others.

The cut stands, as everything stands that was done here. Whoever wrote on from it would
say other things under the same numbers than the group holds of it already.
"""

from __future__ import annotations

from django.db.models import Max

from bayanihan.membership.api import Group, Member
from bayanihan.records.charters import stored_chain
from bayanihan.records.models import Checkpoint, Cut
from bayanihan.records.parts import current_part
from bayanihan.records.spans import standing_size


def is_left_behind(group: Group, member: Member) -> bool:
    """Whether a journal was cut last by a version that is not in the group's line.

    Until all that its member had signed stands here again, however many pages it takes.
    """
    cut = Cut.objects.filter(group=group, member=member).order_by("-pk").first()
    # Asked before each chunk that is written: whom nobody ever cut costs one look.
    if cut is None or not group.rivals.exists():
        return False
    journal = current_part(group, member)
    if journal is None:
        return False
    ends = stored_chain(group).ends(member.stix_id)
    if any((one.charter, one.size) == (cut.charter, cut.size) for one in ends):
        return False
    heads = Checkpoint.objects.filter(journal__group=group, journal__member=member)
    longest = heads.aggregate(most=Max("size"))["most"] or 0
    return standing_size(journal) < longest
