"""Who of a member may sign a release."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.membership.api import RELEASERS, Member, Person

_MAY_SIGN = frozenset(right.value for right in RELEASERS)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a member: names by user name, and the names of those who may sign."""

    names: dict[str, str]
    signers: tuple[str, ...]


NOBODY = People({}, ())


def people_of(member: Member) -> People:
    """Everybody of a member, by name; one query."""
    rows = Person.objects.filter(member=member).order_by("display_name", "username")
    names, signers = {}, []
    found = rows.values_list("username", "display_name", "is_active", "granted__role")
    for username, name, is_active, role in found:
        names[username] = name
        if is_active and role in _MAY_SIGN:
            signers.append(name)
    return People(names, tuple(dict.fromkeys(signers)))
