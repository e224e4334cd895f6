"""One record and all about it: what it says, whom it names, who holds it, and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from bayanihan.kernel.api import Malformed, to_datetime, to_instant
from bayanihan.membership.api import Member
from bayanihan.records.api import Record
from bayanihan.stix.api import searchable
from bayanihan.web.parts.hidden import visible
from bayanihan.web.parts.pages_exchange import ObjectPage, Value
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said
from bayanihan.web.showing.copies import Copies
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.object_facts import object_facts
from bayanihan.web.showing.proofs import Found, proof_panel, recompute, verify_url
from bayanihan.web.showing.properties import property_facts
from bayanihan.web.showing.records import object_url, record_row
from bayanihan.web.showing.relations import (
    FEW,
    Edges,
    edges_of,
    ends_wanted,
    members_named,
    pointing_at,
    relation_rows,
    relations_note,
)
from bayanihan.web.showing.titles import defanged, ends_of, record_title, spoken, titled
from bayanihan.web.showing.translations import Tongue, speech_of, tongue_of
from bayanihan.web.showing.versions import number_of, version_rows
from bayanihan.web.showing.words import kind_words

_MOST_VALUES: Final = 8
_MOST_RAW: Final = 32 * 1024
_SORTS: Final = (
    "indicator_types",
    "malware_types",
    "tool_types",
    "report_types",
    "threat_actor_types",
    "infrastructure_types",
)
_NAMING: Final = frozenset({"name", "external-id"})


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was read for a page: no builder below asks for more."""

    copies: Copies
    edges: Edges
    named: Mapping[str, Record]
    tongue: Tongue
    holders: Holders
    found: Found
    members: Mapping[str, Member]

    @property
    def record(self) -> Record:
        """The copy that the page shows."""
        return self.copies.chosen


def see(copies: Copies, *, wanted_lang: str, at: int, most: int = FEW) -> Seen:
    """Read what surrounds a record; the number of queries does not depend on how much it is."""
    record, reader = copies.chosen, copies.reader
    stix_id = str(record.body["id"])
    pointing = pointing_at(reader, stix_id)
    edges = edges_of(record, stix_id, pointing, most=most)
    wanted = {*ends_wanted(edges), *_named_in(record.body), *_ends(copies)}
    return Seen(
        copies=copies,
        edges=edges,
        named=reader.named(wanted),
        tongue=tongue_of(record, pointing, wanted_lang),
        holders=Holders(reader.groups, reader.member, at=at),
        found=recompute(record),
        members=members_named(edges),
    )


def object_page(seen: Seen, *, at: int) -> ObjectPage:
    """The page of one record."""
    record, body = seen.record, seen.record.body
    versions = seen.copies.versions
    raw = record.text
    return ObjectPage(
        kind=tuple(_kind(record, versions)),
        title=title_of(seen),
        beam=seen.holders.beam(record.handling),
        facts=object_facts(record, seen.named, seen.holders),
        proof=proof_panel(record, seen.found, at=at),
        values=_values(body, seen),
        speech=speech_of(record, seen.tongue),
        pattern=_pattern(body),
        pattern_kind=_("%(kind)s pattern") % {"kind": str(body.get("pattern_type", "")).upper()},
        properties=property_facts(body),
        out=relation_rows(seen.edges.out, seen.named, seen.members, seen.holders),
        into=relation_rows(seen.edges.into, seen.named, seen.members, seen.holders),
        relations_note=relations_note(seen.edges),
        relations_more=_all_relations(record) if seen.edges.is_short else None,
        versions=version_rows(versions, record),
        others=tuple(record_row(one, seen.named, seen.holders) for one in seen.copies.others),
        acts=() if record.via else (Act(_("Download STIX"), _stix_url(record)),),
        downloads=_downloads(record),
        tells=tuple(_tells(seen)),
        raw=visible(raw[:_MOST_RAW]) + (_cut_words(len(raw)) if len(raw) > _MOST_RAW else ""),
    )


def title_of(seen: Seen) -> Said:
    """What the record is called, in the language in which it is shown."""
    if ends_of(seen.record.body)[1]:
        return record_title(seen.record, seen.named)
    return titled(seen.tongue.body, seen.tongue.lang)


def _cut_words(size: int) -> str:
    return "\n" + _("… %(count)d characters in all; the download holds them.") % {"count": size}


def _named_in(body: Mapping[str, Any]) -> Iterator[str]:
    """The creator and the markings of a record: named on its page, no relationships."""
    markings = body.get("object_marking_refs")
    for one in (body.get("created_by_ref"), *(markings if isinstance(markings, list) else ())):
        if isinstance(one, str):
            yield one


def _ends(copies: Copies) -> Iterator[str]:
    for record in (copies.chosen, *copies.others):
        yield from (end for end in ends_of(record.body) if end)


def _kind(record: Record, versions: tuple[Record, ...]) -> Iterator[str]:
    """The line above the title: type, sort, version, until when it is valid, whether revoked."""
    body = record.body
    yield kind_words(record.entry.type)
    for name in _SORTS:
        said = body.get(name)
        if isinstance(said, list):
            yield ", ".join(spoken(one) for one in said[:3] if isinstance(one, str))
    if "modified" in body:
        number = {"number": number_of(versions, record), "count": len(versions)}
        yield _("version %(number)d of %(count)d") % number
    if isinstance(body.get("valid_until"), str):
        yield _("valid until %(day)s") % {"day": _day(body["valid_until"])}
    if body.get("revoked") is True:
        yield _("revoked")


def _day(text: str) -> str:
    try:
        return format_date(to_datetime(to_instant(text)), "j M Y")
    except Malformed:
        return text


def _values(body: Mapping[str, Any], seen: Seen) -> tuple[Value, ...]:
    """The values that machines compare, defanged; each leads to everything that holds it."""
    action = reverse("exchange")
    lane = {"lane": "exercise"} if seen.record.handling.exercise else {}
    found = [one for one in searchable(body) if one.kind not in _NAMING]
    return tuple(
        Value(one.kind, defanged(one.text), address(action, lane, q=one.text))
        for one in found[:_MOST_VALUES]
    )


def _pattern(body: Mapping[str, Any]) -> str:
    pattern = body.get("pattern")
    return defanged(pattern) if isinstance(pattern, str) else ""


def _stix_url(record: Record) -> str:
    stored = record.entry.object
    address_ = reverse("object-stix", args=[stored.stix_id if stored else ""])
    return f"{address_}?entry={record.entry.seq}"


def _all_relations(record: Record) -> Link:
    return Link(_("Show all"), f"{object_url(record)}&relations=all#rel-h")


def _downloads(record: Record) -> tuple[Link, ...]:
    """The files of a record; to a constituent nothing is handed over."""
    if record.via is not None:
        return ()
    return (
        Link(_("This object as a STIX bundle"), _stix_url(record)),
        Link(
            _("The group's package, with the proof"),
            reverse("group-export", args=[record.entry.group.key]),
        ),
    )


def _tells(seen: Seen) -> Iterator[Tell]:
    """What a reader must not miss: no proof, revoked, a newer version, an end of validity."""
    record = seen.record
    if seen.found.proof is None:
        yield Tell(
            _("This record does not verify"),
            _("Do not rely on it. Each step stands on the page of its proof."),
            Mood.LATE,
            (Link(_("See which step fails"), verify_url(record)),),
        )
    if record.body.get("revoked") is True:
        yield Tell(
            _("Its creator has revoked this"),
            _("It is no longer held to be valid; it is kept because it was said."),
            Mood.SOON,
        )
    newest = seen.copies.versions[0]
    if newest.entry.seq != record.entry.seq:
        yield Tell(
            _("There is a newer version"),
            _("You are looking at an older one."),
            Mood.SOON,
            (Link(_("Newest version"), object_url(newest)),),
        )
