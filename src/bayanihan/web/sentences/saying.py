"""From a code to a sentence.

Codes of different rooms may have the same text, so the enum decides where it
is there; where only a text was kept (quarantine), what comes in is looked up first.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bayanihan.exchange.api import ExchangeFault
from bayanihan.gate.api import Decision, FactValue, GateFault, Reason, explain
from bayanihan.journal.api import JournalFault
from bayanihan.kernel.api import (
    BayanihanError,
    CanonicalFault,
    InstantFault,
    Malformed,
    to_text,
)
from bayanihan.membership.api import MembershipFault, PeopleFault
from bayanihan.records.api import (
    AuditFault,
    JoiningFault,
    PackageFault,
    PageFault,
    ReceiveFault,
    RecordFault,
    RemovalFault,
)
from bayanihan.stix.api import StixFault
from bayanihan.web.sentences.of_accounts import ACCOUNTS
from bayanihan.web.sentences.of_gate import GATE, REASONS
from bayanihan.web.sentences.of_journal import CANONICAL, INSTANTS, JOURNAL
from bayanihan.web.sentences.of_peers import JOINING, PAGES, RECEIVING
from bayanihan.web.sentences.of_people import EXCHANGE, MEMBERSHIP
from bayanihan.web.sentences.of_records import AUDIT, PACKAGES, RECORDS
from bayanihan.web.sentences.of_removals import REMOVALS
from bayanihan.web.sentences.of_stix import STIX
from bayanihan.web.showing.words import door_words, member_kind_words, step_words

TABLES: Final[Mapping[type[StrEnum], Mapping[str, Promise]]] = MappingProxyType(
    {
        StixFault: STIX,
        PackageFault: PACKAGES,
        RecordFault: RECORDS,
        AuditFault: AUDIT,
        PageFault: PAGES,
        ReceiveFault: RECEIVING,
        JoiningFault: JOINING,
        RemovalFault: REMOVALS,
        Reason: REASONS,
        GateFault: GATE,
        ExchangeFault: EXCHANGE,
        MembershipFault: MEMBERSHIP,
        PeopleFault: ACCOUNTS,
        JournalFault: JOURNAL,
        InstantFault: INSTANTS,
        CanonicalFault: CANONICAL,
    }
)
"""Enum of codes to sentence by code; what is brought in comes first."""

_INSTANTS = frozenset({"not_before", "until", "keep_until"})
_STEPS = frozenset({"needs", "step"})
_MEGABYTE = 1 << 20


def say(error: BayanihanError) -> str:
    """What happened and what to do. A malformed input is told with its place."""
    table = TABLES.get(type(error.code), {})
    sentence = _filled(table.get(error.code.value), error.facts)
    if not sentence:
        return _("The node refused: %(code)s.") % {"code": error.code.value.replace("_", " ")}
    place = error.where if isinstance(error, Malformed) else ""
    detail = str(error.facts.get("detail", ""))
    return _placed(sentence, place, detail)


def say_code(code: str, detail: str = "", where: str = "") -> str:
    """The sentence for a reason that was kept as text: code, place, technical detail."""
    if code == RecordFault.GATE_REFUSES.value and detail in REASONS:
        return _filled(REASONS[detail], {})
    for table in TABLES.values():
        if code in table:
            return _placed(_filled(table[code], {}), where, detail)
    said = _("This was not accepted: %(code)s.") % {"code": code.replace("_", " ")}
    return _placed(said, where, detail)


def because(decision: Decision) -> str:
    """Why the gate lets something go to a member, or does not, in words."""
    lines = explain(decision)
    return " ".join(_filled(REASONS[line.reason], _shown(line.facts)) for line in lines)


def _placed(sentence: str, where: str, detail: str) -> str:
    """The sentence with what was found, and where."""
    if where and detail:
        found = _("Found at %(where)s: %(detail)s.")
    elif detail:
        found = _("Found: %(detail)s.")
    elif where:
        found = _("Found at %(where)s.")
    else:
        return sentence
    return f"{sentence} " + found % {"where": where, "detail": detail.rstrip(".")}


def _shown(facts: Mapping[str, FactValue]) -> dict[str, object]:
    """Facts of the gate as people read them."""
    shown: dict[str, object] = {name: value for name, value in facts.items() if value is not None}
    for name in _INSTANTS & shown.keys():
        shown[name] = to_text(int(str(shown[name])))
    for name in _STEPS & shown.keys():
        shown[name] = step_words(int(str(shown[name])))
    if "kind" in shown:
        shown["kind"] = member_kind_words(str(shown["kind"]))
    if "door" in shown:
        shown["door"] = door_words(str(shown["door"]))
    return shown


class _Facts(dict[str, object]):
    """Facts of a sentence; one that nobody gave is said to be unknown."""

    def __missing__(self, key: str) -> str:
        return _("unknown")


def _filled(sentence: Promise | None, facts: Mapping[str, object]) -> str:
    """A sentence with its facts filled in; empty where there is none."""
    if sentence is None:
        return ""
    text = str(sentence)
    if "%(" not in text:
        return text
    known = _Facts(facts)
    if "most" in known:
        known["most"] = int(str(known["most"])) // _MEGABYTE
    return text % known
