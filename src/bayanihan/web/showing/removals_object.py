"""What a record's own page says of its taking back, and what the reader may do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import RELEASERS, Person, roles_of
from bayanihan.records.api import HOLDERS, Fate, Record, Removal, last_removal
from bayanihan.web.parts.pages_exchange import ObjectPage
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.sentences.of_removals import reason_words
from bayanihan.web.showing.removals import Way, remove_url


def with_removal(page: ObjectPage, record: Record, person: Person) -> ObjectPage:
    """The page with the mark of a withdrawal, and the acts that this person has the right to."""
    acts = (*page.acts, *_acts(record, person))
    if record.fate is not Fate.WITHDRAWN:
        return replace(page, acts=acts)
    removal = last_removal(record.entry)
    return replace(
        page,
        kind=(*page.kind, _("withdrawn")),
        facts=(*_facts(removal), *page.facts),
        tells=(_withdrawn(record, person, removal), *page.tells),
        acts=acts,
    )


def _facts(removal: Removal | None) -> Iterator[Fact]:
    if removal is not None:
        yield fact(_("Withdrawn"), Line(at=removal.at), Line(reason_words(removal.why)))


def _acts(record: Record, person: Person) -> Iterator[Act]:
    """Withdraw and erase for a releaser of its publisher; a hold for others with the right."""
    rights, entry = roles_of(person), record.entry
    if entry.journal.member_id == person.member_id:
        if not rights & RELEASERS:
            return
        if record.fate is Fate.STANDS and record.body.get("revoked") is not True:
            yield Act(_("Withdraw"), remove_url(entry, Way.WITHDRAW))
        yield Act(_("Erase"), remove_url(entry, Way.ERASE), refuses=True)
        yield Act(_("Who has it"), reverse("holders", args=[entry.pk]))
    elif rights & HOLDERS and record.via is None:
        yield Act(_("Keep it"), reverse("kept-hold", args=[entry.pk]))


def _withdrawn(record: Record, person: Person, removal: Removal | None) -> Tell:
    """Who withdrew it, and why; when stands among the facts, in both zones."""
    publisher = record.entry.journal.member
    why = "" if removal is None else reason_words(removal.why)
    is_own = publisher.pk == person.member_id
    links = (Link(_("Who has answered"), reverse("holders", args=[record.entry.pk])),)
    return Tell(
        _("%(member)s has withdrawn this") % {"member": publisher.code},
        _("The reason given: %(why)s. It is kept here because it was said.") % {"why": why},
        Mood.LATE,
        links if is_own else (),
    )
