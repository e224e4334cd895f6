"""One member's page: facts with their sources, keys, and the groups that we share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.kernel.api import to_datetime
from bayanihan.membership.api import Group, Member, Role, StatementKey
from bayanihan.web.parts import pages_groups as parts
from bayanihan.web.parts.beam import Face
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from bayanihan.web.showing.groups import by_layer, group_row, seats_by_group
from bayanihan.web.showing.keys import key_row
from bayanihan.web.showing.members import kind_of_member


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What the reader's member may know of another one."""

    member: Member
    me: Member
    groups: Sequence[Group]
    states: Sequence[Face]
    step: int | None
    now: int
    roles: frozenset[Role] = frozenset()

    @property
    def is_me(self) -> bool:
        """Whether it is the reader's own member."""
        return self.member.pk == self.me.pk


def looked_after(but: str) -> tuple[Link, ...]:
    """What an administrator looks after of the own member; ``but`` is the page itself."""
    pages = {
        "people": _("People"),
        "keys": _("Keys"),
        "audit": _("Who read what"),
        "done": _("Who did what"),
    }
    return tuple(Link(words, reverse(name)) for name, words in pages.items() if name != but)


def own_crumbs(me: Member, *more: Link) -> tuple[Link, ...]:
    """The way to a page about one's own member: all members, one's own, and what follows."""
    mine = Link(me.code, reverse("member", args=[me.code]))
    return (Link(_("Members"), reverse("members")), mine, *more)


def member_page(known: Acquaintance) -> parts.MemberPage:
    """One member: facts, shared groups, keys; two queries (seats, keys)."""
    member = known.member
    rows = _shared_rows(known)
    title = Said(member.name, Voice.SYSTEM)
    return parts.MemberPage(
        kind=(kind_of_member(member), member.code),
        title=title,
        facts=_facts(known),
        groups=rows,
        keys=_keys(member, known.now),
        no_groups=Empty(
            _("You share no group"),
            _("A group begins with a charter that its members sign."),
            (Link(_("Your groups"), reverse("groups")),),
        ),
        lede=_lede(known, len(rows)),
        acts=_acts(known),
        is_mine=known.is_me,
    )


def _acts(known: Acquaintance) -> tuple[Act, ...]:
    """The ladder with another member; of one's own, what its people look after."""
    if not known.is_me:
        return (Act(_("Your ladder with it"), reverse("ladder", args=[known.member.code])),)
    acts = [Act(_("Your ladders"), reverse("ladders"))]
    if Role.RELEASER in known.roles:
        acts.append(Act(_("Waits for a signature"), reverse("approvals")))
    if Role.ADMINISTRATOR in known.roles:
        acts += [Act(link.text, link.url) for link in looked_after("")]
    return tuple(acts)


def _lede(known: Acquaintance, shared: int) -> str:
    if known.is_me:
        return _("This is your own member.")
    if not shared:
        return _("You share no group with it.")
    words = ngettext("You share %(count)d group.", "You share %(count)d groups.", shared)
    return words % {"count": shared}


def _shared_rows(known: Acquaintance) -> tuple[parts.GroupRow, ...]:
    """The groups in which both sit now; no others are looked at."""
    seats = seats_by_group(known.groups)
    rows = []
    for group in by_layer(known.groups):
        sitting = {seat.member_id for seat in seats.get(group.pk, ())}
        if {known.me.pk, known.member.pk} <= sitting:
            row = group_row(group, known.me, seats[group.pk], known.states)
            # What the group is for stands on its own page; here the column is narrow.
            rows.append(replace(row, purpose=""))
    return tuple(rows)


def _facts(known: Acquaintance) -> tuple[Fact, ...]:
    member = known.member
    facts = [
        fact(_("Code"), Line(member.code, Voice.MACHINE)),
        fact(_("Kind"), kind_of_member(member)),
    ]
    if known.step is not None:
        facts.append(fact(_("Step with you"), Line(step=Step(known.step))))
    facts += [
        fact(_("Time there now"), _time_there(member.zone, known.now)),
        fact(_("Node"), _hosting(member)),
        fact(_("Identity"), Line(member.stix_id, Voice.MACHINE)),
    ]
    if member.source:
        facts.append(fact(_("Source"), member.source))
    if member.doubt:
        facts.append(fact(_("In doubt"), Line(member.doubt, state="soon")))
    if member.is_fictional:
        facts.append(fact(_("Existence"), _("This member is invented; it does not exist.")))
    return tuple(facts)


def _hosting(member: Member) -> str:
    if not member.is_hosted:
        return _("on its own node")
    return _("hosted by %(node)s: as safe as its operator is honest") % {"node": settings.NODE_NAME}


def _time_there(zone: str, now: int) -> str:
    """The time of day in the member's zone, with the zone's name."""
    try:
        there = to_datetime(now).astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return zone
    return f"{there:%H:%M} {zone}"


def _keys(member: Member, now: int) -> tuple[parts.KeyRow, ...]:
    rows = StatementKey.objects.filter(member=member).order_by("-epoch")
    return tuple(key_row(row, now) for row in rows.defer("sealed"))
