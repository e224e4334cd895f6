"""What a constituent sees of a record: through whom it reads, and nothing of the group."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from bayanihan.records.api import Record
from bayanihan.web.parts.pages_check import VerifyPage
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.voices import Act
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.words import kind_words


def place_words(record: Record) -> str:
    """Where a record was said: its group, or for a constituent the member it reads through."""
    if record.via is None:
        return group_name(record.entry.group)
    return _("through %(member)s") % {"member": record.via.code}


def exercise_words(record: Record) -> str:
    """The name of the exercise that a record belongs to; empty for a real one."""
    if not record.handling.exercise:
        return ""
    return group_name(record.entry.group) if record.via is None else _("Exercise records")


def through_fact(record: Record) -> Fact:
    """Through whom a constituent reads, beside the record."""
    via = record.via
    name = "" if via is None else via.name
    words = Line(_("You read it as its constituent; the group is not yours to know."))
    return fact(_("Through"), Line(name, code="" if via is None else via.code), words)


def without_group(page: VerifyPage, record: Record, back: str) -> VerifyPage:
    """The steps of a proof and how each ended, without numbers and digests of the journal."""
    member = {"member": record.entry.journal.member.code}
    words = (
        _("%(member)s committed to these bytes under a salt.") % member,
        _("The charter under which it was said is signed by those who must."),
        _("%(member)s signed the head of its journal with a key that the charter lists.") % member,
        _("The entry and its neighbour hashes give the signed root."),
    )
    steps = zip(page.steps, words, strict=True)
    return replace(
        page,
        kind=(kind_words(record.entry.type), place_words(record)),
        lede=f"{page.lede} {_('What belongs to the group alone is not shown to you.')}",
        steps=tuple(replace(step, words=said, digests=()) for step, said in steps),
        root="",
        root_lines=(),
        words=(),
        command="",
        path=None,
        acts=(Act(_("Back to the record"), back),),
    )
