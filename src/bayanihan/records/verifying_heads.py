"""Signed heads of journals in a package: by whose key, and whether two contradict (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.journal.api import (
    Checkpoint,
    Evidence,
    Note,
    contradiction,
    open_checkpoint,
    origin_of,
    prefix_proof,
)
from bayanihan.kernel.api import Unverified
from bayanihan.records.package_form import Said
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_facts import KeyTerm, Standing, is_signed


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as read: its entries, their leaf hashes, and the keys that may sign for it.

    The keys are those of the charter versions that the entries name, and no
    others: nothing else was accepted by this member.
    """

    member: str
    note: str
    entries: list[Said | bytes]
    leaves: list[bytes]
    named: list[Standing]
    terms: list[KeyTerm]


def open_head(journal: Journal, group: str, report: Report) -> Checkpoint:
    """The signed head: by a key of the member, in its epoch, at a time when it was valid."""
    if not journal.terms:
        raise Unverified(RecordFault.SIGNER_UNKNOWN, where=journal.member)
    checkpoint, _opened = open_checkpoint(journal.note, {term.key for term in journal.terms})
    if checkpoint.origin != origin_of(group, journal.member):
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
    valid = [term for term in journal.terms if term.is_valid(checkpoint.at)]
    if not is_signed(journal.note, valid):
        report.add_fault(PackageFault.KEY_NOT_VALID, checkpoint.origin)
    elif not is_signed(journal.note, (one for one in valid if one.epoch == checkpoint.epoch)):
        report.add_fault(PackageFault.EPOCH_DIFFERS, checkpoint.origin)
    return checkpoint


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
