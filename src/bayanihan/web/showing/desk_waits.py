"""What waits for a person: files to sign, files to look at, quarantine; and what became of some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake, waiting_since
from bayanihan.membership.api import Person
from bayanihan.records.api import Quarantined
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.showing.release_words import listed, objects_words
from bayanihan.web.showing.signers import NOBODY, people_of

DAY: Final = 86_400_000_000
_SETTLED: Final = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person: ``ready`` for a signature, ``intakes`` to be looked at.

    ``may_sign`` says whether the ready ones wait for this person or for the
    ``signers``. ``settled`` are the person's own files that others settled a day
    ago at most; ``names`` are people by user name.
    """

    ready: Sequence[Intake] = ()
    intakes: Sequence[Intake] = ()
    held: int = 0
    held_since: int | None = None
    may_sign: bool = False
    signers: tuple[str, ...] = ()
    settled: Sequence[Intake] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files wait for this person."""
        return len(self.intakes) + (len(self.ready) if self.may_sign else 0)

    def name_of(self, username: str) -> str:
        """What a person of the member is called."""
        return self.names.get(username, username)


NOTHING_WAITS = Waiting()


def what_waits(person: Person, *, may_sign: bool, now: int) -> Waiting:
    """Everything that waits, each kind longest waiting first; three queries at most."""
    own = Q(brought_by=person.username, settled_at__gt=now - DAY)
    rows = Intake.objects.filter(Q(settled_at__isnull=True) | own, member=person.member)
    rows = rows.defer("content").select_related("group__newest").order_by("brought_at", "id")
    files = list(rows)
    intakes = [one for one in files if one.settled_at is None]
    settled = [
        one for one in files if one.settled_at is not None and one.settled_by != person.username
    ]
    held = Quarantined.objects.filter(member=person.member, settled_at__isnull=True)
    waits = held.aggregate(count=Count("number"), since=Min("at"))
    people = people_of(person.member) if files else NOBODY
    ready = [one for one in intakes if _is_ready(one)]
    return Waiting(
        ready=sorted(ready, key=waiting_since),
        intakes=[one for one in intakes if not _is_ready(one)],
        held=waits["count"],
        held_since=waits["since"],
        may_sign=may_sign,
        signers=people.signers,
        settled=sorted(settled, key=lambda one: -(one.settled_at or 0))[:_SETTLED],
        names=people.names,
    )


def _is_ready(intake: Intake) -> bool:
    """Whether a file waits for a signature: left for it, or agreed to by the first of two."""
    return intake.left_at is not None or intake.agreed_at is not None


def waits_sentence(waits: Waiting, *, else_waits: bool = False) -> str:
    """How much waits for this person, in one sentence."""
    if not waits.files and not waits.held:
        return _elsewhere(waits, else_waits=else_waits)
    if not waits.held:
        said = ngettext(
            "%(count)d file waits for you.", "%(count)d files wait for you.", waits.files
        )
        return said % {"count": waits.files}
    held = objects_words(waits.held)
    if not waits.files:
        return _("A quarantine of %(objects)s waits for you.") % {"objects": held}
    files = ngettext("%(count)d file", "%(count)d files", waits.files) % {"count": waits.files}
    facts = {"files": files, "objects": held}
    return _("%(files)s and a quarantine of %(objects)s wait for you.") % facts


def _elsewhere(waits: Waiting, *, else_waits: bool) -> str:
    nothing = "" if else_waits else _("Nothing waits for you.")
    if not waits.ready:
        return nothing
    more = ngettext(
        "%(count)d file waits for a signature.",
        "%(count)d files wait for a signature.",
        len(waits.ready),
    ) % {"count": len(waits.ready)}
    return f"{nothing} {more}".lstrip()


def left_words(signers: Iterable[str]) -> str:
    """For whom a file was left."""
    who = listed(signers)
    if not who:
        return _("Nobody of your member may sign yet. Ask your administrator for the role.")
    return _("Left for %(who)s; not yet signed.") % {"who": who}


def left_tell(waits: Waiting) -> Tell:
    """The confirmation after a file was left for a signature."""
    return Tell(_("It waits for a signature"), left_words(waits.signers), Mood.DONE)


def settled_facts(waits: Waiting) -> tuple[Fact, ...]:
    """What others did within a day with the files that this person brought."""
    return tuple(_settled_fact(one, waits) for one in waits.settled)


def _settled_fact(intake: Intake, waits: Waiting) -> Fact:
    who = {"who": waits.name_of(intake.settled_by)}
    if intake.outcome is None:
        return fact(intake.name, Line(_("Put away by %(who)s") % who, at=intake.settled_at))
    released = bool(intake.outcome["accepted"])
    words = _("Released by %(who)s") if released else _("Closed by %(who)s, nothing released")
    url = reverse("import-receipt", args=[intake.pk])
    return fact(intake.name, Line(words % who, url=url, at=intake.settled_at))
