"""What one's member took back, as a list: the way to who has answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Member
from bayanihan.records.api import TakenBack, taken_back
from bayanihan.web.parts.pages_removal import TakenPage, TakenRow
from bayanihan.web.parts.rows import Line, Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Said, Voice
from bayanihan.web.sentences.of_removals import reason_words
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.holders_answered import ERASURE
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words

PAGE: Final = 50
Levels: TypeAlias = list[tuple[Tlp, str]]
"""The TLP and the group of each record that a page names."""


def taken_page(me: Member, *, before: str) -> tuple[TakenPage, Levels]:
    """One page of what a member took back, with its markings. A strange cursor: the first page."""
    cursor = _cursor_in(before)
    found = taken_back(me, before=cursor, size=PAGE + 1)
    shown, action = found[:PAGE], reverse("taken-back")
    older = _cursor_of(shown[-1]) if len(found) > PAGE else ""
    levels = [
        (one.tlp, group_name(one.removal.target.group))
        for one in shown
        if one.tlp is not None and one.removal.target.object is not None
    ]
    page = TakenPage(
        sentence=_("What your member took back") if shown else _("Your member took nothing back."),
        lede=_("Shown to your member's own people only, with what every holder answered."),
        rows=tuple(_row(one) for one in shown),
        paging=Paging(
            shown=len(shown),
            start_url=action if cursor is not None else "",
            onward_url=address(action, {}, before=older) if older else "",
        ),
        empty=Empty(
            _("Nothing was taken back"),
            _("A record is withdrawn or erased from its own page, by a releaser."),
        ),
        acts=(Act(_("What your member keeps of others"), reverse("kept")),),
    )
    return page, levels


def _cursor_in(text: str) -> tuple[int, int] | None:
    act, _mark, target = text.partition("-")
    keys = (number_in(act), number_in(target))
    return None if keys[0] is None or keys[1] is None else (keys[0], keys[1])


def _cursor_of(one: TakenBack) -> str:
    return f"{one.removal.act_id}-{one.removal.target_id}"


def _row(one: TakenBack) -> TakenRow:
    removal, entry = one.removal, one.removal.target
    return TakenRow(
        title=_title(one),
        url=reverse("holders", args=[entry.pk]),
        kind=kind_words(entry.type),
        how=_("Erased") if removal.kind == ERASURE else _("Withdrawn"),
        why=reason_words(removal.why),
        group=group_name(entry.group),
        at=removal.at,
        answers=tuple(_answers(one)),
        is_exercise=bool(entry.group.newest and entry.group.newest.exercise),
    )


def _title(one: TakenBack) -> Said:
    """What it is called; of an erased record nobody knows that any more."""
    entry = one.removal.target
    if entry.object is None:
        number = {"number": entry.index + 1}
        return Said(_("Entry %(number)d, erased") % number, Voice.SYSTEM)
    return titled(msgspec.json.decode(entry.object.body.encode()))


def _answers(one: TakenBack) -> Iterator[Line]:
    count = {"count": one.removed}
    if one.removal.kind == ERASURE:
        done = ngettext("%(count)d removed", "%(count)d removed", one.removed) % count
    else:
        done = ngettext("%(count)d out of use", "%(count)d out of use", one.removed) % count
    yield Line(done, state="done" if one.removed else "")
    if one.kept:
        kept = ngettext("%(count)d keeps it", "%(count)d keep it", one.kept)
        yield Line(kept % {"count": one.kept}, state="late")
