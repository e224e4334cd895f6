"""The directory of members: sections by kind, and what the reader shares with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import MemberKind
from bayanihan.membership.api import Group, Member, Seat
from bayanihan.web.parts import pages_groups as parts
from bayanihan.web.parts.marking import Step
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.words import member_kind_words

_KINDS = tuple(MemberKind)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the reader's member shares with others: groups by member, and steps."""

    me: Member
    groups: Mapping[int, int]
    steps: Mapping[str, int]


def shared_groups(me: Member, groups: Iterable[Group]) -> Mapping[int, int]:
    """How many of these groups each member sits in now, by member; one query."""
    charters = [group.newest_id for group in groups]
    rows = Seat.objects.filter(charter__in=charters).exclude(member=me)
    return Counter(rows.values_list("member_id", flat=True))


def members_page(members: Sequence[Member], shared: Shared) -> parts.MembersPage:
    """The directory: a section for each kind, in one order that means nothing."""
    sections = tuple(
        parts.MemberSection(title, tuple(_row(one, shared) for one in of_kind), note)
        for kind in _KINDS
        if (of_kind := _of_kind(members, kind))
        for title, note in (_section(kind),)
    )
    states = {member.state_id for member in members if member.state_id is not None}
    said = ngettext("%(count)d member", "%(count)d members", len(members))
    of_states = ngettext("of %(count)d state", "of %(count)d states", len(states))
    words = _("%(members)s: bodies %(states)s, and others who work with them.") % {
        "members": said % {"count": len(members)},
        "states": of_states % {"count": len(states)},
    }
    lede = _("Everybody in the directory stands here. What a member shares, only its groups see.")
    return parts.MembersPage(words, sections, lede)


def _of_kind(members: Iterable[Member], kind: MemberKind) -> list[Member]:
    """Members of one kind, bodies of states by their state."""
    found = [member for member in members if member.kind == kind.value]
    return sorted(found, key=lambda one: (one.state.code if one.state else "", one.code))


def _section(kind: MemberKind) -> tuple[str, str]:
    by_code = _("By code; the order means nothing")
    return {
        MemberKind.STATE_BODY: (
            _("Bodies of states"),
            _("By state, then code; the order means nothing"),
        ),
        MemberKind.REGIONAL_BODY: (_("Bodies of the region"), by_code),
        MemberKind.PARTNER: (_("Dialogue partners"), by_code),
        MemberKind.ORGANISATION: (_("Companies"), by_code),
        MemberKind.ACADEMIC: (_("Universities"), by_code),
        MemberKind.INDIVIDUAL: (_("Individual experts"), by_code),
    }[kind]


def _row(member: Member, shared: Shared) -> parts.MemberRow:
    is_me = member.pk == shared.me.pk
    step = shared.steps.get(member.stix_id)
    return parts.MemberRow(
        face=face_of(member),
        url=reverse("member", args=[member.code]),
        kind=kind_of_member(member),
        groups=_("your own") if is_me else _groups_words(shared.groups.get(member.pk, 0)),
        node=_node(member),
        step=None if step is None else Step(step),
        is_me=is_me,
    )


def kind_of_member(member: Member) -> str:
    """What sort of body it is, of which state, and whether it is invented."""
    words = member_kind_words(member.kind)
    if member.state is not None:
        words = f"{words}, {member.state.name}"
    return _("%(kind)s; invented") % {"kind": words} if member.is_fictional else words


def _groups_words(count: int) -> str:
    if not count:
        return _("none")
    return ngettext("%(count)d group", "%(count)d groups", count) % {"count": count}


def _node(member: Member) -> str:
    return _("hosted here") if member.is_hosted else _("its own node")
