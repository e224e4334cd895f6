"""Laws of evidence: who lies can be shown to lie, and nobody honest can be accused."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bayanihan.journal.api import (
    EntryProof,
    Evidence,
    EvidenceKind,
    contradicting_entries,
    contradiction,
    inclusion_proof,
    prefix_proof,
    verify_evidence,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.samples import AUTHOR, signed

KEY = AUTHOR.verifying_key
HASHES = st.binary(max_size=2).map(lambda data: sha256(data).digest())
JOURNALS = st.lists(HASHES, min_size=1, max_size=40)
PROOFS = st.lists(HASHES | st.binary(max_size=33), max_size=8)


@given(JOURNALS, JOURNALS)
def test_whoever_signs_two_journals_that_part_can_be_shown_to_lie(
    one: list[bytes], other: list[bytes]
) -> None:
    short, long = sorted((one, other), key=len)
    assume(long[: len(short)] != short)
    proof = prefix_proof(long, len(short), len(long))
    evidence = contradiction(signed(short), signed(long), KEY, proof)
    assert evidence is not None
    assert evidence == contradiction(signed(long), signed(short), KEY, proof)
    verify_evidence(Evidence.from_text(evidence.to_text()), KEY)


@given(JOURNALS, JOURNALS)
def test_the_first_entry_that_differs_shows_the_lie_too(
    one: list[bytes], other: list[bytes]
) -> None:
    parting = [n for n, (left, right) in enumerate(zip(one, other, strict=False)) if left != right]
    assume(parting)
    sides = [
        (signed(leaves), EntryProof(parting[0], leaves[parting[0]], proof))
        for leaves in (one, other)
        for proof in [inclusion_proof(leaves, parting[0], len(leaves))]
    ]
    evidence = contradicting_entries(sides[0], sides[1], KEY)
    assert evidence is not None
    verify_evidence(evidence, KEY)


@given(st.data(), JOURNALS, PROOFS)
def test_nobody_honest_can_be_accused_with_any_proof(
    data: st.DataObject, leaves: list[bytes], invented: list[bytes]
) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    epochs = sorted(data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    short = signed(leaves[:first], epoch=epochs[0])
    long = signed(leaves, epoch=epochs[1])
    honest = list(prefix_proof(leaves, first, len(leaves)))
    mixed = data.draw(st.permutations(honest + invented))
    cut = data.draw(st.integers(0, len(mixed)))
    damaged = list(honest)
    if honest:
        damaged[data.draw(st.integers(0, len(honest) - 1))] = sha256(b"damage").digest()
    for proof in (None, honest, honest[1:], invented, mixed[:cut], damaged):
        assert contradiction(short, long, KEY, proof) is None


@given(st.data(), JOURNALS, PROOFS)
def test_nobody_honest_can_be_accused_with_any_entries(
    data: st.DataObject, leaves: list[bytes], invented: list[bytes]
) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    notes = (signed(leaves[:first]), signed(leaves))
    entries = [
        EntryProof(
            index=data.draw(st.integers(0, len(leaves))),
            leaf_hash=data.draw(st.sampled_from(leaves) | HASHES),
            proof=tuple(data.draw(st.permutations(invented))),
        )
        for _ in notes
    ]
    index = data.draw(st.integers(0, first - 1))
    true = EntryProof(index, leaves[index], inclusion_proof(leaves, index, len(leaves)))
    for pair in (entries, (entries[0], true), (replace(true, leaf_hash=HASH), true)):
        assert contradicting_entries((notes[0], pair[0]), (notes[1], pair[1]), KEY) is None


HASH = sha256(b"never in a journal").digest()


@given(st.data())
def test_honest_notes_under_any_kind_of_evidence_prove_nothing(data: st.DataObject) -> None:
    leaves = data.draw(JOURNALS)
    evidence = Evidence(
        kind=data.draw(st.sampled_from(EvidenceKind)),
        first=signed(leaves[: data.draw(st.integers(0, len(leaves)))]),
        second=signed(leaves),
        prefix=tuple(data.draw(PROOFS)),
    )
    with pytest.raises((Unverified, Malformed)):
        verify_evidence(evidence, KEY)
