"""The audit of reads of one's member as a page: filters, rows, and the way to older ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.records.api import Damaged, Part, TrailLine, TrailPage
from bayanihan.web.parts.fields import Choice, Field, FieldKind
from bayanihan.web.parts.pages_audit import AuditPage, AuditRow
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.rows import Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.audit_asked import OPERATOR, Asked
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.member_page import looked_after

_OK: Final = 200
_MINUTE: Final = 60_000_000


def audit_page(asked: Asked, found: TrailPage | None, names: Mapping[str, str]) -> AuditPage:
    """One page of lines; ``names`` are the member's people, ``None`` found: not understood."""
    action = reverse("audit")
    lines = found.lines if found else ()
    return AuditPage(
        sentence=_("Who of your member read what of AMBER and above."),
        lede=_(
            "One line for each answer, written before the answer was given; newest first. Other "
            "members never see it. The operator of this node could."
        ),
        filters=_filters(asked, names, action),
        rows=tuple(_row(one, names) for one in lines),
        paging=_paging(asked, found, action),
        empty=_empty(asked),
        note=_cut(found),
        downloads=_downloads(asked) if lines else (),
        beside=looked_after("audit"),
    )


def _filters(asked: Asked, names: Mapping[str, str], action: str) -> Filters:
    people = [("", _("Everybody")), *((one, f"{name} · {one}") for one, name in names.items())]
    people.append((OPERATOR, _("The operator's command")))
    if asked.by not in dict(people):
        people.append((asked.by, asked.by))
    choices = tuple(Choice(one, name, is_chosen=one == asked.by) for one, name in people)
    return Filters(
        action=action,
        fields=(
            Field("by", _("Person"), FieldKind.SELECT, value=asked.by, choices=choices),
            Field("day", _("Day, UTC"), FieldKind.DATE, value=asked.day, errors=asked.errors),
        ),
        more=(),
        active=tuple(_active(asked, names, action)),
        clear_url=action,
    )


def _active(asked: Asked, names: Mapping[str, str], action: str) -> Iterable[Link]:
    if asked.by:
        who = names.get(asked.by, asked.by)
        who = _("The operator's command") if asked.by == OPERATOR else who
        yield Link(_("Person: %(who)s") % {"who": who}, address(action, {"day": asked.day}))
    if asked.day and not asked.errors:
        words = _("Day: %(day)s, UTC") % {"day": asked.day}
        yield Link(words, address(action, {"by": asked.by}))


def _paging(asked: Asked, found: TrailPage | None, action: str) -> Paging:
    older = "" if found is None or found.older is None else str(found.older)
    return Paging(
        shown=len(found.lines) if found else 0,
        start_url=address(action, asked.typed) if asked.before is not None else "",
        onward_url=address(action, asked.typed, before=older) if older else "",
    )


def _cut(found: TrailPage | None) -> str:
    if found is None or not found.is_cut:
        return ""
    return _("Not all was looked through for this. Go on to older ones.")


def _empty(asked: Asked) -> Empty:
    if asked.errors:
        return Empty(_("Put the filters right, then look again."))
    if asked.by or asked.day:
        clear = (Link(_("Clear all filters"), reverse("audit")),)
        return Empty(_("No read fits these filters"), "", clear)
    return Empty(
        _("Nobody of your member has read anything of AMBER or above yet"),
        _("As soon as somebody does, it stands here."),
    )


def _downloads(asked: Asked) -> tuple[Link, ...]:
    file = reverse("audit-file")
    typed = asked.typed
    return (
        Link(_("CSV"), address(file, typed, form="csv")),
        Link(_("JSON"), address(file, typed, form="json")),
    )


def _row(line: TrailLine | Damaged, names: Mapping[str, str]) -> AuditRow:
    if isinstance(line, Damaged):
        facts = {"size": line.size, "place": line.place}
        words = _("This line is damaged: %(size)d bytes from byte %(place)d of the file on.")
        return AuditRow(words % facts)
    who = names.get(line.by, "") if line.by else _("The operator's command")
    is_page = line.part is Part.WHOLE and line.query.startswith("/") and line.status == _OK
    return AuditRow(
        what=what_words(line.what),
        at=line.at,
        who=who,
        username=line.by,
        query=line.query,
        url=line.query if is_page and not line.query.startswith("//") else "",
        tlp=line.tlp.label,
        count=line.count,
        first=line.first or None,
        last=_last(line),
        note=_note(line),
    )


def _last(line: TrailLine) -> int | None:
    """When the last record came in; nothing where the page could not tell it from the first."""
    return line.last if line.last // _MINUTE != line.first // _MINUTE else None


def _note(line: TrailLine) -> str:
    if line.part is Part.BEGINS:
        return _("before the first byte")
    if line.status >= _OK and line.status != _OK:
        return _("answered with %(status)d") % {"status": line.status}
    if line.part is Part.ENDS:
        return _("the file was made whole")
    return ""


def what_words(name: str) -> str:
    """What was read, by the name of its address; one that is not known keeps its name."""
    return {
        "desk": _("The desk"),
        "exchange": _("A list of records"),
        "exchange-export": _("A list as a file"),
        "object": _("A record"),
        "object-verify": _("The proof of a record"),
        "object-stix": _("A record as a STIX file"),
        "group": _("A group"),
        "group-export": _("A group as a file"),
        "import-review": _("A file that was brought in"),
        "import-release": _("The preview of a release"),
        "import-sign": _("A signature under a release"),
        "import-receipt": _("The receipt of a release"),
        "taken-back": _("What was taken back"),
        "kept": _("What is kept of others"),
        "kept-raw": _("A kept record as a file"),
        "holders": _("Who has a record"),
        "removal-withdraw": _("The page before withdrawing"),
        "removal-erase": _("The page before erasing"),
        "kept-hold": _("The page before keeping"),
        "approvals": _("What waits for a signature"),
        "quarantine": _("What is in quarantine"),
        "quarantine-raw": _("A held object as a file"),
        "ladder": _("The ladder of a pair"),
        "export": _("The command export"),
    }.get(name, name)


def count_words(count: int) -> str:
    """How many records, in words."""
    return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}
