"""Who has a record of one's own member, and what each answered since it was taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.kernel.api import Absent
from bayanihan.membership.api import Member
from bayanihan.records.api import (
    Entry,
    Fate,
    Holder,
    HolderState,
    RecordFault,
    Removal,
    handling_of,
    holders_of,
    last_removal,
)
from bayanihan.web.framing import frame_for, group_band
from bayanihan.web.parts.frame import Frame
from bayanihan.web.parts.pages_removal import HolderRow, HoldersPage
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.sentences.of_removals import keep_words, reason_words
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.words import kind_words

ERASURE: Final = "erasure"
_STATES: Final = {
    HolderState.HOLDS: "",
    HolderState.REMOVED: "done",
    HolderState.KEPT: "late",
    HolderState.SILENT: "soon",
    HolderState.LEFT: "soon",
}
_MOST_SEQ: Final = (1 << 63) - 1


def own_entry(seq: int, me: Member) -> Entry:
    """A record that the member said, erased or not; for anybody else there is none."""
    rows = Entry.objects.filter(kind="record", journal__member=me)
    found = rows.select_related("group__newest", "journal__member", "object", "handling")
    entry = found.filter(pk=seq).first() if seq <= _MOST_SEQ else None
    if entry is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    return entry


def answered(seq: int, me: Member, *, is_erased: bool = False) -> bool:
    """Whether a member's record is taken back already, so that there is nothing to do again."""
    removal = last_removal(own_entry(seq, me))
    return removal is not None and (removal.kind == ERASURE or not is_erased)


def holders_page(seq: int, me: Member, *, at: int) -> HoldersPage:
    """The page of one record's holders; ``Absent`` for whoever did not say it."""
    entry = own_entry(seq, me)
    removal = last_removal(entry)
    found = holders_of(entry, me, at=at)
    return HoldersPage(
        sentence=_sentence(found, removal),
        lede=_lede(removal),
        facts=tuple(_facts(entry, removal)),
        rows=tuple(_row(one, removal) for one in found),
        acts=tuple(_acts(entry)),
        tells=tuple(_tells(found, removal)),
        empty=Empty(
            _("Nobody else has it"),
            _("The gate lets no other member of the group read it."),
        ),
    )


def holders_frame(request: HttpRequest, seq: int, me: Member) -> Frame:
    """The frame of that page: its group's band, under the marking of the record."""
    entry = own_entry(seq, me)
    handling = handling_of(entry)
    tlp = None if handling is None else handling.tlp
    exercise = bool(entry.group.newest and entry.group.newest.exercise)
    return frame_for(
        request,
        title=_("Who has it"),
        room="exchange",
        band=group_band("" if tlp is None else tlp.label, entry.group),
        crumbs=(
            Link(_("Exchange"), reverse("exchange")),
            Link(_("Taken back"), reverse("taken-back")),
            Link(_("Who has it")),
        ),
        exercise=group_name(entry.group) if exercise else "",
    )


def _sentence(found: Sequence[Holder], removal: Removal | None) -> str:
    count = Counter(one.state for one in found)
    if removal is None:
        return ngettext(
            "%(count)d member has it besides yours.",
            "%(count)d members have it besides yours.",
            len(found),
        ) % {"count": len(found)}
    numbers = {"removed": count[HolderState.REMOVED], "all": len(found)}
    if removal.kind == ERASURE:
        erased = ngettext(
            "%(removed)d of %(all)d holder has removed it.",
            "%(removed)d of %(all)d holders have removed it.",
            len(found),
        )
        return erased % numbers
    withdrawn = ngettext(
        "%(removed)d of %(all)d holder has taken it out of use.",
        "%(removed)d of %(all)d holders have taken it out of use.",
        len(found),
    )
    return withdrawn % numbers


def _lede(removal: Removal | None) -> str:
    if removal is None:
        return _("Nothing was taken back. Only your member's own people see this page.")
    return _("Only your member's own people see this page. Each answer is signed by its holder.")


def _facts(entry: Entry, removal: Removal | None) -> Iterator[Fact]:
    yield fact(_("What"), Line(kind_words(entry.type)))
    group = entry.group
    yield fact(_("Group"), Line(group_name(group), url=reverse("group", args=[group.key])))
    yield fact(_("Said"), Line(at=entry.at))
    yield fact(_("Entry"), _("number %(number)d of your journal") % {"number": entry.index + 1})
    if removal is None:
        return
    is_erased = removal.kind == ERASURE
    yield fact(_("Erased") if is_erased else _("Withdrawn"), Line(at=removal.at))
    yield fact(_("Why"), reason_words(removal.why))
    yield fact(
        _("By entry"), _("number %(number)d of your journal") % {"number": removal.act.index + 1}
    )


def _row(holder: Holder, removal: Removal | None) -> HolderRow:
    member = holder.member
    is_away = not member.is_hosted
    note = ""
    if holder.state is HolderState.SILENT:
        note = _("on its own node") if is_away else _("hosted here; it answers at the next start")
    return HolderRow(
        face=face_of(member),
        url=reverse("member", args=[member.code]),
        state=_STATES[holder.state],
        said=_said(holder.state, removal),
        why=keep_words(holder.why) if holder.why else "",
        at=holder.at,
        note=note,
    )


def _said(state: HolderState, removal: Removal | None) -> str:
    """What a holder has said, in words; a withdrawn record stays with its holders, unused."""
    is_erased = removal is not None and removal.kind == ERASURE
    return {
        HolderState.HOLDS: _("has it"),
        HolderState.REMOVED: _("removed") if is_erased else _("out of use"),
        HolderState.KEPT: _("keeps it"),
        HolderState.SILENT: _("silent"),
        HolderState.LEFT: _("left the group without an answer"),
    }[state]


def _acts(entry: Entry) -> Iterator[Act]:
    """The way back to the record, and what can still be done with it."""
    if entry.object is None:
        yield Act(_("All that was taken back"), reverse("taken-back"))
        return
    address = reverse("object", args=[entry.object.stix_id])
    yield Act(_("The record"), f"{address}?entry={entry.pk}")
    if entry.fate == Fate.WITHDRAWN.value:
        yield Act(_("Erase it as well"), reverse("removal-erase", args=[entry.pk]), refuses=True)


def _tells(found: Sequence[Holder], removal: Removal | None) -> Iterator[Tell]:
    if removal is None:
        return
    if removal.kind == ERASURE:
        yield Tell(
            _("It is erased on this node"),
            _("Its content is gone. That something was said, and erased, stays provable."),
            Mood.DONE,
        )
    else:
        yield Tell(
            _("It is withdrawn"),
            _("It is in no list any more. Its own page says who withdrew it, when and why."),
            Mood.DONE,
        )
    silent = sum(one.state is HolderState.SILENT for one in found)
    if silent:
        yield Tell(
            ngettext(
                "%(count)d holder has not answered yet",
                "%(count)d holders have not answered yet",
                silent,
            )
            % {"count": silent},
            _("Silence is no proof that it is still there, nor that it is gone. Ask by phone."),
            Mood.SOON,
        )
