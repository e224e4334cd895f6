"""What every journal of a package is held against: charters, keys, envelopes (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bayanihan.gate.api import GroupFacts, HandlingClass, may_stand
from bayanihan.journal.api import open_note
from bayanihan.kernel.api import Malformed, Unverified
from bayanihan.membership.api import CharterText
from bayanihan.records.charters import KeyTerm, facts_of_charter
from bayanihan.records.package_form import Said
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.wire import envelope_bytes, envelope_digest, read_envelope, write_handling

_DIGEST_BYTES = 32


def is_signed(note: str, terms: Iterable[KeyTerm]) -> bool:
    """Whether one of these keys signed a note."""
    try:
        return bool(open_note(note, {term.key for term in terms}).signatures)
    except Unverified:
        return False


class Standings:
    """What is asked of each verified charter for every entry: the facts, made once."""

    def __init__(self) -> None:
        self._facts: dict[bytes, GroupFacts] = {}

    def facts(self, charter: CharterText) -> GroupFacts:
        """How things stood in the group by this version."""
        digest = charter.digest
        if digest not in self._facts:
            self._facts[digest] = facts_of_charter(charter)
        return self._facts[digest]


class Handlings:
    """The envelopes' facts: each read once, and the gate asked once for each."""

    def __init__(self, texts: Sequence[str], group: str, report: Report) -> None:
        self._texts = texts
        self._group = group
        self._standings = Standings()
        self._refusals: dict[tuple[int, int, bytes], str] = {}
        self._read: list[HandlingClass | None] = [None] * len(texts)
        first = {text: number for number, text in reversed(list(enumerate(texts)))}
        for number, text in enumerate(texts):
            report.collect(self._read_one, number, is_repeated=first[text] != number)

    def _read_one(self, number: int, *, is_repeated: bool) -> None:
        where, text = f"/handlings/{number}", self._texts[number]
        try:
            handling = read_envelope(envelope_bytes(text, bytes(_DIGEST_BYTES))).handling
        except Malformed as error:
            raise Malformed(error.code, where=where, facts=error.facts) from error
        if write_handling(handling) != text or is_repeated:
            raise Malformed(RecordFault.PACKAGE_MALFORMED, where=where)
        if handling.group != self._group:
            raise Unverified(RecordFault.ENVELOPE_DIFFERS, where=where)
        self._read[number] = handling

    def digest_of(self, entry: Said, where: str) -> bytes:
        """The digest of a record's envelope, for its leaf; raises ``Malformed`` if it has none."""
        if entry.handling is None or entry.handling >= len(self._texts):
            raise Malformed(PackageFault.ENTRY_FORM, where=where)
        return envelope_digest(self._texts[entry.handling], entry.commitment)

    def allow(self, entry: Said, member: str, charter: CharterText, where: str) -> HandlingClass:
        """The handling of a record that the gate lets its publisher say; else ``Unverified``."""
        number = entry.handling or 0
        handling = self._read[number]
        if handling is None or (handling.publisher, handling.charter) != (member, entry.charter):
            raise Unverified(RecordFault.ENVELOPE_DIFFERS, where=where)
        # Only an end of the terms makes the answer depend on the time.
        is_timed = (handling.terms.until, handling.terms.keep_until) != (None, None)
        asked = (number, entry.at if is_timed else 0, charter.digest)
        why = self._refusals.get(asked)
        if why is None:
            decision = may_stand(handling, self._standings.facts(charter), entry.at)
            reasons = () if decision.allowed else decision.reasons
            why = self._refusals[asked] = ", ".join(reason.value for reason in reasons)
        if why:
            raise Unverified(RecordFault.GATE_REFUSES, where=where, facts={"why": why})
        return handling
