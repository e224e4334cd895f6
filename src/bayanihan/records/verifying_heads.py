"""Signed heads of journals in a package: by whose key, and whether two contradict (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayanihan.journal.api import (
    Checkpoint,
    Evidence,
    Frontier,
    Note,
    contradiction,
    open_checkpoint,
    origin_of,
    prefix_proof,
)
from bayanihan.kernel.api import Unverified
from bayanihan.records.charters import End, KeyTerm, pins
from bayanihan.records.package_form import Said
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_facts import is_signed


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as read: its entries, their leaf hashes, and the keys that may sign for it.

    The keys are those of the charter versions that the member accepted, and no
    others; ``ends`` are the cuts of the member and its keys.
    """

    member: str
    note: str
    entries: list[Said | bytes]
    leaves: list[bytes]
    terms: list[KeyTerm]
    ends: list[End]


def head_fault(
    note: str, checkpoint: Checkpoint, terms: Iterable[KeyTerm], ends: Iterable[End]
) -> PackageFault | None:
    """Why no key in force signed this head; ``None`` if one did.

    In force: valid at the head's time, for its epoch, and not beyond the key's cut.
    """
    valid = [term for term in terms if term.is_valid(checkpoint.at)]
    if not is_signed(note, valid):
        return PackageFault.KEY_NOT_VALID
    fitting = [term for term in valid if term.fits(checkpoint.epoch)]
    if not is_signed(note, fitting):
        return PackageFault.EPOCH_DIFFERS
    cut = {end.vkey for end in ends if end.vkey and checkpoint.size > end.size}
    if not is_signed(note, (term for term in fitting if term.vkey not in cut)):
        return PackageFault.BEYOND_CUT
    return None


def open_head(journal: Journal, group: str, report: Report) -> Checkpoint:
    """The signed head: by a key of the member, in its epoch, at a time when it was valid."""
    if not journal.terms:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=journal.member)
    checkpoint, _opened = open_checkpoint(journal.note, {term.key for term in journal.terms})
    if checkpoint.origin != origin_of(group, journal.member):
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
    fault = head_fault(journal.note, checkpoint, journal.terms, journal.ends)
    if fault is not None:
        report.add_fault(fault, checkpoint.origin)
    return checkpoint


def check_cuts(journal: Journal, report: Report) -> None:
    """Where a charter pinned a head, the journal has that root there."""
    for end in pins(journal.ends):
        if end.size > len(journal.leaves):
            continue
        if Frontier().extend(journal.leaves[: end.size]).root() != end.root:
            facts = {"size": end.size, "charter": end.charter}
            report.add_fault(PackageFault.CUT_DIFFERS, journal.member, **facts)


def find_contradiction(earlier: Journal, later: Journal) -> Evidence | None:
    """Proof, from two journals of one member, that one key signed what cannot both be true."""
    shorter, longer = sorted((earlier, later), key=lambda one: len(one.leaves))
    path = prefix_proof(longer.leaves, len(shorter.leaves), len(longer.leaves))
    signers = [
        {(one.name, one.key_id) for one in Note.from_text(journal.note).signatures}
        for journal in (earlier, later)
    ]
    for term in later.terms:
        if (term.key.name, term.key.key_id) not in signers[0] & signers[1]:
            continue
        if is_signed(earlier.note, (term,)) and is_signed(later.note, (term,)):
            found = contradiction(earlier.note, later.note, term.key, path)
            if found is not None:
                return found
    return None
