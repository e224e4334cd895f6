"""The page that says who of one's member did what."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import Happening, Member, happenings_of
from bayanihan.web.parts.pages_done import DonePage
from bayanihan.web.parts.rows import Event, Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link, Said, Voice
from bayanihan.web.sentences.of_happenings import happening_words
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.signers import people_of

PAGE: Final = 50
_FURTHEST: Final = 1_000_000


def done_page(me: Member, *, skip: str) -> DonePage:
    """One page of what was done for a member, in words."""
    begins = min(number_in(skip) or 0, _FURTHEST)
    found = happenings_of(me, skip=begins, most=PAGE + 1)
    shown, action = found[:PAGE], reverse("done")
    names = people_of(me).names
    onward = address(action, {}, after=str(begins + PAGE)) if len(found) > PAGE else ""
    return DonePage(
        sentence=_("Who did what"),
        lede=_(
            "What your people and the operator did for your member: rights, keys, charters, "
            "records taken back or kept. Other members do not see it."
        ),
        events=tuple(_event(one, names.get(one.by, one.by)) for one in shown),
        paging=Paging(shown=len(shown), start_url=action if begins else "", onward_url=onward),
        empty=Empty(
            _("Nothing was done yet"),
            _("Acts of your people show here from the first one on."),
            (Link(_("People"), reverse("people")),),
        ),
    )


def _event(one: Happening, name: str) -> Event:
    group = str(one.facts.get("group", ""))
    is_one_group = bool(group) and "," not in group
    return Event(
        at=one.at,
        who=name or _("operator"),
        what=Said(happening_words(one.code, one.facts), Voice.SYSTEM),
        url=reverse("group", args=[group]) if is_one_group else "",
    )
