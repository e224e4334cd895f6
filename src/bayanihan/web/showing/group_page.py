"""One group's own page: charter, seats, who accepted it, heads of the journals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bayanihan.gate.api import GroupRole
from bayanihan.membership.api import Acceptance as AcceptanceRow
from bayanihan.membership.api import (
    Charter,
    CharterText,
    Group,
    Member,
    Proposal,
    Seat,
    ceiling_of,
    threshold_of,
)
from bayanihan.web.parts import pages_groups as parts
from bayanihan.web.parts.beam import Face
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from bayanihan.web.showing.accepting import Acceptance
from bayanihan.web.showing.charter_changes import (
    change_sentences,
    history_words,
    retention_words,
    threshold_words,
)
from bayanihan.web.showing.charters import CheckedCharter
from bayanihan.web.showing.faces import face_of, group_beam, role_words
from bayanihan.web.showing.group_tells import group_tells
from bayanihan.web.showing.heads import heads_of
from bayanihan.web.showing.words import layer_words, member_kind_words


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one group, asked for once."""

    group: Group
    me: Member
    seats: Sequence[Seat]
    states: Sequence[Face]
    charters: Sequence[CheckedCharter]
    may_import: bool
    may_sign: bool = False
    proposals: Sequence[Proposal] = ()
    is_frozen: bool = False

    @property
    def newest(self) -> CheckedCharter:
        """The charter in force."""
        return self.charters[-1]


def group_page(account: Account) -> parts.GroupPage:
    """A group's own page; three queries: who accepted, journals, their signed heads."""
    charter = account.newest.row
    return parts.GroupPage(
        kind=_kind(charter),
        title=Said(charter.name, Voice.MEMBER),
        beam=group_beam(account.group, account.me, account.seats, account.states),
        purpose=Said(charter.purpose) if charter.purpose else None,
        facts=_facts(account),
        seats=_seats(account),
        heads=heads_of(account.group, account.seats, account.newest.text),
        charters=tuple(_version(one, account.group) for one in reversed(account.charters)),
        acts=_acts(account),
        downloads=_downloads(account.group),
        tells=_tells(account),
        proposals=tuple(map(_proposal, account.proposals)),
    )


def _tells(account: Account) -> tuple[Tell, ...]:
    versions = [one.text for one in account.charters]
    acceptance = Acceptance.among(account.group, account.me, versions)
    return group_tells(acceptance, may_sign=account.may_sign, is_frozen=account.is_frozen)


def _kind(charter: Charter) -> tuple[str, ...]:
    version = _("charter version %(number)d, in force") % {"number": charter.number}
    layer = _("%(layer)s group") % {"layer": layer_words(charter.layer)}
    return (_("EXERCISE"), layer, version) if charter.exercise else (layer, version)


def _facts(account: Account) -> tuple[Fact, ...]:
    text = account.newest.text
    ceiling = ceiling_of(account.group)
    carries = Line(_("no records")) if ceiling is None else Line(tlp=ceiling.label)
    lane = Line(_("nothing in it is real"), is_exercise=True) if text.exercise else Line(_("real"))
    return (
        fact(_("Step"), Line(step=Step(text.step)), Line(Step(text.step).carries)),
        fact(_("Carries up to"), carries),
        fact(_("Lane"), lane),
        fact(_("Newcomers read"), history_words(text.history)),
        fact(_("Others read a record"), retention_words(text.retention_days)),
        fact(_("The next version is signed by"), threshold_words(threshold_of(text).value)),
        *_speakers(text),
        fact(_("In force since"), Line(at=text.at)),
        fact(_("Signed by"), account.newest.signed),
        fact(_("Digest of the charter"), Line(text.digest.hex(), Voice.MACHINE)),
    )


def _speakers(text: CharterText) -> tuple[Fact, ...]:
    """Who speaks for each state in decisions, and who in its place."""
    codes = {seat.id: seat.code for seat in text.members}
    lines = [
        Line(", ".join(codes[one] for one in who if one in codes), code=state)
        for state, who in text.speakers.items()
    ]
    return (fact(_("Who speaks for a state"), *lines),) if lines else ()


def _proposal(one: Proposal) -> parts.ProposalRow:
    return parts.ProposalRow(
        title=_("Version %(number)d") % {"number": one.number},
        url=reverse("proposal", args=[one.digest]),
        words=_("proposed by %(code)s") % {"code": one.by.code},
        at=one.at,
    )


def _seats(account: Account) -> tuple[parts.Seat, ...]:
    accepted = _accepted(account)
    first = _first_versions(account.charters)
    shown = []
    for seat in in_beam_order(account.seats):
        version, at = accepted.get(seat.member.stix_id, (None, None))
        shown.append(
            parts.Seat(
                face=face_of(seat.member),
                url=reverse("member", args=[seat.member.code]),
                kind=member_kind_words(seat.member.kind),
                role=role_words(seat.role),
                since=_("version %(number)d") % {"number": first[seat.member.stix_id]},
                accepted=version,
                accepted_at=at,
                is_me=seat.member_id == account.me.pk,
            )
        )
    return tuple(shown)


def in_beam_order(seats: Iterable[Seat]) -> list[Seat]:
    """Seats in the one order of posts: states by code, then bodies and companies by code."""
    return sorted(seats, key=lambda seat: (face_of(seat.member).is_body, seat.member.code))


def _accepted(account: Account) -> dict[str, tuple[int, int]]:
    """The newest version that each member accepted by its journal, and when; one query."""
    rows = AcceptanceRow.objects.filter(group=account.group).order_by("number")
    found = rows.values_list("member__stix_id", "number", "at")
    return {stix_id: (number, at) for stix_id, number, at in found}


def _first_versions(charters: Iterable[CheckedCharter]) -> dict[str, int]:
    first: dict[str, int] = {}
    for one in charters:
        for seat in one.text.members:
            first.setdefault(seat.id, one.text.number)
    return first


def _version(one: CheckedCharter, group: Group) -> parts.CharterVersion:
    number = one.text.number
    query = urlencode({"version": number})
    return parts.CharterVersion(
        number=number,
        at=one.text.at,
        changes=change_sentences(one.before, one.text),
        digest=one.text.digest.hex(),
        signed=one.signed_sentence,
        url=f"{reverse('group-charter', args=[group.key])}?{query}",
    )


def _acts(account: Account) -> tuple[Act, ...]:
    query = urlencode({"group": account.group.key})
    mine = {seat.role for seat in account.seats if seat.member_id == account.me.pk}
    carries = ceiling_of(account.group) is not None
    acts: list[Act] = []
    if carries and account.may_import and mine - {GroupRole.OBSERVER.value}:
        bring = f"{reverse('import-start')}?{query}"
        acts.append(Act(_("Bring in a report"), bring, is_main=True))
    if carries:
        acts.append(Act(_("Records of this group"), f"{reverse('exchange')}?{query}"))
        acts.append(Act(_("Export records"), reverse("group-export", args=[account.group.key])))
    if account.may_sign and mine:
        change = reverse("charter-changes", args=[account.group.key])
        acts.append(Act(_("Change the charter"), change))
    return tuple(acts)


def _downloads(group: Group) -> tuple[Link, ...]:
    return (Link(_("Charter with its signatures"), reverse("group-charter", args=[group.key])),)
