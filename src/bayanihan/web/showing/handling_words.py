"""Handling in words: PAP, who is addressed, from when until when, how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from django.utils.translation import gettext as _

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Pap, Terms
from bayanihan.membership.api import Member
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.showing.handling_typed import Sitting

Named: TypeAlias = Member | Sitting


def pap_words(pap: Pap) -> str:
    """What a reader may do under a PAP label, in one sentence (MISP taxonomy)."""
    return {
        Pap.CLEAR: _("Anything may be done with it."),
        Pap.GREEN: _("Active steps such as blocking are permitted."),
        Pap.AMBER: _("Look-ups at third parties are permitted; no contact with the attacker."),
        Pap.RED: _("Only what nobody outside can notice, such as searches in one's own logs."),
    }[pap]


def pap_fact(pap: Pap) -> Fact:
    """A PAP label with its meaning."""
    return fact(_("Permitted actions"), pap.label, pap_words(pap))


def terms_facts(terms: Terms) -> Iterator[Fact]:
    """From when and until when it may be read, and until when nobody may erase it."""
    if terms.not_before is not None:
        yield fact(_("May be read from"), Line(at=terms.not_before))
    if terms.until is not None:
        yield fact(_("May be read until"), Line(at=terms.until))
    if terms.keep_until is not None:
        yield fact(
            _("Kept until"), Line(at=terms.keep_until), Line(_("Nobody may erase it before."))
        )


def intake_facts(intake: Intake, members: Mapping[str, Named]) -> tuple[Fact, ...]:
    """What was said about a file beyond the TLP; empty where nothing was."""
    return tuple(_intake_facts(intake, members))


def _intake_facts(intake: Intake, members: Mapping[str, Named]) -> Iterator[Fact]:
    if intake.pap:
        yield pap_fact(Pap.from_label(intake.pap))
    if intake.audience is not None:
        named = (members.get(one) for one in intake.audience)
        lines = tuple(Line(one.name, code=one.code) for one in named if one is not None)
        yield Fact(_("Addressed to"), (*lines, Line(others_words())))
    yield from terms_facts(Terms(intake.not_before, intake.until, intake.keep_until))


def others_words() -> str:
    """What those of the group see who are not addressed."""
    return _("Others of the group see only that there is an entry not addressed to them.")
