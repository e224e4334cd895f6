"""Members as they are drawn, and the beam of a group: who sits in it, who of the region does not.

A beam always shows the whole region: a state without a seat stands outside
under its own code, so that nobody has to remember who is missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import GroupRole, MemberKind
from bayanihan.membership.api import Group, Member, Seat, State
from bayanihan.web.parts.beam import Beam, Face, PostState, Stand, key_of, posts_of


def face_of(member: Member) -> Face:
    """A member as it is drawn; bodies of states stand among the states."""
    return Face(member.code, member.name, is_body=member.kind != MemberKind.STATE_BODY.value)


def region_faces() -> tuple[Face, ...]:
    """The states of the region as posts, by code; one query."""
    return tuple(Face(state.code, state.name) for state in State.objects.order_by("code"))


def with_states(members: Iterable[Member], states: Iterable[Face]) -> tuple[Face, ...]:
    """The members' own posts, and a post for every state that none of them is of.

    ``members`` come with their state (``select_related("state")``).
    """
    present = list(members)
    named = {member.state.code for member in present if member.state is not None}
    others = tuple(face for face in states if face.code not in named)
    return (*(face_of(member) for member in present), *others)


def seats_of(group: Group) -> tuple[Seat, ...]:
    """Who sits in a group under its newest charter, by code; one query."""
    rows = Seat.objects.filter(charter=group.newest_id).select_related("member__state")
    return tuple(rows.order_by("member__code"))


def group_beam(group: Group, me: Member, seats: Iterable[Seat], states: Iterable[Face]) -> Beam:
    """The beam of a group: its members carry, its observers carry a part, others stand outside."""
    chosen = list(seats)
    stands = {seat.member.code: _stand(seat) for seat in chosen}
    faces = with_states((seat.member for seat in chosen), states)
    posts = posts_of(faces, stands, outside=_("not in this group"), me=me.code)
    name = group.newest.name if group.newest else group.key
    return Beam(
        label=_("Members of %(group)s") % {"group": name},
        posts=posts,
        sentence=members_sentence(chosen),
        key=key_of(
            posts,
            {
                PostState.CARRIES: _("member"),
                PostState.PARTLY: _("observer"),
                PostState.OUTSIDE: _("not in this group"),
            },
        ),
    )


def members_sentence(seats: Iterable[Seat]) -> str:
    """How many members and observers sit there, in words."""
    roles = [seat.role for seat in seats]
    observers = roles.count(GroupRole.OBSERVER.value)
    full = len(roles) - observers
    said = ngettext("%(count)d member", "%(count)d members", full) % {"count": full}
    if not observers:
        return said
    beside = ngettext("%(count)d observer", "%(count)d observers", observers)
    return _("%(members)s and %(observers)s") % {
        "members": said,
        "observers": beside % {"count": observers},
    }


def _stand(seat: Seat) -> Stand:
    if seat.role == GroupRole.OBSERVER.value:
        return Stand(PostState.PARTLY, _("observer"))
    return Stand(PostState.CARRIES, role_words(seat.role))


def role_words(role: str) -> str:
    """A role in a charter, as people say it."""
    return {
        GroupRole.COORDINATOR.value: _("coordinator"),
        GroupRole.MEMBER.value: _("member"),
        GroupRole.OBSERVER.value: _("observer"),
    }.get(role, role)
