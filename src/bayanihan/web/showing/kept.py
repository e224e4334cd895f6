"""What one's member keeps of others: holds, copies of what was erased, and how to end them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Door, Tlp
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import Person, roles_of
from bayanihan.records.api import (
    HOLDERS,
    HeldBack,
    KeepReason,
    Record,
    RemovalFault,
    kept_by,
)
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.auditing import announce_file
from bayanihan.web.framing import frame_for, page_band
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.frame import Frame
from bayanihan.web.parts.pages_removal import KeptPage, KeptRow, RemovePage
from bayanihan.web.parts.rows import Line, Who, fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from bayanihan.web.sentences.of_removals import REMOVALS, keep_words
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words


def kept_reason(typed: str) -> KeepReason | None:
    """The reason that was chosen, if it is one."""
    return next((one for one in KeepReason if one.value == typed), None)


def kept_page(person: Person, *, at: int) -> tuple[KeptPage, list[tuple[Tlp, str]]]:
    """The page, and of what it shows the TLP and the group."""
    found = kept_by(person.member, at=at)
    may_end = bool(roles_of(person) & HOLDERS)
    page = KeptPage(
        sentence=_sentence(found),
        lede=_(
            "Shown to your member's own people only. When a publisher takes back what you keep, "
            "it is told that you keep it, and why."
        ),
        rows=tuple(_row(one, may_end=may_end) for one in found),
        empty=Empty(
            _("Nothing is kept"),
            _("Where the law or a proceeding demands it, keep a record from its own page."),
            (Link(_("Look for records"), reverse("exchange")),),
        ),
        acts=(Act(_("What your member took back itself"), reverse("taken-back")),),
    )
    levels = [(one.tlp, group_name(one.entry.group)) for one in found if one.tlp is not None]
    return page, levels


def kept_frame(
    request: HttpRequest, title: str, levels: Sequence[tuple[Tlp, str]], exercise: str = ""
) -> Frame:
    """The frame of records: the highest marking of what it names, and the one exercise, if any."""
    band = page_band((tlp for tlp, _group in levels), (group for _tlp, group in levels))
    return frame_for(
        request,
        title=title,
        room="exchange",
        band=band,
        crumbs=(Link(_("Exchange"), reverse("exchange")), Link(title)),
        exercise=exercise,
    )


def kept_one(person: Person, seq: int, *, at: int) -> HeldBack:
    """One hold of the person's own member; of others there is none (``Absent``)."""
    found = (one for one in kept_by(person.member, at=at) if one.entry.pk == seq)
    one = next(found, None)
    if one is None:
        raise Absent(RemovalFault.UNKNOWN_HOLD)
    return one


def body_of(request: HttpRequest, seq: int) -> bytes:
    """A kept copy of one's own member, put on record before it leaves."""
    one = kept_one(person_of(request), seq, at=instant_of(request))
    if not one.is_copy:
        raise Absent(RemovalFault.UNKNOWN_HOLD)
    announce_file(request, one.tlp, Door.PAGE)
    return one.body.encode()


def _sentence(found: Sequence[HeldBack]) -> str:
    if not found:
        return _("Your member keeps nothing that others took back.")
    return ngettext(
        "Your member keeps %(count)d record of others.",
        "Your member keeps %(count)d records of others.",
        len(found),
    ) % {"count": len(found)}


def _row(one: HeldBack, *, may_end: bool) -> KeptRow:
    entry, hold = one.entry, one.hold
    state, words = _state(one)
    address = "" if entry.object is None or not one.body else _record_url(one)
    return KeptRow(
        title=_title(one),
        kind=kind_words(entry.type),
        publisher=face_of(entry.journal.member),
        group=group_name(entry.group),
        tlp="" if one.tlp is None else one.tlp.label,
        why=keep_words(hold.why),
        by=hold.by,
        at=hold.at,
        state=state,
        words=words,
        url=address,
        raw_url=reverse("kept-raw", args=[entry.pk]) if one.is_copy else "",
        acts=(Act(_("End it"), reverse("kept-end", args=[entry.pk])),) if may_end else (),
        is_exercise=bool(entry.group.newest and entry.group.newest.exercise),
    )


def _record_url(one: HeldBack) -> str:
    stored = one.entry.object
    address = reverse("object", args=[stored.stix_id if stored else ""])
    return f"{address}?entry={one.entry.pk}"


def _title(one: HeldBack) -> Said:
    if not one.body:
        return Said(_("A record that you may read no longer"), Voice.SYSTEM)
    body: dict[str, Any] = msgspec.json.decode(one.body.encode())
    return titled(body)


def _state(one: HeldBack) -> tuple[str, str]:
    if one.is_copy:
        return "late", _("Its publisher erased it; this copy is your member's alone.")
    if one.entry.fate == "withdrawn":
        return "soon", _("Its publisher withdrew it, and was told that you keep it.")
    return "", _("It stands. If its publisher erases it, your member keeps a copy.")


def hold_page(record: Record, person: Person, *, typed: str, is_sent: bool) -> RemovePage:
    """The question before something of another member is kept; refused without the right."""
    if not roles_of(person) & HOLDERS:
        raise Refused(RemovalFault.MAY_NOT_HOLD)
    publisher = record.entry.journal.member
    if publisher.pk == person.member_id:
        raise Refused(RemovalFault.YOUR_OWN_RECORD)
    fields = (_why(typed, is_sent=is_sent),)
    return RemovePage(
        sentence=_("Keep “%(name)s” of %(member)s?")
        % {"name": titled(record.body).text, "member": publisher.code},
        lede=_(
            "Whoever said a record may erase it for everybody. A hold says that your member must "
            "keep it all the same, and why."
        ),
        facts=(
            fact(_("What"), Line(kind_words(record.entry.type))),
            fact(_("Marking"), Line(tlp=record.tlp.label)),
            fact(_("Group"), Line(group_name(record.entry.group))),
            fact(_("Said"), Line(at=record.entry.at)),
        ),
        happens=(
            _("If its publisher takes it back, your member answers: kept, with this reason."),
            _("If it is erased, a copy stays for your member's own people, under its marking."),
            _("When you end the hold, the copy is deleted, and your member answers that it is."),
        ),
        cannot=(
            _("Nobody is told of the hold before the record is taken back."),
            _("A hold that comes after the erasure comes too late."),
        ),
        who_title=_("Who will be told"),
        who_words=_("if it takes the record back"),
        whos=(Who((publisher.code,), publisher.name, _("Its publisher sees your reason.")),),
        action=reverse("kept-hold", args=[record.entry.pk]),
        fields=fields,
        act=Act(_("Keep it"), is_main=True, is_big=True),
        back=Act(_("Leave it as it is"), object_url(record)),
        summary=summary_of(fields),
    )


def _why(typed: str, *, is_sent: bool) -> Field:
    unknown = is_sent and kept_reason(typed) is None
    return Field(
        "why",
        _("Why must it be kept?"),
        FieldKind.RADIO,
        hint=_("Its publisher is told this reason if it takes the record back."),
        choices=tuple(
            Choice(one.value, keep_words(one.value), is_chosen=one.value == typed)
            for one in KeepReason
        ),
        errors=(str(REMOVALS[RemovalFault.REMOVAL_REASON_UNKNOWN]),) if unknown else (),
        is_required=True,
    )


def end_page(one: HeldBack, person: Person) -> RemovePage:
    """The question before a hold ends; refused without the right."""
    if not roles_of(person) & HOLDERS:
        raise Refused(RemovalFault.MAY_NOT_HOLD)
    title = {"name": _title(one).text}
    publisher = one.entry.journal.member
    happens = (
        _("The copy is deleted, and nobody can bring it back.")
        if one.is_copy
        else _("If its publisher erases the record, your member keeps no copy.")
    )
    answer = _("What your member has answered its publisher stays as it was said.")
    heard = _("It is not told that the hold ends.")
    if one.is_told:
        answer = _("Your member answers its publisher once more: it keeps the record no longer.")
        heard = _("It was told that your member keeps it, and is told now that it does not.")
    return RemovePage(
        sentence=_("Keep “%(name)s” no longer?") % title,
        lede=_("End it when the reason for which it was kept has gone."),
        facts=(
            fact(_("What"), Line(kind_words(one.entry.type))),
            fact(_("Kept because"), keep_words(one.hold.why)),
            fact(_("Kept since"), Line(at=one.hold.at)),
        ),
        happens=(happens, answer),
        cannot=(_("That it was kept, by whom and why, stays on record here."),),
        who_title=_("Whose record it is"),
        who_words="",
        whos=(Who((publisher.code,), publisher.name, heard),),
        action=reverse("kept-end", args=[one.entry.pk]),
        fields=(),
        act=Act(
            _("End it and delete the copy") if one.is_copy else _("End it"),
            is_big=True,
            refuses=one.is_copy,
        ),
        back=Act(_("Go on keeping it"), reverse("kept")),
    )
