"""What every journal of a package is held against: charters, keys, envelopes (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bayanihan.gate.api import GroupFacts, HandlingClass, may_publish
from bayanihan.journal.api import VerifyingKey, open_note
from bayanihan.kernel.api import Malformed, Unverified
from bayanihan.membership.api import CharterText
from bayanihan.records.charters import facts_of_charter
from bayanihan.records.package_form import Said
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.wire import envelope_bytes, envelope_digest, read_envelope, write_handling

_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A statement key, with the epoch and the time for which a charter lists it."""

    key: VerifyingKey
    epoch: int
    valid_from: int
    valid_until: int | None

    def is_valid(self, at: int) -> bool:
        """Whether the charter lets the key speak at an instant."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


def is_signed(note: str, terms: Iterable[KeyTerm]) -> bool:
    """Whether one of these keys signed a note."""
    try:
        return bool(open_note(note, {term.key for term in terms}).signatures)
    except Unverified:
        return False


class Standing:
    """A verified charter, and what is asked of it for every entry."""

    def __init__(self, charter: CharterText) -> None:
        self.charter = charter
        self.facts: GroupFacts = facts_of_charter(charter)
        self.seats = {seat.id: seat for seat in charter.members}

    def keys(self, member: str) -> list[KeyTerm]:
        """The keys that the charter lists for a member."""
        seat = self.seats.get(member)
        return [
            KeyTerm(VerifyingKey.from_text(one.vkey), one.epoch, one.valid_from, one.valid_until)
            for one in (seat.keys if seat else ())
        ]


class Handlings:
    """The envelopes' facts: each read once, and the gate asked once for each."""

    def __init__(self, texts: Sequence[str], group: str, report: Report) -> None:
        self._texts = texts
        self._group = group
        self._refusals: dict[tuple[int, int], str] = {}
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

    def allow(self, entry: Said, member: str, standing: Standing, where: str) -> HandlingClass:
        """The handling of a record that the gate lets its publisher say; else ``Unverified``."""
        number = entry.handling or 0
        handling = self._read[number]
        if handling is None or (handling.publisher, handling.charter) != (member, entry.charter):
            raise Unverified(RecordFault.ENVELOPE_DIFFERS, where=where)
        # Only an end of the terms makes the answer depend on the time.
        asked = (number, 0 if handling.terms.until is None else entry.at)
        why = self._refusals.get(asked)
        if why is None:
            decision = may_publish(handling, standing.facts, entry.at)
            reasons = () if decision.allowed else decision.reasons
            why = self._refusals[asked] = ", ".join(reason.value for reason in reasons)
        if why:
            raise Unverified(RecordFault.GATE_REFUSES, where=where, facts={"why": why})
        return handling
