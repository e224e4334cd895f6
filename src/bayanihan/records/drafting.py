"""What a version of a charter would be, before anybody signs it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayanihan.kernel.api import Absent
from bayanihan.membership.api import (
    Change,
    CharterText,
    Group,
    MembershipFault,
    change_charter,
    charter_text,
)
from bayanihan.records.cutting import cuts_for


def draft_change(
    group: Group,
    changes: Iterable[Change],
    *,
    at: int,
    cut_sizes: Mapping[str, int] | None = None,
) -> CharterText:
    """The next version with these changes, as ``propose`` would write it now.

    Raises ``Refused`` with the reason why it could not follow.
    """
    if group.newest is None:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
    changes, old = tuple(changes), charter_text(group.newest)
    now = max(at, old.at)
    cuts = cuts_for(group, old, changes, at=now, sizes=cut_sizes or {})
    return change_charter(old, changes, at=now, cuts=cuts)
