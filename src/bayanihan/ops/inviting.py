"""The operator lets somebody in: the first administrator of a member, or one who lost the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from bayanihan.kernel.api import read_clock, to_text
from bayanihan.membership.api import Guest, Role, find_member, find_person, invite, let_in_anew
from bayanihan.ops.commands import DONE, say, say_json


def invite_person(
    code: str, username: str, *, name: str, roles: Sequence[str], is_anew: bool, as_json: bool
) -> int:
    """Print the path of a link that works once, for three days; it is not kept.

    ``is_anew`` is for somebody who exists: the link gives a new password and drops
    second factor, sessions and tokens.
    """
    member, at = find_member(code), read_clock()
    if is_anew:
        invitation, secret = let_in_anew(person=find_person(member, username), by=None, at=at)
    else:
        guest = Guest(username, name, [Role(role) for role in roles])
        invitation, secret = invite(member=member, guest=guest, by=None, at=at)
    path, until = reverse("invited", args=[secret]), to_text(invitation.expires_at)
    if as_json:
        say_json({"path": path, "username": username, "until": until})
        return DONE
    say(path)
    say(f"works once, until {until}; put the address of this node before it and hand it over")
    return DONE
