"""What waits on the desk about charters: proposals, first charters of pairs, acceptances."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import (
    SIGNATORIES,
    Acceptance,
    Charter,
    Group,
    Person,
    Proposal,
    ProposalState,
    charter_text,
    invitations_to,
    proposed_text,
    roles_of,
    voters_of,
)
from bayanihan.web.parts.clocks import waiting
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.voices import Act, Said, Voice
from bayanihan.web.showing.charter_changes import change_sentences


def charter_strips(person: Person, groups: Sequence[Group], now: int) -> tuple[Strip, ...]:
    """What waits for whoever may sign for the member, longest waiting first; three queries.

    ``groups`` are those in which the member sits or sat.
    """
    if not roles_of(person) & SIGNATORIES:
        return ()
    waits = [
        *((one.at, _first(one, now)) for one in invitations_to(person.member)),
        *_proposals(person, groups, now),
        *_acceptances(person, groups, now),
    ]
    return tuple(strip for _at, strip in sorted(waits, key=lambda one: one[0]))


def charters_sentence(said: str, count: int) -> str:
    """What the desk says first: how many charters wait, then ``said``, which may be nothing."""
    if not count:
        return said
    words = ngettext(
        "%(count)d charter waits for your answer.",
        "%(count)d charters wait for your answer.",
        count,
    ) % {"count": count}
    return f"{words} {said}".rstrip()


def _first(proposal: Proposal, now: int) -> Strip:
    url = reverse("ladder", args=[proposal.by.code])
    return Strip(
        clock=waiting(proposal.at, now=now),
        kind=_("The ladder"),
        title=Said(
            _("%(member)s asks you to begin the ladder") % {"member": proposal.by.code},
            Voice.SYSTEM,
        ),
        url=url,
        act=Act(_("Read and decide"), url),
        text=_("Only you two know of it."),
        step=Step(proposed_text(proposal).step),
    )


def _proposals(person: Person, groups: Sequence[Group], now: int) -> list[tuple[int, Strip]]:
    """Open proposals in which the member has a voice and has not answered."""
    rows = Proposal.objects.filter(
        group__in=groups, group__newest__isnull=False, state=ProposalState.OPEN.value
    ).exclude(answers__member=person.member)
    found = []
    for row in rows.select_related("by", "group__newest"):
        newest = row.group.newest
        if newest is not None and person.member.stix_id in voters_of(charter_text(newest)):
            found.append((row.at, _proposal(row, newest, now)))
    return found


def _proposal(proposal: Proposal, newest: Charter, now: int) -> Strip:
    url = reverse("proposal", args=[proposal.digest])
    changes = change_sentences(charter_text(newest), proposed_text(proposal))
    return Strip(
        clock=waiting(proposal.at, now=now),
        kind=_("Charter proposed"),
        title=Said(changes[0] if changes else newest.name, Voice.SYSTEM),
        url=url,
        act=Act(_("Read and decide"), url),
        text=_("Proposed by %(member)s.") % {"member": proposal.by.code},
        group=newest.name,
        step=Step(newest.step),
        is_exercise=newest.exercise,
    )


def _acceptances(person: Person, groups: Sequence[Group], now: int) -> list[tuple[int, Strip]]:
    """Versions newer than the one that the member accepted, in groups where it has spoken."""
    me = person.member
    rows = Acceptance.objects.filter(group__in=groups, member=me).values_list("group")
    last = dict(rows.annotate(last=Max("number")))
    found = []
    for group in groups:
        newest = group.newest
        if newest is None or newest.number <= last.get(group.pk, newest.number):
            continue
        if charter_text(newest).seat(me.stix_id) is not None:
            found.append((newest.at, _acceptance(group, newest, now)))
    return found


def _acceptance(group: Group, newest: Charter, now: int) -> Strip:
    url = reverse("charter-accept", args=[group.key])
    return Strip(
        clock=waiting(newest.at, now=now),
        kind=_("Charter to accept"),
        title=Said(_("Version %(number)d") % {"number": newest.number}, Voice.SYSTEM),
        url=url,
        act=Act(_("Read and accept"), url),
        text=_("Until then what you say is said under the version before."),
        group=newest.name,
        step=Step(newest.step),
        is_exercise=newest.exercise,
    )
