"""What members of the hosted region take back in these tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bayanihan.gate.api import Door, Lane
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import Group, Member
from bayanihan.records.api import (
    Entry,
    Erasure,
    Fate,
    Filters,
    Reader,
    RemovalReason,
    Withdrawal,
    erase,
    holders_of,
    withdraw,
)
from tests.rooms.records.saying import created_by, say
from tests.rooms.web.hosted import Hosted, an_indicator

LATER = 5_000_000
MISTAKEN = RemovalReason.WAS_MISTAKEN
PERSONAL = RemovalReason.PERSONAL_DATA
Body = dict[str, Any]


def own(member: Member, name: str = "own") -> Body:
    """An indicator that this member created."""
    return created_by(member, an_indicator(name, f"{name}.example"))


def entries(body: Body, member: Member, group: Group | None = None) -> list[Entry]:
    """A member's entries of an object, oldest first, erased ones left out."""
    rows = Entry.objects.filter(object__stix_id=body["id"], journal__member=member)
    if group is not None:
        rows = rows.filter(group=group)
    return list(rows.select_related("group__newest", "journal__member").order_by("seq"))


def told(hosted: Hosted, body: Body, member: str = "a", **more: Any) -> Entry:
    """A member says an object in the circle (or ``group``); gives the newest entry of it."""
    speaker: Member = getattr(hosted, member)
    outcome = say(hosted, speaker, body, **more)
    assert outcome.accepted == 1, [why for one in outcome.rejections for why in one.whys]
    return Entry.objects.select_related("group__newest", "journal__member").get(pk=outcome.seqs[-1])


def take(
    hosted: Hosted, *chosen: Entry, who: str = "aa.lead", why: RemovalReason = MISTAKEN
) -> Withdrawal:
    """Withdraw as this person."""
    return withdraw(entries=chosen, by=hosted.people[who], why=why, at=hosted.at + LATER)


def wipe(hosted: Hosted, *chosen: Entry, who: str = "aa.lead", **more: Any) -> Erasure:
    """Erase as this person."""
    by, at = hosted.people[who], hosted.at + LATER
    return erase(entries=chosen, by=by, why=PERSONAL, at=at, **more)


def reader(hosted: Hosted, member: Member, door: Door = Door.PAGE) -> Reader:
    """What a member reads after everything was taken back."""
    return Reader(member, door=door, lane=Lane.REAL, at=hosted.at + 2 * LATER)


def listed(hosted: Hosted, member: Member, **filters: Any) -> list[str]:
    """The ids of what a list shows a member."""
    found = reader(hosted, member).page(Filters(latest=False, **filters)).records
    return [str(one.body["id"]) for one in found]


def states(hosted: Hosted, entry: Entry, viewer: Member) -> dict[str, tuple[str, str]]:
    """What each holder said, by its code: state, and why."""
    found = holders_of(entry, viewer, at=hosted.at + 2 * LATER)
    return {one.member.code: (one.state.value, one.why) for one in found}


def fates(rows: Iterable[Entry]) -> list[str]:
    """What became of entries, asked anew."""
    return [Fate(Entry.objects.get(pk=one.pk).fate).value for one in rows]


def refusal_of(error: BaseException) -> str:
    """The code of a refusal."""
    assert isinstance(error, BayanihanError)
    return error.code.value
