"""What was brought in and is not shared: why, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Member
from bayanihan.records.api import PackageFault, Quarantined
from bayanihan.web.parts.fields import Choice, Field, FieldKind
from bayanihan.web.parts.pages_check import Held, QuarantinePage
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.rows import Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link, Said, Voice
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.import_forms import size_words
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.quarantine_acts import FileActs, bulk_of
from bayanihan.web.showing.refusals import refusal, refusal_code
from bayanihan.web.showing.titles import in_prose
from bayanihan.web.showing.words import kind_words

PAGE: Final = 50
OPEN, SETTLED = "open", "settled"
_BEGINNING: Final = 120


@dataclass(frozen=True, slots=True)
class Kept:
    """One page of a member's quarantine; ``older`` is the cursor of the next one.

    ``files`` holds for each source how much of it waits, and how much of that can
    be brought in again; ``curable`` are the numbers on this page that can.
    """

    state: str
    rows: tuple[Quarantined, ...]
    total: int
    before: int | None
    older: int | None
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    curable: frozenset[int] = frozenset()


def kept_for(member: Member, *, state: str, before: str) -> Kept:
    """The items of one's own member, newest first; four queries. Strange input: the first page."""
    state = state if state in {OPEN, SETTLED} else OPEN
    rows = Quarantined.objects.filter(member=member, settled_at__isnull=state == OPEN)
    total = rows.count()
    cursor = number_in(before)
    if cursor is not None:
        rows = rows.filter(number__lt=cursor)
    found = list(rows.select_related("group__newest").order_by("-number")[: PAGE + 1])
    older = found[PAGE - 1].number if len(found) > PAGE else None
    shown = tuple(found[:PAGE])
    files, cures = ({}, frozenset[int]()) if state == SETTLED else bulk_of(member, shown)
    return Kept(state, shown, total, cursor, older, files, cures)


def quarantine_page(kept: Kept) -> QuarantinePage:
    """The list with its reasons."""
    action = reverse("quarantine")
    typed = {"state": kept.state if kept.state == SETTLED else ""}
    older = "" if kept.older is None else str(kept.older)
    return QuarantinePage(
        sentence=_sentence(kept),
        lede=_("Shown to your member only. Nothing here was sent to anybody."),
        filters=Filters(action, (_state_field(kept.state),)),
        rows=tuple(_rows(kept)),
        paging=Paging(
            shown=len(kept.rows),
            total=kept.total,
            start_url=address(action, typed) if kept.before is not None else "",
            onward_url=address(action, typed, before=older) if older else "",
        ),
        empty=_empty(kept.state),
    )


def _sentence(kept: Kept) -> str:
    if kept.state == SETTLED:
        return ngettext(
            "%(count)d thing in quarantine was dealt with.",
            "%(count)d things in quarantine were dealt with.",
            kept.total,
        ) % {"count": kept.total}
    if not kept.total:
        return _("Nothing waits in quarantine.")
    return ngettext(
        "%(count)d thing waits in quarantine.",
        "%(count)d things wait in quarantine.",
        kept.total,
    ) % {"count": kept.total}


def _state_field(state: str) -> Field:
    choices = (
        Choice(OPEN, _("Waiting"), is_chosen=state == OPEN),
        Choice(SETTLED, _("Dealt with"), is_chosen=state == SETTLED),
    )
    return Field("state", _("Show"), FieldKind.SELECT, value=state, choices=choices)


def _empty(state: str) -> Empty:
    if state == SETTLED:
        return Empty(_("Nothing was dealt with yet"))
    return Empty(
        _("Nothing waits here"),
        _("What is read and cannot be shared is kept here with its reasons."),
        (Link(_("Bring in a report"), reverse("import-start")),),
    )


def _rows(kept: Kept) -> Iterator[Held]:
    acts = FileActs(kept.files, kept.curable)
    for row in kept.rows:
        again = acts.again(row)
        yield replace(_held(row, is_curable=bool(again)), acts=acts.settling(row), again=again)


def _held(row: Quarantined, *, is_curable: bool) -> Held:
    first, *others = _reasons(row.reasons)
    waits = row.settled_at is None
    group = row.group
    return Held(
        name=_name(row),
        kind=kind_words(row.object_id.partition("--")[0]) if row.object_id else _("Unreadable"),
        source=_source(row),
        at=row.at,
        why=_why(first, others),
        kept=_kept(row),
        todo=_todo(row, is_curable=is_curable),
        where=first["where"] or _("byte %(start)d") % {"start": row.start},
        code=refusal_code(first["code"], first["detail"]),
        group=group_name(group) if group else "",
        is_exercise=bool(group and group.newest and group.newest.exercise),
        links=(Link(_("Download the kept bytes"), reverse("quarantine-raw", args=[row.number])),),
        action=reverse("quarantine-settle", args=[row.number]) if waits else "",
        again_url=reverse("quarantine-again", args=[row.number]) if is_curable else "",
    )


def _reasons(reasons: Any) -> list[Mapping[str, str]]:  # noqa: ANN401  # stored JSON
    return list(reasons) or [{"code": "", "where": "", "detail": ""}]


def _name(row: Quarantined) -> Said:
    if row.object_id:
        return Said(row.object_id, Voice.MACHINE)
    return Said(_("Object %(number)d of the file") % {"number": row.position + 1}, Voice.SYSTEM)


def _source(row: Quarantined) -> str:
    facts = {"file": row.source, "number": row.position + 1}
    return _("%(file)s, object %(number)d") % facts


def _why(first: Mapping[str, str], others: Sequence[Mapping[str, str]]) -> str:
    said = refusal(first["code"], first["detail"])
    if not others:
        return said
    more = ngettext(
        "And %(count)d more reason: %(codes)s.",
        "And %(count)d more reasons: %(codes)s.",
        len(others),
    )
    codes = ", ".join(dict.fromkeys(refusal_code(one["code"], one["detail"]) for one in others))
    return f"{said} " + more % {"count": len(others), "codes": codes}


def _kept(row: Quarantined) -> str:
    """How much was kept, and how it begins."""
    raw = bytes(row.raw)
    begins = in_prose(" ".join(raw[:_BEGINNING].decode(errors="replace").split()))
    if len(raw) < row.size:
        size = _("the first %(kept)s of %(all)s") % {
            "kept": size_words(len(raw)),
            "all": size_words(row.size),
        }
    else:
        size = _("all %(all)s") % {"all": size_words(row.size)}
    return _("%(size)s, beginning: %(begins)s") % {"size": size, "begins": begins or _("nothing")}


def _todo(row: Quarantined, *, is_curable: bool) -> str:
    if row.settled_at is not None and not row.settled_by:
        return _("Nothing: it came again, and was judged anew.")
    if row.settled_at is not None:
        return _("Nothing: %(person)s has dealt with it.") % {"person": row.settled_by}
    if is_curable:
        return _("Bring it in again from here, and say its handling and its group.")
    if any(one["code"] == PackageFault.CHARTER_FORK.value for one in row.reasons):
        return _("Nothing here: it is heard once the group has ended its fork.")
    return _("Put it right at its source and bring it in again, or mark it as dealt with.")
