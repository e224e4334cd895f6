"""Signed notes, against published ones."""

from __future__ import annotations

import pytest

from bayanihan.journal.api import (
    Note,
    NoteSignature,
    SigningKey,
    VerifyingKey,
    attach,
    open_note,
    sign_note,
)
from bayanihan.kernel.api import Malformed, Refused, Unverified
from tests.rooms.journal.samples import AUTHOR, PEER
from tests.rooms.journal.test_keys import ENOCH, EXAMPLE, PETER, PETER_SECRET

TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTG"
    "wnWLox33WWd1RvMc+QQ=\n"
)
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2"
    "ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
PETER_KEY, ENOCH_KEY = VerifyingKey.from_text(PETER), VerifyingKey.from_text(ENOCH)


def test_the_published_note_is_signed_letter_by_letter() -> None:
    key = SigningKey.from_text(PETER_SECRET)
    assert sign_note(TEXT, key) == f"{TEXT}\n{PETER_LINE}"


def test_published_notes_are_opened() -> None:
    opened = open_note(f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}", [PETER_KEY, ENOCH_KEY])
    assert opened.text == TEXT
    assert list(opened.signatures) == ["PeterNeumann", "EnochRoot"]
    assert opened.cosignatures == ()
    assert open_note(EXAMPLE_NOTE.encode(), [VerifyingKey.from_text(EXAMPLE)]).signatures


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = f"{TEXT}\n{ENOCH_LINE}{PETER_LINE}"
    assert list(open_note(note, [PETER_KEY]).signatures) == ["PeterNeumann"]
    same_name = SigningKey("PeterNeumann", b"\x07" * 32)
    both = sign_note(TEXT, same_name, SigningKey.from_text(PETER_SECRET))
    assert list(open_note(both, [PETER_KEY]).signatures) == ["PeterNeumann"]


def test_a_note_that_no_known_key_signed_is_not_believed() -> None:
    for keys in ([], [ENOCH_KEY], [PETER_KEY.for_cosigning()]):
        with pytest.raises(Unverified, match="no_known_signature"):
            open_note(f"{TEXT}\n{PETER_LINE}", keys)


def test_a_bad_signature_of_a_known_key_condemns_the_note() -> None:
    good = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}"
    with pytest.raises(Unverified, match="bad_signature"):
        open_note(good.replace("then", "Then"), [PETER_KEY])
    longer = NoteSignature.from_line(PETER_LINE[:-1])
    for signature in (longer.signature + b"\x00", longer.signature[:-1], b"\x00" * 64):
        line = NoteSignature("PeterNeumann", longer.key_id, signature).to_line()
        with pytest.raises(Unverified, match="bad_signature"):
            open_note(f"{TEXT}\n{line}\n{PETER_LINE}{ENOCH_LINE}", [PETER_KEY, ENOCH_KEY])
        with pytest.raises(Unverified, match="bad_signature"):
            open_note(f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}{line}\n", [PETER_KEY, ENOCH_KEY])


def test_a_signature_said_twice_counts_once() -> None:
    opened = open_note(f"{TEXT}\n{PETER_LINE}{PETER_LINE}", [PETER_KEY, PETER_KEY])
    assert list(opened.signatures) == ["PeterNeumann"]


def test_two_known_keys_that_cannot_be_told_apart_are_refused() -> None:
    stranger = VerifyingKey("PeterNeumann", ENOCH_KEY.public)
    object.__setattr__(stranger, "key_id", PETER_KEY.key_id)
    with pytest.raises(Unverified, match="ambiguous_key"):
        open_note(f"{TEXT}\n{PETER_LINE}", [PETER_KEY, stranger])


BAD_NOTES = {
    "nothing": "",
    "only a text": TEXT,
    "no signature": TEXT + "\n",
    "no final newline": f"{TEXT}\n{PETER_LINE[:-1]}",
    "another end than a newline": f"{TEXT}\n{PETER_LINE[:-1]}#",
    "a control character": f"\x01{TEXT}\n{PETER_LINE}",
    "a carriage return": f"{TEXT}\n{PETER_LINE}".replace("\n", "\r\n"),
    "a tab": f"{TEXT}\t\n\n{PETER_LINE}",
    "half a surrogate pair": f"\ud800{TEXT}\n{PETER_LINE}",
    "a name with a space": f"{TEXT}\n" + PETER_LINE.replace("PeterNeumann", "Bad Name"),
    "a name with a plus": f"{TEXT}\n" + PETER_LINE.replace("PeterNeumann", "a+b"),
    "no name": f"{TEXT}\n" + PETER_LINE.replace("PeterNeumann", ""),
    "a line that is no signature": f"{TEXT}\n{PETER_LINE}Unexpected line.\n",
    "an empty line at the end": f"{TEXT}\n{PETER_LINE}\n",
    "a hyphen for the dash": f"{TEXT}\n" + PETER_LINE.replace("—", "-"),
    "no base64": f"{TEXT}\n" + PETER_LINE.replace("x08g", "x0!g"),
    "base64 without padding": f"{TEXT}\n" + PETER_LINE.replace("=", ""),
    "base64 with stray bits": f"{TEXT}\n" + PETER_LINE.replace("AM=", "AN="),
    "base64 of another script": f"{TEXT}\n" + PETER_LINE.replace("x08g", "\u044508g"),
    "a key id alone": f"{TEXT}\n— PeterNeumann x08gow==\n",
    "a hundred and one signatures": f"{TEXT}\n{PETER_LINE * 101}",
    "more than a note can hold": "a" * 2**20 + f"\n\n{PETER_LINE}",
}


@pytest.mark.parametrize("note", BAD_NOTES.values(), ids=BAD_NOTES)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        open_note(note, [PETER_KEY])


def test_a_note_as_large_as_can_be_is_opened() -> None:
    assert open_note(f"{TEXT}\n{ENOCH_LINE * 99}{PETER_LINE}", [PETER_KEY]).signatures
    ends = len(sign_note("\n", AUTHOR)) - 1
    longest = sign_note("a" * (2**20 - ends - 1) + "\n", AUTHOR)
    assert len(longest) == 2**20
    assert open_note(longest, [AUTHOR.verifying_key]).signatures


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    with pytest.raises(Malformed) as caught:
        open_note(b"\xff" + TEXT.encode() + b"\n" + PETER_LINE.encode(), [PETER_KEY])
    assert caught.value.where == "byte 0"


def test_a_bad_line_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        Note.from_text(f"{TEXT}\n{PETER_LINE}Unexpected line.\n")
    assert caught.value.where == "line 5"


def test_a_text_may_have_empty_lines_and_look_like_signatures() -> None:
    for text in ("\n", "\n\n", "a\n\nb\n\n", f"{TEXT}\n{PETER_LINE}", "— a b\n"):
        opened = open_note(sign_note(text, AUTHOR), [AUTHOR.verifying_key])
        assert opened.text == text


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "\ud800\n", "a" * 2**20 + "\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(Malformed):
        sign_note(text, AUTHOR)


def test_a_note_without_a_key_is_not_made() -> None:
    with pytest.raises(Malformed):
        sign_note(TEXT)


def test_a_text_that_reads_like_a_cosignature_is_not_signed() -> None:
    with pytest.raises(Refused, match="not_for_signing"):
        sign_note("cosignature/v1\ntime 1\nsome/log\n", AUTHOR)


def test_a_signature_can_be_attached_and_is_attached_once() -> None:
    note = sign_note(TEXT, AUTHOR)
    line = sign_note(TEXT, PEER).removeprefix(f"{TEXT}\n").removesuffix("\n")
    both = attach(note, line)
    assert both == sign_note(TEXT, AUTHOR, PEER)
    assert attach(both, line) == both
    with pytest.raises(Malformed):
        attach(note, line + "\n")
    with pytest.raises(Malformed):
        attach(note, "no line")


def test_nothing_is_attached_to_a_full_note() -> None:
    full = f"{TEXT}\n{ENOCH_LINE * 100}"
    with pytest.raises(Malformed):
        attach(full, PETER_LINE[:-1])
