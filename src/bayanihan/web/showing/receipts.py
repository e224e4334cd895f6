"""The receipt of a release: what was said to whom, and the signed root under which it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Tlp
from bayanihan.journal.api import Checkpoint, VerifyingKey, open_checkpoint
from bayanihan.membership.api import Group, Member, StatementKey
from bayanihan.records.api import Record
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.beam import Beam, PostState
from bayanihan.web.parts.pages_release import ReleasedPage
from bayanihan.web.parts.proof import grouped
from bayanihan.web.parts.rows import Count, Fact, Line, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Voice
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.handling_words import intake_facts
from bayanihan.web.showing.holders import Holders, merged
from bayanihan.web.showing.import_forms import at_stage
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.proofs import command_for
from bayanihan.web.showing.release_words import NAMED, listed, objects_words


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a file: its account, its first record (``None``: nothing was released)."""

    intake: Intake
    group: Group
    outcome: Mapping[str, Any]
    first: Record | None
    head: Checkpoint | None
    holders: Holders
    at: int
    """The instant of the page; ``holders`` are drawn as they will be when the terms begin."""


def head_in(note: str, member: Member) -> Checkpoint | None:
    """The signed head of a release, opened with the member's keys; two steps, one query."""
    if not note:
        return None
    rows = StatementKey.objects.filter(member=member).values_list("vkey", flat=True)
    checkpoint, _opened = open_checkpoint(note, [VerifyingKey.from_text(row) for row in rows])
    return checkpoint


def released_page(settled: Settled) -> ReleasedPage:
    """The receipt; where nothing was released it says what was kept."""
    beam = _beam(settled) if settled.outcome["accepted"] else None
    head = settled.head
    root = b"" if head is None else head.root
    return ReleasedPage(
        sentence=_sentence(settled, beam),
        lede=_lede(settled),
        stages=at_stage(3, is_kept=not settled.outcome["accepted"]),
        beam=beam,
        counts=tuple(_counts(settled.outcome)),
        facts=tuple(_facts(settled)),
        root=root.hex(),
        words=aloud(root) if root else (),
        command=command_for(settled.group, settled.at) if root else "",
        root_lines=grouped(root.hex()) if root else (),
        acts=(Act(_("See the records"), _list_url(settled), is_main=True),),
        links=tuple(_links(settled)),
        tells=tuple(_tells(settled)),
    )


def _is_exercise(group: Group) -> bool:
    return bool(group.newest and group.newest.exercise)


def _list_url(settled: Settled) -> str:
    return address(
        reverse("exchange"),
        {"group": settled.group.key, "publisher": settled.intake.member.code},
    )


def _beam(settled: Settled) -> Beam:
    """Who holds it, over all its markings together."""
    holders, first = settled.holders, settled.first
    seated = holders.seated(str(settled.group.uuid))
    stands = {}
    if first is not None:
        levels = (Tlp.from_label(label) for label in settled.outcome["levels"])
        stands = merged([holders.stands(replace(first.handling, tlp=one)) for one in levels])
    label = _("Who holds what was released")
    return holders.beam_of(label, stands, seated if stands else (), "")


def _sentence(settled: Settled, beam: Beam | None) -> str:
    accepted, kept = settled.outcome["accepted"], settled.outcome["quarantined"]
    if not accepted and kept:
        return ngettext(
            "Nothing was released. %(count)d object is kept in your quarantine.",
            "Nothing was released. %(count)d objects are kept in your quarantine.",
            kept,
        ) % {"count": kept}
    if not accepted:
        return _("Nothing was released: you had said all of it before.")
    objects = ngettext("%(count)d object", "%(count)d objects", accepted) % {"count": accepted}
    codes = [
        post.face.code
        for post in (beam.posts if beam else ())
        if post.stand.state is not PostState.OUTSIDE and not post.is_me
    ]
    if not codes:
        return _("%(objects)s written into your journal.") % {"objects": objects}
    facts = {"count": len(codes), "group": group_name(settled.group)}
    whom = listed(codes) if len(codes) <= NAMED else _("%(count)d members of %(group)s") % facts
    return _("Released %(objects)s to %(whom)s.") % {"objects": objects, "whom": whom}


def _lede(settled: Settled) -> str:
    begins = settled.intake.not_before
    if settled.outcome["accepted"] and begins is not None and begins > settled.at:
        return _("It stands in your journal and is signed. Others may read it when its time comes.")
    if settled.outcome["accepted"]:
        return _("It stands in your journal and is signed. Members on this node can read it now.")
    return _("Your journal did not change, and nothing left.")


def _counts(outcome: Mapping[str, Any]) -> Iterator[Count]:
    yield Count(_("Read"), outcome["read"], _("All objects in the file."))
    yield Count(_("Released"), outcome["accepted"], _("In your journal, signed."))
    if outcome["duplicates"]:
        yield Count(
            _("Held already"), outcome["duplicates"], _("Said by you before; not said again.")
        )
    if outcome["quarantined"]:
        yield Count(
            _("In quarantine"),
            outcome["quarantined"],
            _("Kept with their reasons, shown to nobody else."),
            Link(_("Look"), reverse("quarantine")),
            "soon",
        )


def _facts(settled: Settled) -> Iterator[Fact]:
    intake, group = settled.intake, settled.group
    yield fact(
        _("Group"),
        Line(
            group_name(group),
            url=reverse("group", args=[group.key]),
            is_exercise=_is_exercise(group),
        ),
    )
    yield fact(_("File"), Line(intake.name, Voice.MACHINE))
    yield fact(_("SHA-256 of the file"), Line(intake.digest, Voice.MACHINE))
    levels = settled.outcome["levels"]
    yield Fact(
        _("Marking"),
        tuple(Line(objects_words(levels[one]), tlp=one) for one in levels)
        or (Line(_("nothing released")),),
    )
    yield from intake_facts(intake, settled.holders.members)
    if settled.outcome.get("agreed_by"):
        yield fact(_("Agreed by"), Line(settled.outcome["agreed_by"], at=intake.agreed_at))
    yield fact(_("Signed by"), Line(intake.settled_by, at=intake.settled_at))
    if settled.first is not None and settled.head is not None:
        journal = f"{group.key}/{intake.member.code}"
        number = settled.first.entry.index + 1
        yield fact(_("Journal"), Line(journal, Voice.MACHINE))
        yield fact(_("Entries"), _("from %(number)d on") % {"number": number})
        size = settled.head.size
        said = ngettext("%(size)d entry", "%(size)d entries", size) % {"size": size}
        yield fact(_("Checkpoint"), Line(said, at=settled.head.at))


def _links(settled: Settled) -> Iterator[Link]:
    if settled.first is not None:
        package = reverse("group-export", args=[settled.group.key])
        yield Link(_("Package to verify elsewhere"), package)
    if settled.outcome["quarantined"]:
        count = {"count": settled.outcome["quarantined"]}
        yield Link(_("Quarantine, %(count)d from this file") % count, reverse("quarantine"))
    yield Link(_("Bring in another report"), reverse("import-start"))


def _tells(settled: Settled) -> Iterator[Tell]:
    if settled.first is not None:
        yield Tell(_("On disk and signed by this node."), "", Mood.DONE)
