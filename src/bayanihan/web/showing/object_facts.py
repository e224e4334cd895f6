"""What the system knows about a record: marking, group, publisher, creator, times, bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.kernel.api import content_digest
from bayanihan.membership.api import Member
from bayanihan.records.api import Record
from bayanihan.stix.api import marking
from bayanihan.web.parts.marking import Step, meaning
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.voices import Voice
from bayanihan.web.showing.handling_words import others_words, pap_fact, terms_facts
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.through import through_fact
from bayanihan.web.showing.titles import in_prose, titled

Named = Mapping[str, Record]


def object_facts(record: Record, named: Named, holders: Holders) -> tuple[Fact, ...]:
    """The facts beside a record, the handling first."""
    return tuple(_facts(record, named, holders))


def _facts(record: Record, named: Named, holders: Holders) -> Iterator[Fact]:
    entry, body = record.entry, record.body
    yield Fact(_("Marking"), tuple(_marking(record, named)))
    yield from _terms(record, holders)
    yield _group(record) if record.via is None else through_fact(record)
    publisher = entry.journal.member
    yield fact(_("Published by"), _member(publisher))
    yield fact(_("Created by"), _creator(record, named, holders))
    yield fact(_("Said"), Line(at=entry.at))
    yield fact(_("Came in here"), Line(at=entry.seq))
    raw = record.text.encode()
    yield fact(
        _("Bytes"),
        _("%(count)d, kept exactly as they were written") % {"count": len(raw)},
    )
    yield fact(_("Content digest"), Line(content_digest(body).hex(), Voice.MACHINE))
    yield fact(_("Id"), Line(str(body.get("id", "")), Voice.MACHINE))


def _marking(record: Record, named: Named) -> Iterator[Line]:
    """The handling that was said, and beside it what the object itself carries."""
    label = record.tlp.label
    yield Line(tlp=label)
    yield Line(meaning(label))
    carried = marking(record.body, {key: dict(one.body) for key, one in named.items()})
    if carried.tlp is None:
        yield Line(_("The object carries no TLP; its publisher said the handling."))
    elif carried.tlp == label:
        yield Line(_("The object carries the same label."))
    else:
        yield Line(_("The object itself carries %(label)s.") % {"label": carried.tlp})
    for stix_id in carried.statements:
        yield Line(in_prose(_statement(named[stix_id].body)), Voice.MEMBER)


def _statement(body: Mapping[str, Any]) -> str:
    definition = body.get("definition")
    said = definition.get("statement") if isinstance(definition, dict) else None
    return said if isinstance(said, str) else titled(body).text


def _terms(record: Record, holders: Holders) -> Iterator[Fact]:
    """What the publisher said beyond the TLP: PAP, audience, from when and until when."""
    handling = record.handling
    if handling.pap is not None:
        yield pap_fact(handling.pap)
    if handling.audience is not None and record.via is None:
        known = (holders.members.get(one) for one in sorted(handling.audience))
        lines = tuple(_member(one) for one in known if one is not None)
        yield Fact(_("Addressed to"), (*lines, Line(others_words())))
    yield from terms_facts(handling.terms)


def _group(record: Record) -> Fact:
    entry = record.entry
    group = entry.group
    charter = _("charter version %(number)d") % {"number": entry.charter}
    step = Step(group.newest.step) if group.newest else None
    return fact(
        _("Group"),
        Line(group_name(group), url=reverse("group", args=[group.key])),
        Line(charter, url=reverse("group-charter", args=[group.key])),
        Line(step=step),
    )


def _member(member: Member) -> Line:
    return Line(member.name, code=member.code, url=reverse("member", args=[member.code]))


def _creator(record: Record, named: Named, holders: Holders) -> Line:
    """Whose object it is; an identity that may not be read stands with its id alone."""
    creator = record.body.get("created_by_ref")
    if not isinstance(creator, str):
        return Line(_("The object does not say."))
    if creator == record.handling.publisher:
        return Line(_("The publisher itself."))
    member = holders.members.get(creator)
    if member is not None:
        return _member(member)
    identity = named.get(creator)
    if identity is None:
        return Line(creator, Voice.MACHINE)
    return Line(titled(identity.body).text, Voice.MEMBER, object_url(identity))
