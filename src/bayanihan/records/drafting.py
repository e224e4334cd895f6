"""What a version of a charter would be, before anybody signs it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayanihan.gate.api import Layer
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    Change,
    CharterText,
    Group,
    MembershipFault,
    base_of,
    change_charter,
    charter_text,
)
from bayanihan.records.cutting import cuts_for, records_above
from bayanihan.records.rules import RecordFault


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
    changes = tuple(changes)
    old = base_of(charter_text(group.newest), changes)
    now = max(at, old.at)
    cuts = cuts_for(group, old, changes, at=now, sizes=cut_sizes or {})
    text = change_charter(old, changes, at=now, cuts=cuts)
    require_ceiling(group, text)
    return text


def require_ceiling(group: Group, text: CharterText) -> None:
    """What stands in a group of many is not put above its ceiling; a pair may always step back."""
    if text.layer is Layer.BILATERAL:
        return
    count = records_above(group, text.ceiling)
    if count:
        raise Refused(RecordFault.CEILING_BELOW_RECORDS, facts={"group": group.key, "count": count})
