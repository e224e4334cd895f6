"""Records in a list: its rows, and the list as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.records.api import Fate, Page, Reader, Record
from bayanihan.web.parts.pages_exchange import ExchangePage, RecordRow
from bayanihan.web.parts.rows import Paging
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.filter_fields import address, filter_form, lane_switch
from bayanihan.web.showing.filters import Asked
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.list_words import (
    Numbers,
    list_empty,
    list_scope,
    list_sentence,
)
from bayanihan.web.showing.through import place_words
from bayanihan.web.showing.titles import ends_named, record_title
from bayanihan.web.showing.words import kind_words


def object_url(record: Record) -> str:
    """The page of exactly this copy."""
    stored = record.entry.object
    stix_id = stored.stix_id if stored else ""
    return f"{reverse('object', args=[stix_id])}?entry={record.entry.seq}"


def record_row(record: Record, named: Mapping[str, Record], holders: Holders) -> RecordRow:
    """One record as a row; no query."""
    entry = record.entry
    return RecordRow(
        title=record_title(record, named),
        url=object_url(record),
        kind=kind_words(entry.type),
        publisher=face_of(entry.journal.member),
        tlp=record.tlp.label,
        group=place_words(record),
        group_url="" if record.via else reverse("group", args=[entry.group.key]),
        at=entry.seq,
        beam=holders.mini(record.handling),
        is_exercise=record.handling.exercise,
        is_revoked=record.body.get("revoked") is True,
        note=_("withdrawn") if record.fate is Fate.WITHDRAWN else "",
    )


def record_rows(
    records: Iterable[Record], reader: Reader, holders: Holders
) -> tuple[RecordRow, ...]:
    """Records as rows; two queries for all relationships together."""
    chosen = list(records)
    named = ends_named(reader, chosen)
    return tuple(record_row(record, named, holders) for record in chosen)


def list_page(
    asked: Asked,
    page: Page | None,
    numbers: Numbers,
    reader: Reader,
    *,
    holders: Holders,
    may_import: bool,
) -> ExchangePage:
    """The list as a page; ``page`` is ``None`` where a filter was not understood."""
    action = reverse("exchange")
    rows = record_rows(page.records, reader, holders) if page is not None else ()
    import_url = reverse("import-start") if may_import else ""
    return ExchangePage(
        sentence=list_sentence(asked, page, numbers),
        lanes=lane_switch(asked, action),
        scope=list_scope(asked),
        filters=filter_form(asked, action),
        rows=rows,
        paging=_paging(asked, page, numbers.total, action),
        empty=list_empty(asked, page, numbers, import_url),
        import_url=import_url,
        downloads=_downloads(asked) if rows else (),
    )


def _paging(asked: Asked, page: Page | None, total: int, action: str) -> Paging:
    if page is None:
        return Paging(0)
    older = "" if page.older is None else str(page.older)
    return Paging(
        shown=len(page.records),
        total=total,
        start_url=address(action, asked.typed) if asked.before is not None else "",
        onward_url=address(action, asked.typed, before=older) if older else "",
    )


def _downloads(asked: Asked) -> tuple[Link, ...]:
    return (Link(_("choose the form"), address(reverse("exchange-export"), asked.typed)),)
