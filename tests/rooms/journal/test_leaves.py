"""Leaves in their one form, commitments, erasure."""

from __future__ import annotations

import pytest

from bayanihan.journal.api import (
    MAX_SIZE,
    Frontier,
    JournalFault,
    Leaf,
    LeafKind,
    commit,
    inclusion_proof,
    is_name,
    leaf_hash,
    new_salt,
    opens,
    verify_inclusion,
)
from bayanihan.kernel.api import Malformed, Refused, canonical
from tests.rooms.journal.samples import one_leaf

WRITTEN = (
    b'{"at":1764111600000000,"charter":1,"envelope":"' + b"11" * 32 + b'","group":"asean",'
    b'"index":0,"kind":"record","member":"identity--author"}'
)


def test_a_leaf_is_written_in_canonical_form() -> None:
    assert one_leaf().to_bytes() == WRITTEN
    assert one_leaf().hash() == leaf_hash(WRITTEN)


@pytest.mark.parametrize("kind", LeafKind)
def test_a_leaf_of_each_kind_survives_being_sent(kind: LeafKind) -> None:
    leaf = one_leaf(kind=kind)
    again = Leaf.from_bytes(leaf.to_bytes())
    assert again == leaf
    assert again.kind is kind
    assert again.is_known()


def test_the_form_is_the_canonical_json_of_its_fields() -> None:
    body = {
        "group": "asean",
        "member": "identity--author",
        "index": MAX_SIZE,
        "kind": "closing",
        "envelope": "ff" * 32,
        "charter": MAX_SIZE,
        "at": MAX_SIZE,
    }
    leaf = one_leaf(
        index=MAX_SIZE, kind="closing", envelope=b"\xff" * 32, charter=MAX_SIZE, at=MAX_SIZE
    )
    assert leaf.to_bytes() == canonical(body)
    assert leaf.kind is LeafKind.CLOSING


def test_a_kind_from_a_newer_node_is_kept_as_it_is() -> None:
    data = WRITTEN.replace(b"record", b"position_paper")
    leaf = Leaf.from_bytes(data)
    assert leaf.kind == "position_paper"
    assert not leaf.is_known()
    assert leaf.to_bytes() == data


OTHER_FORMS = {
    "nothing": b"",
    "a space": WRITTEN.replace(b":", b": ", 1),
    "a final newline": WRITTEN + b"\n",
    "a byte order mark": b"\xef\xbb\xbf" + WRITTEN,
    "members in another order": WRITTEN.replace(b'"charter":1,', b"").replace(
        b"{", b'{"charter":1,'
    ),
    "a member twice": WRITTEN.replace(b'"charter":1,', b'"charter":1,"charter":1,'),
    "a member more": WRITTEN.replace(b'"charter":1,', b'"charter":1,"door":1,'),
    "a member less": WRITTEN.replace(b'"charter":1,', b""),
    "a leading zero": WRITTEN.replace(b'"charter":1', b'"charter":01'),
    "a plus sign": WRITTEN.replace(b'"charter":1', b'"charter":+1'),
    "a minus sign": WRITTEN.replace(b'"charter":1', b'"charter":-1'),
    "a fraction": WRITTEN.replace(b'"charter":1', b'"charter":1.0'),
    "an exponent": WRITTEN.replace(b'"charter":1', b'"charter":1e0'),
    "a number beyond 2^53": WRITTEN.replace(b'"charter":1', b'"charter":9007199254740992'),
    "a number of seventeen digits": WRITTEN.replace(b'"charter":1', b'"charter":' + b"1" * 17),
    "a number as text": WRITTEN.replace(b'"charter":1', b'"charter":"1"'),
    "an escape": WRITTEN.replace(b"asean", b"as\\u0065an"),
    "capital hexadecimal digits": WRITTEN.replace(b"11" * 32, b"AA" * 32),
    "a short digest": WRITTEN.replace(b"11" * 32, b"11" * 31),
    "a name with a slash": WRITTEN.replace(b"asean", b"ase/an"),
    "a name with a letter beyond ASCII": WRITTEN.replace(b"asean", "aséan".encode()),
    "an empty name": WRITTEN.replace(b"asean", b""),
    "a kind in capitals": WRITTEN.replace(b"record", b"RECORD"),
    "digits of another script": WRITTEN.replace(b'"index":0', '"index":\u0663'.encode()),
    "a list": b"[" + WRITTEN + b"]",
    "ten thousand brackets": b"[" * 10_000,
}


@pytest.mark.parametrize("data", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_every_other_form_of_a_leaf_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Leaf.from_bytes(data)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("group", ""),
        ("group", "a b"),
        ("group", "a/b"),
        ("group", "-a"),
        ("group", "a" * 251),
        ("member", "a+b"),
        ("member", "a\n"),
        ("kind", ""),
        ("kind", "Record"),
        ("kind", "a" * 33),
        ("envelope", b"\x11" * 31),
        ("index", -1),
        ("index", MAX_SIZE + 1),
        ("charter", -1),
        ("at", -1),
        ("at", MAX_SIZE + 1),
    ],
)
def test_a_leaf_with_a_wrong_field_cannot_be_made(where: str, value: object) -> None:
    with pytest.raises(Malformed) as caught:
        one_leaf(**{where: value})
    assert caught.value.where == where


def test_the_longest_leaf_can_still_be_read() -> None:
    leaf = one_leaf(group="g" * 250, member="m" * 250, index=MAX_SIZE, kind="k" * 32, at=MAX_SIZE)
    assert Leaf.from_bytes(leaf.to_bytes()) == leaf


def test_names_are_plain_words() -> None:
    assert is_name("identity--8f2b1c9e-8f3a-4a1f-9c1e-0123456789ab")
    assert not is_name("two words")


def test_a_commitment_opens_with_its_salt_and_content_only() -> None:
    salt = new_salt()
    commitment = commit(salt, b"content")
    assert opens(commitment, salt, b"content")
    assert not opens(commitment, salt, b"Content")
    assert not opens(commitment, bytes(16), b"content")
    assert not opens(commitment[:-1], salt, b"content")
    assert not opens(b"", salt, b"content")


def test_salts_are_not_used_twice() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert commit(new_salt(), b"content") != commit(new_salt(), b"content")


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(Malformed, match="salt_length"):
        commit(bytes(length), b"content")
    with pytest.raises(Malformed, match="salt_length"):
        opens(bytes(32), bytes(length), b"content")


def test_after_erasure_all_still_verifies_and_nothing_can_be_tested() -> None:
    salt, content = new_salt(), b"what should never have been said"
    envelope = commit(salt, content)
    leaves = [one_leaf(index=0), one_leaf(index=1, envelope=envelope), one_leaf(index=2)]
    hashes = [leaf.hash() for leaf in leaves]
    root = Frontier().extend(hashes).root()

    erased = Leaf.from_bytes(leaves[1].to_bytes())
    proof = inclusion_proof(hashes, 1, 3)
    verify_inclusion(leaf_hash=erased.hash(), index=1, size=3, proof=proof, root=root)
    with pytest.raises(Refused) as caught:
        opens(erased.envelope, None, content)
    assert caught.value.code is JournalFault.SALT_ERASED
    with pytest.raises(Refused) as caught:
        opens(erased.envelope, salt, None)
    assert caught.value.code is JournalFault.CONTENT_ERASED
    assert leaf_hash(content) not in {erased.envelope, erased.hash()}
