"""The page that says who of one's member did what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import Group, Happening, Member, happenings_of
from bayanihan.web.parts.pages_done import DonePage
from bayanihan.web.parts.rows import Event, Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link, Said, Voice
from bayanihan.web.sentences.of_happenings import happening_words
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.member_page import looked_after
from bayanihan.web.showing.signers import people_of

PAGE: Final = 50
_FURTHEST: Final = 1_000_000


def done_page(me: Member, *, skip: str) -> DonePage:
    """One page of what was done for a member, in words."""
    begins = min(number_in(skip) or 0, _FURTHEST)
    found = happenings_of(me, skip=begins, most=PAGE + 1)
    shown, action = found[:PAGE], reverse("done")
    names, groups = people_of(me).names, _group_names(me, shown)
    onward = address(action, {}, after=str(begins + PAGE)) if len(found) > PAGE else ""
    return DonePage(
        sentence=_("Who did what"),
        lede=_(
            "What your people and the operator did for your member: rights, keys, charters, "
            "records taken back or kept. Other members do not see it."
        ),
        events=tuple(_event(one, names.get(one.by, one.by), groups) for one in shown),
        paging=Paging(shown=len(shown), start_url=action if begins else "", onward_url=onward),
        empty=Empty(
            _("Nothing was done yet"),
            _("Acts of your people show here from the first one on."),
            (Link(_("People"), reverse("people")),),
        ),
        beside=looked_after("done"),
    )


def _keys(one: Happening) -> list[str]:
    """The keys of the groups that an act was about."""
    return [key for key in str(one.facts.get("group", "")).split(", ") if key]


def _group_names(me: Member, shown: Iterable[Happening]) -> Mapping[str, str]:
    """What the groups are called in which the member sits; who left keeps the key alone."""
    keys = {key for one in shown for key in _keys(one)}
    rows = Group.objects.filter(key__in=keys, newest__seats__member=me)
    return dict(rows.values_list("key", "newest__name"))


def _event(one: Happening, name: str, groups: Mapping[str, str]) -> Event:
    keys, facts = _keys(one), dict(one.facts)
    if keys:
        facts["group"] = ", ".join(groups.get(key, key) for key in keys)
    return Event(
        at=one.at,
        who=name or _("operator"),
        what=Said(happening_words(one.code, facts), Voice.SYSTEM),
        url=reverse("group", args=keys) if len(keys) == 1 else "",
    )
