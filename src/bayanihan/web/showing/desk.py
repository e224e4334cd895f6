"""The desk: what waits for the reader's member, and what is new in its groups. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bayanihan.membership.api import Group
from bayanihan.records.api import Record
from bayanihan.web.parts.marking import Step, beside_badge
from bayanihan.web.parts.pages_entry import DeskPage, GroupNews
from bayanihan.web.parts.rows import Event
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.desk_charters import charters_sentence
from bayanihan.web.showing.desk_strips import waiting_strips
from bayanihan.web.showing.desk_waits import (
    Waiting,
    settled_facts,
    waits_sentence,
)
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.titles import record_title
from bayanihan.web.showing.words import kind_words

NEWS_A_GROUP = 5


def desk_page(
    waits: Waiting,
    news: Sequence[GroupNews],
    *,
    now: int,
    may_import: bool,
    charters: tuple[Strip, ...] = (),
) -> DeskPage:
    """The desk as a page; ``charters`` are strips about what waits for a signature there."""
    import_url = reverse("import-start") if may_import else ""
    return DeskPage(
        sentence=charters_sentence(waits_sentence(waits, else_waits=bool(charters)), len(charters)),
        lede=_("What exercises bring stands under the word EXERCISE and never among real news."),
        waiting=(*charters, *waiting_strips(waits, now)),
        news=tuple(news),
        nothing_waits=Empty(
            _("Nothing waits"),
            _("A file that you bring in waits here until it is released or put away."),
            (Link(_("Bring in a report"), import_url),) if import_url else (),
        ),
        nothing_new=Empty(
            _("Nothing has been said in your groups yet"),
            _("What members say there stands here, newest first."),
            (Link(_("Your groups"), reverse("groups")),),
        ),
        import_url=import_url,
        settled=settled_facts(waits),
    )


def group_news(group: Group, records: Sequence[Record], named: Mapping[str, Record]) -> GroupNews:
    """The newest records of one group; no query."""
    charter = group.newest
    levels = [record.tlp for record in records]
    all_url = f"{reverse('exchange')}?{urlencode({'group': group.key})}"
    is_exercise = bool(charter and charter.exercise)
    name = charter.name if charter else group.key
    return GroupNews(
        group=beside_badge(name) if is_exercise else name,
        url=reverse("group", args=[group.key]),
        tlp=max(levels).label if levels else "",
        events=tuple(_event(record, named) for record in records),
        step=Step(charter.step) if charter else None,
        is_exercise=is_exercise,
        more=Link(_("All records of this group"), all_url),
    )


def _event(record: Record, named: Mapping[str, Record]) -> Event:
    return Event(
        at=record.entry.seq,
        who=record.entry.journal.member.code,
        what=record_title(record, named),
        url=object_url(record),
        kind=kind_words(record.entry.type),
        is_revoked=record.body.get("revoked") is True,
    )
