"""What somebody of a member changed about people, keys, settings or groups: kept for the member."""

from __future__ import annotations

from collections.abc import Mapping

from bayanihan.membership.models import Happening, Member, Person
from bayanihan.membership.rules import Happened


def happened(
    member: Member, by: Person | None, code: Happened, facts: Mapping[str, object], at: int
) -> Happening:
    """Note, in the caller's act, what was done for a member and by whom (``None`` = operator)."""
    name = "" if by is None else by.username
    return Happening.objects.create(
        member=member, by=name, code=code.value, facts=dict(facts), at=at
    )


def happenings_of(member: Member, *, skip: int = 0, most: int = 200) -> list[Happening]:
    """What was done for one member, newest first, after the first ``skip``."""
    rows = Happening.objects.filter(member=member).order_by("-at", "-pk")
    return list(rows[skip : skip + most])
