"""Checkpoints: their one form, signing, opening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayanihan.journal.api import (
    EMPTY_ROOT,
    MAX_SIZE,
    Checkpoint,
    Frontier,
    open_checkpoint,
    origin_of,
    sign_checkpoint,
    sign_note,
    verify_head,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.samples import AT, AUTHOR, ORIGIN, PEER, numbered, signed

CHECKPOINT = Checkpoint(ORIGIN, 0, EMPTY_ROOT, 3, AT)
TEXT = (
    "asean/identity--author\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    "epoch 3\ntime 2025-11-25T23:00:00.000000Z\n"
)


def test_a_checkpoint_is_written_in_lines() -> None:
    assert CHECKPOINT.to_text() == TEXT
    assert Checkpoint.from_text(TEXT) == CHECKPOINT
    assert (CHECKPOINT.group, CHECKPOINT.member) == ("asean", "identity--author")
    assert origin_of("asean", "identity--author") == ORIGIN


def test_lines_from_a_newer_node_are_kept() -> None:
    checkpoint = Checkpoint.from_text(TEXT + "quorum 3\nwhatever it says\n")
    assert checkpoint.extensions == ("quorum 3", "whatever it says")
    assert checkpoint.to_text() == TEXT + "quorum 3\nwhatever it says\n"


OTHER_FORMS = {
    "nothing": "",
    "three lines": "".join(TEXT.splitlines(keepends=True)[:3]),
    "no final newline": TEXT[:-1],
    "an empty line": TEXT + "\n",
    "an empty line and another": TEXT + "\nmore\n",
    "a control character": TEXT + "more\x00\n",
    "no origin": TEXT.replace("asean/identity--author", ""),
    "an origin without member": TEXT.replace("/identity--author", ""),
    "an origin of three parts": TEXT.replace("asean", "asean/cert"),
    "an origin with a space": TEXT.replace("asean", "a sean"),
    "a leading zero": TEXT.replace("\n0\n", "\n00\n"),
    "a negative size": TEXT.replace("\n0\n", "\n-1\n"),
    "a size beyond 2^53": TEXT.replace("\n0\n", "\n9007199254740992\n"),
    "a size in another script": TEXT.replace("\n0\n", "\n\u0663\n"),
    "a short root": TEXT.replace("47DE", ""),
    "a root that is no base64": TEXT.replace("47DE", "47D!"),
    "a root with stray bits": TEXT.replace("uFU=", "uFV="),
    "no epoch": TEXT.replace("epoch 3\n", ""),
    "an epoch without number": TEXT.replace("epoch 3", "epoch "),
    "an epoch with a space more": TEXT.replace("epoch 3", "epoch  3"),
    "no time": TEXT.replace("time", "tide"),
    "a time without fraction": TEXT.replace(".000000Z", "Z"),
    "a time with fewer digits": TEXT.replace(".000000Z", ".000Z"),
    "a leap second": TEXT.replace("23:00:00", "23:59:60"),
    "a day that is not": TEXT.replace("11-25", "11-31"),
    "a time before 1970": TEXT.replace("2025", "1969"),
    "a time beyond 2^53": TEXT.replace("2025", "2256"),
}


@pytest.mark.parametrize("text", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_every_other_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.from_text(text)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("origin", "asean"),
        ("size", -1),
        ("size", MAX_SIZE + 1),
        ("root", EMPTY_ROOT[:-1]),
        ("epoch", -1),
        ("at", -1),
        ("extensions", ("",)),
        ("extensions", ("two\nlines",)),
    ],
)
def test_a_checkpoint_with_a_wrong_field_cannot_be_made(where: str, value: object) -> None:
    with pytest.raises(Malformed) as caught:
        replace(CHECKPOINT, **{where: value})  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.where == where


def test_names_that_would_make_an_origin_ambiguous_are_refused() -> None:
    for group, member in (("a/b", "c"), ("a", "b/c"), ("", "c"), ("a", "")):
        with pytest.raises(Malformed, match="bad_name"):
            origin_of(group, member)


def test_a_signed_checkpoint_is_opened_with_the_key_of_its_author() -> None:
    note = sign_checkpoint(CHECKPOINT, AUTHOR)
    checkpoint, opened = open_checkpoint(note, [AUTHOR.verifying_key])
    assert checkpoint == CHECKPOINT
    assert list(opened.signatures) == [AUTHOR.name]
    with pytest.raises(Unverified):
        open_checkpoint(note, [PEER.verifying_key])


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(Malformed):
        open_checkpoint(sign_note("hello\n", AUTHOR), [AUTHOR.verifying_key])


def test_what_was_received_must_be_what_was_signed() -> None:
    leaves = numbered(5)
    checkpoint, _ = open_checkpoint(signed(leaves), [AUTHOR.verifying_key])
    verify_head(Frontier().extend(leaves), checkpoint)
    with pytest.raises(Unverified, match="size_differs"):
        verify_head(Frontier().extend(leaves[:4]), checkpoint)
    with pytest.raises(Unverified, match="root_differs"):
        verify_head(Frontier().extend(reversed(leaves)), checkpoint)
