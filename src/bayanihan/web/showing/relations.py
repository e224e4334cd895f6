"""What a record says about others, and what others say about it.

Relationships, sightings and embedded references count alike. Where the other
record may not be read, only the id is shown that stands in a record that may:
nothing tells whether there is such a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Member
from bayanihan.records.api import Reader, Record
from bayanihan.stix.api import Reference, references
from bayanihan.web.parts.pages_exchange import Relation
from bayanihan.web.parts.voices import Said, Voice
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.titles import ends_of, record_title, spoken, titled
from bayanihan.web.showing.words import kind_words

MOST: Final = 100
FEW: Final = 20
"""How many stand on the page each way, unless all are asked for."""
_NO_RELATION: Final = ("/created_by_ref", "/object_marking_refs", "/granular_markings")


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection in words: ``said_by`` says it, ``other`` is the id at the far end."""

    verb: str
    other: str
    said_by: Record


@dataclass(frozen=True, slots=True)
class Edges:
    """The connections of one record that are shown, outward and inward.

    ``found`` counts all that were found, ``is_cut`` says that there may be more.
    """

    out: tuple[Edge, ...]
    into: tuple[Edge, ...]
    found: int
    is_cut: bool

    @property
    def is_short(self) -> bool:
        """Whether fewer are shown than were found."""
        return len(self.out) + len(self.into) < self.found


def edges_of(
    record: Record, stix_id: str, pointing: Iterable[Record], *, most: int = MOST
) -> Edges:
    """Sort what a record holds, and what points at it, into outward and inward edges."""
    out = [*_embedded(record)]
    into: list[Edge] = []
    for one in pointing:
        if one.entry.type == "language-content" or one.entry.seq == record.entry.seq:
            continue
        for edge, is_out in _edges(one, stix_id):
            (out if is_out else into).append(edge)
    is_cut = max(len(out), len(into)) > MOST
    found = min(len(out), MOST) + min(len(into), MOST)
    return Edges(_shown(out[:MOST], most), _shown(into[:MOST], most), found, is_cut)


def _shown(edges: list[Edge], most: int) -> tuple[Edge, ...]:
    """So many edges, verb by verb; where not all fit, every verb keeps some."""
    verbs: dict[str, list[Edge]] = {}
    for edge in edges:
        verbs.setdefault(edge.verb, []).append(edge)
    ranked = sorted(
        (rank, place)
        for place, of_verb in enumerate(verbs.values())
        for rank in range(len(of_verb))
    )
    kept = Counter(place for _rank, place in ranked[:most])
    return tuple(
        edge for place, of_verb in enumerate(verbs.values()) for edge in of_verb[: kept[place]]
    )


def ends_wanted(edges: Edges) -> frozenset[str]:
    """The ids at the far ends, to be asked for together."""
    return frozenset(edge.other for edge in (*edges.out, *edges.into))


def members_named(edges: Edges) -> dict[str, Member]:
    """Members of the region among the far ends: the directory names them to everybody."""
    ids = [one for one in ends_wanted(edges) if one.startswith("identity--")]
    return {member.stix_id: member for member in Member.objects.filter(stix_id__in=ids)}


def relation_rows(
    edges: Iterable[Edge],
    named: Mapping[str, Record],
    members: Mapping[str, Member],
    holders: Holders,
) -> tuple[Relation, ...]:
    """Edges as rows; links lead only where the reader may go."""
    return tuple(_row(edge, named, members, holders) for edge in edges)


def relations_note(edges: Edges) -> str:
    """How many stand here, and that there may be more."""
    count = len(edges.out) + len(edges.into)
    if edges.is_short:
        facts = {"count": count, "all": edges.found}
        return _("%(count)d of %(all)d shown, some of every sort") % facts
    if edges.is_cut:
        return _("the first %(most)d of each") % {"most": MOST}
    return ngettext("%(count)d shown", "%(count)d shown", count) % {"count": count} if count else ""


def pointing_at(reader: Reader, stix_id: str) -> list[Record]:
    """Latest readable records that name this id."""
    return reader.pointing_at(stix_id, most=MOST + 1)


def _embedded(record: Record) -> Iterator[Edge]:
    for one in references(record.body):
        if not one.prop.startswith(_NO_RELATION):
            yield Edge(_verb(one), one.target, record)


def _edges(record: Record, stix_id: str) -> Iterator[tuple[Edge, bool]]:
    """The edges that another record draws to this id, and whether they lead away from it."""
    body = record.body
    if body.get("type") == "relationship":
        verb = spoken(str(body.get("relationship_type")))
        source, target = str(body.get("source_ref")), str(body.get("target_ref"))
        if source == stix_id:
            yield Edge(verb, target, record), True
        if target == stix_id:
            yield Edge(verb, source, record), False
        if stix_id in {source, target}:
            return
    own = record.entry.object.stix_id if record.entry.object else ""
    for one in references(body):
        if one.target == stix_id and not one.prop.startswith(_NO_RELATION):
            yield Edge(_inward(one), own, record), False


def _verb(reference: Reference) -> str:
    """An embedded reference read from the record to the other."""
    name = _property(reference)
    return _verbs().get(name) or _("names as %(property)s") % {"property": spoken(_stem(name))}


def _inward(reference: Reference) -> str:
    """The same reference, read as what the other does with this one."""
    name = _property(reference)
    return _verbs().get(name) or _("names it as %(property)s") % {"property": spoken(_stem(name))}


def _property(reference: Reference) -> str:
    steps = [step for step in reference.prop.split("/") if step and not step.isdecimal()]
    return steps[-1] if steps else ""


def _stem(name: str) -> str:
    return name.removesuffix("_refs").removesuffix("_ref")


def _verbs() -> dict[str, str]:
    return {
        "object_refs": _("is about"),
        "object_ref": _("is about"),
        "sighting_of_ref": _("is a sighting of"),
        "observed_data_refs": _("is based on"),
        "where_sighted_refs": _("was sighted by"),
        "source_ref": _("leads from"),
        "target_ref": _("leads to"),
        "resolves_to_refs": _("resolves to"),
        "belongs_to_ref": _("belongs to"),
        "belongs_to_refs": _("belongs to"),
        "contains_refs": _("contains"),
        "parent_directory_ref": _("lies in"),
        "sample_ref": _("analyses"),
        "sample_refs": _("has as sample"),
        "src_ref": _("comes from"),
        "dst_ref": _("goes to"),
        "from_ref": _("is from"),
        "sender_ref": _("is sent by"),
        "to_refs": _("is to"),
        "cc_refs": _("is copied to"),
        "operating_system_ref": _("runs on"),
        "operating_system_refs": _("runs on"),
        "analysis_sco_refs": _("found"),
        "parent_ref": _("was started by"),
        "child_refs": _("started"),
        "image_ref": _("runs"),
    }


def _row(
    edge: Edge, named: Mapping[str, Record], members: Mapping[str, Member], holders: Holders
) -> Relation:
    said_by = edge.said_by
    title, kind, url = _far_end(edge.other, named, members)
    return Relation(
        verb=edge.verb,
        other=title,
        kind=kind,
        publisher=face_of(said_by.entry.journal.member),
        tlp=said_by.tlp.label,
        url=url,
        beam=holders.mini(said_by.handling),
    )


def _far_end(
    stix_id: str, named: Mapping[str, Record], members: Mapping[str, Member]
) -> tuple[Said, str, str]:
    """What stands at the far end: a readable record, a member of the region, or an id alone."""
    other, member = named.get(stix_id), members.get(stix_id)
    if other is not None:
        return _title(other, named), kind_words(other.entry.type), object_url(other)
    kind = kind_words(stix_id.partition("--")[0])
    if member is not None:
        return Said(member.name, Voice.SYSTEM), kind, reverse("member", args=[member.code])
    return Said(stix_id, Voice.MACHINE), kind, ""


def _title(record: Record, named: Mapping[str, Record]) -> Said:
    """A relationship is called by its ends where both are known here."""
    ends = [end for end in ends_of(record.body) if end]
    if ends and all(end in named for end in ends):
        return record_title(record, named)
    return titled(record.body)
