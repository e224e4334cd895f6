"""Laws of leaves, keys, notes and checkpoints: one form each, total parsers, no forging."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bayanihan.journal.api import (
    MAX_SIZE,
    Checkpoint,
    Evidence,
    Leaf,
    LeafKind,
    Note,
    NoteSignature,
    SigningKey,
    VerifyingKey,
    attach,
    commit,
    cosign,
    is_key_name,
    open_checkpoint,
    open_note,
    opens,
    sign_checkpoint,
    sign_note,
    verify_cosignature,
)
from bayanihan.kernel.api import Malformed, Unverified, canonical
from tests.rooms.journal.samples import AUTHOR, PEER, numbered, signed

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:@~-]{0,40}", fullmatch=True)
NUMBERS = st.integers(0, MAX_SIZE)
DIGESTS = st.binary(min_size=32, max_size=32)
LEAVES = st.builds(
    Leaf,
    group=NAMES,
    member=NAMES,
    index=NUMBERS,
    kind=st.sampled_from(LeafKind) | st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True),
    envelope=DIGESTS,
    charter=NUMBERS,
    at=NUMBERS,
)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=30)
NOTE_TEXTS = st.lists(LINES | st.just(""), min_size=1).map(lambda lines: "\n".join(lines) + "\n")
CHECKPOINTS = st.builds(
    Checkpoint,
    origin=st.builds("{}/{}".format, NAMES, NAMES),
    size=NUMBERS,
    root=DIGESTS,
    epoch=NUMBERS,
    at=NUMBERS,
    extensions=st.lists(LINES, max_size=3).map(tuple),
)
KEYS = st.builds(
    SigningKey,
    name=st.text(max_size=20).filter(is_key_name),
    seed=DIGESTS,
)
ANYTHING = st.text(st.characters(), max_size=200)
NOTE = signed(numbered(5))


@given(LEAVES)
def test_a_leaf_is_the_canonical_json_of_its_fields_and_is_read_back(leaf: Leaf) -> None:
    data = leaf.to_bytes()
    assert data == canonical(json.loads(data))
    assert set(json.loads(data)) == set(Leaf.__dataclass_fields__)
    assert Leaf.from_bytes(data) == leaf


@given(st.binary(max_size=300))
def test_any_bytes_are_a_leaf_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        Leaf.from_bytes(data)


@given(LEAVES, st.data())
def test_a_leaf_with_a_byte_changed_is_another_leaf_or_none(
    leaf: Leaf, data: st.DataObject
) -> None:
    written = bytearray(leaf.to_bytes())
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= data.draw(st.integers(1, 255))
    try:
        other = Leaf.from_bytes(bytes(written))
    except Malformed:
        return
    assert other.to_bytes() == written
    assert other != leaf


@given(LEAVES, st.data())
def test_no_other_writing_of_the_same_json_is_a_leaf(leaf: Leaf, data: st.DataObject) -> None:
    body = json.loads(leaf.to_bytes())
    order = data.draw(st.permutations(sorted(body)))
    separators = data.draw(st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]))
    indent = data.draw(st.none() | st.integers(0, 2))
    again = json.dumps({name: body[name] for name in order}, separators=separators, indent=indent)
    if again.encode() == leaf.to_bytes():
        return
    with pytest.raises(Malformed):
        Leaf.from_bytes(again.encode())


@given(st.binary(min_size=16, max_size=16), st.binary(), st.binary())
def test_a_commitment_opens_to_one_content(salt: bytes, content: bytes, other: bytes) -> None:
    assert opens(commit(salt, content), salt, content)
    assert opens(commit(salt, content), salt, other) == (content == other)


@given(KEYS)
def test_keys_are_read_back(key: SigningKey) -> None:
    assert SigningKey.from_text(key.to_text()) == key
    for each in (key.verifying_key, key.verifying_key.for_cosigning()):
        assert VerifyingKey.from_text(each.to_text()) == each


@given(NOTE_TEXTS, KEYS)
def test_a_signed_note_is_opened_by_its_key_and_says_the_same(text: str, key: SigningKey) -> None:
    note = sign_note(text, key)
    for form in (note, note.encode()):
        opened = open_note(form, [key.verifying_key])
        assert opened.text == text
        assert list(opened.signatures) == [key.name]
    assert Note.from_text(note).to_text() == note


@given(NOTE_TEXTS, st.data())
def test_a_note_with_a_byte_changed_is_never_believed(text: str, data: st.DataObject) -> None:
    note = bytearray(sign_note(text, AUTHOR).encode())
    at = data.draw(st.integers(0, len(note) - 1))
    note[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Malformed, Unverified)):
        open_note(bytes(note), [AUTHOR.verifying_key])


@given(CHECKPOINTS)
def test_checkpoints_are_read_back_and_signed(checkpoint: Checkpoint) -> None:
    assert Checkpoint.from_text(checkpoint.to_text()) == checkpoint
    if checkpoint.origin == "cosignature/v1":
        return
    note = sign_checkpoint(checkpoint, AUTHOR)
    assert open_checkpoint(note, [AUTHOR.verifying_key])[0] == checkpoint
    cosigner = PEER.verifying_key.for_cosigning()
    line = cosign(note, PEER, checkpoint.at)
    at = checkpoint.at // 1_000_000 * 1_000_000
    assert verify_cosignature(note, line, cosigner).at == at
    _, opened = open_checkpoint(attach(note, line), [AUTHOR.verifying_key, cosigner])
    assert opened.cosignatures[0].at == at


@given(CHECKPOINTS, st.data())
def test_a_checkpoint_with_a_letter_changed_is_another_or_none(
    checkpoint: Checkpoint, data: st.DataObject
) -> None:
    text = checkpoint.to_text()
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters().filter(lambda each: each != text[at]))
    changed = text[:at] + letter + text[at + 1 :]
    try:
        other = Checkpoint.from_text(changed)
    except Malformed:
        return
    assert other.to_text() == changed
    assert other != checkpoint


def read_cosignature(text: str) -> str:
    verify_cosignature(NOTE, text, AUTHOR.verifying_key)
    return text


PARSERS: dict[str, Callable[[str], str]] = {
    "checkpoint": lambda text: Checkpoint.from_text(text).to_text(),
    "note": lambda text: Note.from_text(text).to_text(),
    "signature line": lambda text: NoteSignature.from_line(text).to_line(),
    "verifying key": lambda text: VerifyingKey.from_text(text).to_text(),
    "signing key": lambda text: SigningKey.from_text(text).to_text(),
    "evidence": lambda text: Evidence.from_text(text).to_text(),
    "opened note": lambda text: open_note(text, [AUTHOR.verifying_key]).text,
    "cosignature": read_cosignature,
    "cosigned note": lambda text: cosign(text, PEER, 0),
}
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "— ",
            "\n",
            "\n\n",
            "+",
            "/",
            "=",
            "AQ==",
            "PRIVATE+KEY+",
            "epoch 1",
            "time ",
            "0",
            "{",
            "[",
        ],
    )
    | ANYTHING,
    max_size=12,
).map("".join)


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)
@given(text=ANYTHING | FRAGMENTS)
@example(text="\ud800\n\n— a AAAAAAA=\n")
@example(text="— a AAAAAAA=")
@example(text="a/b\n0\n\nepoch 0\ntime 0000-01-01T00:00:00Z\n")
def test_any_text_is_read_back_as_it_was_or_refused(parse: Callable[[str], str], text: str) -> None:
    try:
        again = parse(text)
    except (Malformed, Unverified):
        return
    assert again == text


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_malformed(data: bytes) -> None:
    try:
        note = Note.from_text(data)
    except Malformed:
        return
    assert note.to_text().encode() == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["entries", "first", "kind", "prefix", "second", "index", "leaf", "proof"]
            ),
            inner,
            max_size=8,
        )
    ),
)


@given(JSON)
def test_any_json_is_evidence_or_malformed(body: object) -> None:
    with pytest.raises(Malformed):
        Evidence.from_text(json.dumps(body))
