"""Accepting a charter version: what changed since the one accepted last, who reads from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import (
    Charter,
    CharterText,
    Group,
    Member,
    charter_text,
    last_accepted,
    threshold_of,
)
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.rows import Fact, Line, Who, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Voice
from bayanihan.web.showing.charter_changes import (
    change_sentences,
    history_words,
    retention_words,
    threshold_words,
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a member has accepted of a group, and what is in force.

    ``before`` is the version accepted last; ``None`` where the member has said nothing
    there yet: then its first act accepts, whatever it is.
    """

    group: Group
    me: Member
    before: CharterText | None
    newest: CharterText

    @classmethod
    def of(cls, group: Group, me: Member) -> Acceptance:
        """Look it up; two queries. The group has a charter."""
        rows = Charter.objects.filter(group=group).order_by("number")
        return cls.among(group, me, [charter_text(row) for row in rows])

    @classmethod
    def among(cls, group: Group, me: Member, versions: Sequence[CharterText]) -> Acceptance:
        """Look it up where all versions are at hand, oldest first; one query."""
        last = last_accepted(group, me)
        before = next((one for one in versions if one.number == last), None)
        return cls(group, me, before, versions[-1])


def is_waiting(account: Acceptance) -> bool:
    """Whether the newest version waits for this member, which sits in it."""
    if account.newest.seat(account.me.stix_id) is None:
        return False
    return account.before is None or account.before.number < account.newest.number


def waiting_tell(account: Acceptance) -> Tell:
    """That a version waits for the member's acceptance, and what is so until then."""
    number = account.newest.number
    title = _("Version %(number)d waits for your acceptance") % {"number": number}
    link = Link(_("Read and accept"), reverse("charter-accept", args=[account.group.key]))
    if account.before is None:
        text = _("Your first act here accepts it, whatever it is. You can also do it now.")
    else:
        text = _(
            "Until then what you say is said under version %(before)d, to those who sit in that "
            "one."
        ) % {"before": account.before.number}
    return Tell(title, text, Mood.SOON, (link,))


def accept_page(account: Acceptance) -> ConfirmPage:
    """The page before accepting: what changed, who reads what from then on."""
    newest, before = account.newest, account.before
    changes: tuple[str, ...] = ()
    texts = [] if before is None else _since(account)
    for old, new in texts:
        changes += change_sentences(old, new)
    facts = [fact(_("What changed"), *changes)] if changes else []
    if before is None:
        facts += _terms(newest)
    facts.append(
        fact(
            _("To take it back"),
            _("An acceptance stands in your journal for ever; a later version can be accepted."),
        )
    )
    return ConfirmPage(
        sentence=_("Accept version %(number)d of “%(group)s”?")
        % {"number": newest.number, "group": newest.name},
        lede=_("From then on what you say in this group is said under it."),
        action=reverse("charter-accept", args=[account.group.key]),
        act=Act(_("Accept"), is_main=True, leaves_node=True),
        back=Link(_("Back without accepting"), reverse("group", args=[account.group.key])),
        facts=tuple(facts),
        whos=_readers(account),
        whos_title=_("Who may read you then"),
        hidden=(("number", str(newest.number)),),
    )


def _terms(text: CharterText) -> list[Fact]:
    """What one agrees to who has said nothing in the group yet."""
    facts = [fact(_("What it is for"), Line(text.purpose, Voice.MEMBER))] if text.purpose else []
    step = Step(text.step)
    return [
        *facts,
        fact(_("Step"), Line(step=step), Line(step.carries)),
        fact(_("Newcomers read"), history_words(text.history)),
        fact(_("Others read a record"), retention_words(text.retention_days)),
        fact(_("The next version is signed by"), threshold_words(threshold_of(text).value)),
    ]


def _since(account: Acceptance) -> list[tuple[CharterText, CharterText]]:
    """Each pair of neighbouring versions from the one accepted last to the newest."""
    first = 1 if account.before is None else account.before.number
    rows = Charter.objects.filter(group=account.group, number__gte=first).order_by("number")
    texts = [charter_text(row) for row in rows]
    return list(pairwise(texts))


def _readers(account: Acceptance) -> tuple[Who, ...]:
    """Those in the version, and apart those who were not in the one accepted last."""
    me, before = account.me.stix_id, account.before
    others = [seat for seat in account.newest.members if seat.id != me]
    fresh = [seat for seat in others if before is not None and before.seat(seat.id) is None]
    known = tuple(seat.code for seat in others if seat not in fresh)
    whos = []
    if known:
        count = ngettext("%(count)d member", "%(count)d members", len(known))
        because = _("within its marking and what its kind may handle")
        whos.append(Who(known, count % {"count": len(known)}, because))
    if fresh:
        codes = tuple(seat.code for seat in fresh)
        whos.append(Who(codes, _("new since you last accepted"), _("read you from then on")))
    return tuple(whos)
