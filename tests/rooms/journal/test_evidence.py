"""What is evidence against a member, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayanihan.journal.api import (
    EMPTY_ROOT,
    Checkpoint,
    EntryProof,
    Evidence,
    EvidenceKind,
    attach,
    consistency_proof,
    contradicting_entries,
    contradiction,
    cosign,
    inclusion_proof,
    leaf_hash,
    prefix_proof,
    sign_checkpoint,
    sign_note,
    verify_evidence,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.samples import AT, AUTHOR, ORIGIN, PEER, numbered, signed

KEY = AUTHOR.verifying_key
HONEST = numbered(12)
REWRITTEN = [*HONEST[:2], leaf_hash(b"another thing"), *HONEST[3:]]


def entry(leaves: list[bytes], index: int) -> EntryProof:
    return EntryProof(index, leaves[index], inclusion_proof(leaves, index, len(leaves)))


def proved(evidence: Evidence | None, kind: EvidenceKind) -> Evidence:
    """The evidence, after it went through the post and was checked by a stranger."""
    assert evidence is not None
    assert evidence.kind is kind
    received = Evidence.from_text(evidence.to_text())
    assert received == evidence
    verify_evidence(received, KEY)
    return received


def test_one_size_with_two_roots_is_a_fork() -> None:
    one, other = signed(HONEST), signed(REWRITTEN)
    evidence = proved(contradiction(one, other, KEY), EvidenceKind.FORK)
    assert contradiction(other, one, KEY) == evidence


def test_an_empty_journal_with_a_root_contradicts_every_other_checkpoint() -> None:
    lie = sign_checkpoint(Checkpoint(ORIGIN, 0, leaf_hash(b""), 1, AT), AUTHOR)
    proved(contradiction(lie, signed(HONEST), KEY), EvidenceKind.REWRITE)
    proved(contradiction(lie, signed([]), KEY), EvidenceKind.FORK)


@pytest.mark.parametrize("size", range(3, 12))
def test_a_longer_journal_that_does_not_begin_with_the_shorter_is_a_rewrite(size: int) -> None:
    short, long = signed(HONEST[:size]), signed(REWRITTEN)
    proof = prefix_proof(REWRITTEN, size, 12)
    evidence = proved(contradiction(short, long, KEY, proof), EvidenceKind.REWRITE)
    assert contradiction(long, short, KEY, proof) == evidence


def test_where_the_first_root_is_left_out_a_failing_proof_shows_nothing() -> None:
    short, long = signed(HONEST[:8]), signed(REWRITTEN)
    assert contradiction(short, long, KEY, consistency_proof(REWRITTEN, 8, 12)) is None
    assert contradiction(short, long, KEY, prefix_proof(REWRITTEN, 8, 12)) is not None
    short = signed(HONEST[:6])
    assert contradiction(short, long, KEY, consistency_proof(REWRITTEN, 6, 12)) is not None


def test_a_missing_or_broken_proof_is_no_evidence() -> None:
    long = signed(HONEST)
    for size in range(1, 12):
        short = signed(HONEST[:size])
        proof = prefix_proof(HONEST, size, 12)
        broken = (leaf_hash(b"broken"), *proof[1:])
        for each in (None, (), proof, proof[1:], (*proof, EMPTY_ROOT), broken, (b"",)):
            assert contradiction(short, long, KEY, each) is None


def test_checkpoints_that_agree_are_no_evidence() -> None:
    note = signed(HONEST)
    assert contradiction(note, note, KEY) is None
    later = sign_checkpoint(replace(checkpoint_of(HONEST), epoch=2, at=AT + 1), AUTHOR)
    assert contradiction(note, later, KEY) is None
    assert contradiction(later, note, KEY) is None


def checkpoint_of(leaves: list[bytes], epoch: int = 1) -> Checkpoint:
    text = signed(leaves, epoch=epoch).partition("\n\n")[0] + "\n"
    return Checkpoint.from_text(text)


def test_a_shorter_journal_in_a_later_epoch_is_a_rollback() -> None:
    long, short = signed(HONEST, epoch=1), signed(HONEST[:5], epoch=2)
    proved(contradiction(long, short, KEY), EvidenceKind.ROLLBACK)
    grown = signed(HONEST, epoch=2)
    assert contradiction(signed(HONEST[:5], epoch=1), grown, KEY) is None


def test_one_size_in_two_epochs_is_no_rollback() -> None:
    ninth, tenth = signed(HONEST, epoch=9), signed(HONEST, epoch=10)
    assert contradiction(ninth, tenth, KEY) is None
    for first, second in ((ninth, tenth), (tenth, ninth)):
        with pytest.raises(Unverified, match="no_contradiction"):
            verify_evidence(Evidence(EvidenceKind.ROLLBACK, first, second), KEY)


def test_a_clock_that_went_back_is_no_evidence() -> None:
    earlier = sign_checkpoint(replace(checkpoint_of(HONEST), at=0), AUTHOR)
    assert contradiction(signed(HONEST[:5]), earlier, KEY) is None


def test_a_rewrite_is_told_before_a_rollback() -> None:
    short, long = signed(HONEST[:5], epoch=2), signed(REWRITTEN, epoch=1)
    proof = prefix_proof(REWRITTEN, 5, 12)
    proved(contradiction(short, long, KEY, proof), EvidenceKind.REWRITE)
    proved(contradiction(short, long, KEY), EvidenceKind.ROLLBACK)


def test_journals_of_two_groups_do_not_contradict_each_other() -> None:
    here, there = signed(HONEST), signed(REWRITTEN, origin="other/identity--author")
    assert contradiction(here, there, KEY) is None


def test_what_two_keys_signed_is_not_held_against_one() -> None:
    mine, theirs = signed(HONEST), signed(REWRITTEN, key=PEER)
    for one, other in ((mine, theirs), (theirs, mine)):
        with pytest.raises(Unverified, match="no_known_signature"):
            contradiction(one, other, KEY)
        with pytest.raises(Unverified, match="no_known_signature"):
            contradiction(one, other, PEER.verifying_key)


def test_only_checkpoints_are_compared() -> None:
    for wrong in ("no note", sign_note("hello\n", AUTHOR)):
        with pytest.raises(Malformed):
            contradiction(wrong, signed(HONEST), KEY)


def test_who_else_cosigned_is_left_out_of_the_evidence() -> None:
    one, other = signed(HONEST), signed(REWRITTEN)
    cosigned = attach(one, cosign(one, PEER, AT))
    assert contradiction(cosigned, other, KEY) == contradiction(one, other, KEY)


def test_two_leaves_at_one_index_are_a_contradiction() -> None:
    one = (signed(HONEST), entry(HONEST, 2))
    other = (signed(REWRITTEN[:7]), entry(REWRITTEN[:7], 2))
    evidence = proved(contradicting_entries(one, other, KEY), EvidenceKind.ENTRY)
    assert contradicting_entries(other, one, KEY) == evidence


def test_entries_that_prove_nothing_are_no_evidence() -> None:
    here, there = signed(HONEST), signed(REWRITTEN[:7])
    one, other = entry(HONEST, 2), entry(REWRITTEN[:7], 2)
    for left, right in (
        (entry(HONEST, 4), entry(REWRITTEN[:7], 4)),
        (one, entry(REWRITTEN[:7], 3)),
        (one, replace(other, leaf_hash=leaf_hash(b"invented"))),
        (one, replace(other, leaf_hash=b"")),
        (one, replace(other, proof=other.proof[1:])),
        (replace(one, index=-1), other),
    ):
        assert contradicting_entries((here, left), (there, right), KEY) is None


def all_evidence() -> dict[EvidenceKind, Evidence]:
    short, long = signed(HONEST[:5], epoch=2), signed(REWRITTEN)
    found = (
        contradiction(signed(HONEST), signed(REWRITTEN), KEY),
        contradiction(short, long, KEY, prefix_proof(REWRITTEN, 5, 12)),
        contradiction(short, long, KEY),
        contradicting_entries((short, entry(HONEST[:5], 2)), (long, entry(REWRITTEN, 2)), KEY),
    )
    return {each.kind: each for each in found if each is not None}


def test_each_kind_of_evidence_shows_only_its_own_kind() -> None:
    evidence = all_evidence()
    assert set(evidence) == set(EvidenceKind)
    for kind, each in evidence.items():
        for other in set(EvidenceKind) - {kind}:
            with pytest.raises(Unverified, match="no_contradiction"):
                verify_evidence(replace(each, kind=other), KEY)


def test_evidence_carries_nothing_that_does_not_belong_to_it() -> None:
    evidence = all_evidence()
    entries, prefix = evidence[EvidenceKind.ENTRY].entries, evidence[EvidenceKind.REWRITE].prefix
    for kind, each in evidence.items():
        if kind is not EvidenceKind.ENTRY:
            with pytest.raises(Unverified):
                verify_evidence(replace(each, entries=entries), KEY)
        if kind is not EvidenceKind.REWRITE:
            with pytest.raises(Unverified):
                verify_evidence(replace(each, prefix=prefix), KEY)


def test_evidence_against_somebody_else_is_refused() -> None:
    for each in all_evidence().values():
        with pytest.raises(Unverified, match="no_known_signature"):
            verify_evidence(each, PEER.verifying_key)
        with pytest.raises(Unverified):
            verify_evidence(replace(each, second=each.first), KEY)
        with pytest.raises(Malformed):
            verify_evidence(replace(each, second="no note"), KEY)


WRITTEN = all_evidence()[EvidenceKind.ENTRY].to_text()
OTHER_FORMS = {
    "nothing": "",
    "no JSON": "{",
    "a number": "1",
    "null": "null",
    "a text": '"first"',
    "a list": "[]",
    "an empty object": "{}",
    "a space": WRITTEN.replace(":", ": ", 1),
    "a member twice": WRITTEN.replace("{", '{"entries":[],', 1),
    "a member more": WRITTEN.replace("{", '{"a":1,', 1),
    "an unknown kind": WRITTEN.replace('"kind":"entry"', '"kind":"suspicion"'),
    "a kind that is no text": WRITTEN.replace('"kind":"entry"', '"kind":[]'),
    "a note that is no text": WRITTEN.replace('"first":"', '"first":1,"x":"'),
    "entries that are no list": WRITTEN.replace('"entries":[', '"entries":1,"x":['),
    "an entry that is no object": WRITTEN.replace('"entries":[', '"entries":[1,'),
    "an index that is no number": WRITTEN.replace('"index":2', '"index":true'),
    "an index beyond 2^53": WRITTEN.replace('"index":2', '"index":9007199254740992'),
    "an index of ten thousand digits": WRITTEN.replace('"index":2', '"index":' + "2" * 10_000),
    "a leaf that is no base64": WRITTEN.replace('"leaf":"', '"leaf":"!'),
    "a proof that is no list": WRITTEN.replace('"proof":[', '"proof":1,"x":['),
    "half a surrogate pair": WRITTEN.replace('"first":"', '"first":"\\ud800'),
    "ten thousand brackets": "[" * 10_000,
    "more than evidence can hold": " " * (4 * 2**20 + 1),
}


@pytest.mark.parametrize("text", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_what_is_no_evidence_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Evidence.from_text(text)
