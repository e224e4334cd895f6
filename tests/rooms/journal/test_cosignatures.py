"""Cosignatures, against those of a public witness."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest

from bayanihan.journal.api import (
    MAX_SIZE,
    Cosignature,
    NoteSignature,
    SigningKey,
    VerifyingKey,
    attach,
    cosign,
    open_checkpoint,
    open_note,
    sign_note,
    verify_cosignature,
)
from bayanihan.kernel.api import Malformed, Unverified
from tests.rooms.journal.samples import AT, AUTHOR, PEER, numbered, signed
from tests.rooms.journal.test_keys import WITNESS

# A checkpoint of a public certificate transparency log, as cosigned by public witnesses.
PUBLIC_NOTE = (
    "arche2025h1.staging.ct.transparency.dev\n1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhU"
    "kzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+"
    "/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIo"
    "bWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
)
PUBLIC_LOG = VerifyingKey.from_text(
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
)
PUBLIC_WITNESS = VerifyingKey.from_text(WITNESS)

NOTE = signed(numbered(5))
TEXT = NOTE.partition("\n\n")[0] + "\n"
AUTHOR_KEY, PEER_KEY = AUTHOR.verifying_key, PEER.verifying_key.for_cosigning()


def test_a_cosignature_of_a_public_witness_verifies() -> None:
    opened = open_note(PUBLIC_NOTE, [PUBLIC_LOG, PUBLIC_WITNESS])
    assert list(opened.signatures) == [PUBLIC_LOG.name]
    assert opened.cosignatures == (Cosignature("remora.n621.de", 0x6A122120 * 1_000_000),)
    with pytest.raises(Unverified):
        open_note(PUBLIC_NOTE.replace("1432088532", "1432088533"), [PUBLIC_WITNESS])


def test_a_cosignature_tells_who_and_when() -> None:
    line = cosign(NOTE, PEER, AT + 1_999_999)
    assert verify_cosignature(NOTE, line, PEER_KEY) == Cosignature(PEER.name, AT + 1_000_000)
    assert verify_cosignature(NOTE, line, PEER.verifying_key).at == AT + 1_000_000
    checkpoint, opened = open_checkpoint(attach(NOTE, line), [AUTHOR_KEY, PEER_KEY])
    assert checkpoint.size == 5
    assert opened.cosignatures == (Cosignature(PEER.name, AT + 1_000_000),)


def test_a_member_may_cosign_again_later() -> None:
    twice = attach(attach(NOTE, cosign(NOTE, PEER, AT)), cosign(NOTE, PEER, AT + 600_000_000))
    opened = open_note(twice, [AUTHOR_KEY, PEER_KEY])
    assert [each.at for each in opened.cosignatures] == [AT, AT + 600_000_000]


def test_what_is_signed_is_header_time_and_text() -> None:
    data = NoteSignature.from_line(cosign(NOTE, PEER, 7_000_000)).signature
    assert data[:8] == (7).to_bytes(8)
    message = f"cosignature/v1\ntime 7\n{TEXT}".encode()
    assert PEER.verifying_key.is_valid(data[8:], message)


def test_a_cosignature_covers_extension_lines() -> None:
    longer = sign_note(TEXT + "more\n", AUTHOR)
    line = cosign(longer, PEER, AT)
    verify_cosignature(longer, line, PEER_KEY)
    with pytest.raises(Unverified, match="bad_signature"):
        verify_cosignature(longer.replace("more", "less"), line, PEER_KEY)


def test_a_cosignature_alone_does_not_make_a_checkpoint_its_authors() -> None:
    note = attach(NOTE, cosign(NOTE, PEER, AT))
    assert open_note(note, [PEER_KEY]).signatures == {}
    with pytest.raises(Unverified, match="no_known_signature"):
        open_checkpoint(note, [PEER_KEY])


def test_a_cosignature_and_a_signature_cannot_be_exchanged() -> None:
    line = cosign(NOTE, AUTHOR, AT)
    with pytest.raises(Unverified, match="no_known_signature"):
        open_checkpoint(f"{TEXT}\n{line}\n", [AUTHOR_KEY])
    own = NOTE.splitlines()[-1]
    with pytest.raises(Unverified, match="no_known_signature"):
        verify_cosignature(NOTE, own, AUTHOR_KEY)


def changed(line: str, *, at: int, bit: int) -> str:
    head, _, encoded = line.rpartition(" ")
    data = bytearray(b64decode(encoded))
    data[at] ^= bit
    return f"{head} {b64encode(bytes(data)).decode()}"


def test_no_bit_of_a_cosignature_can_be_changed() -> None:
    line = cosign(NOTE, PEER, AT)
    for at in range(4 + 8 + 64):
        with pytest.raises(Unverified):
            verify_cosignature(NOTE, changed(line, at=at, bit=0x10), PEER_KEY)


def test_a_cosignature_holds_for_its_checkpoint_and_cosigner_only() -> None:
    line = cosign(NOTE, PEER, AT)
    with pytest.raises(Unverified, match="bad_signature"):
        verify_cosignature(signed(numbered(6)), line, PEER_KEY)
    with pytest.raises(Unverified, match="no_known_signature"):
        verify_cosignature(NOTE, line, SigningKey("identity--third", PEER.seed).verifying_key)


@pytest.mark.parametrize("length", [1, 64, 71, 73])
def test_a_cosignature_of_another_length_is_refused(length: int) -> None:
    line = NoteSignature(PEER.name, PEER_KEY.key_id, bytes(length)).to_line()
    with pytest.raises(Unverified, match="bad_signature"):
        verify_cosignature(NOTE, line, PEER_KEY)


def test_a_time_beyond_all_calendars_is_refused_even_when_signed() -> None:
    seconds = MAX_SIZE // 1_000_000 + 1
    signature = PEER.sign(f"cosignature/v1\ntime {seconds}\n{TEXT}".encode())
    line = NoteSignature(PEER.name, PEER_KEY.key_id, seconds.to_bytes(8) + signature).to_line()
    with pytest.raises(Unverified, match="time_out_of_range"):
        verify_cosignature(NOTE, line, PEER_KEY)


@pytest.mark.parametrize("at", [0, MAX_SIZE // 1_000_000 * 1_000_000])
def test_the_first_and_the_last_second_can_be_cosigned(at: int) -> None:
    assert verify_cosignature(NOTE, cosign(NOTE, PEER, at), PEER_KEY).at == at


def test_only_checkpoints_of_ours_are_cosigned() -> None:
    with pytest.raises(Malformed):
        cosign(sign_note("hello\n", AUTHOR), PEER, AT)
    with pytest.raises(Malformed):
        cosign("no note", PEER, AT)
    for at in (-1, MAX_SIZE + 1):
        with pytest.raises(Malformed, match="out_of_range"):
            cosign(NOTE, PEER, at)


def test_a_line_that_is_no_signature_is_refused() -> None:
    with pytest.raises(Malformed):
        verify_cosignature(NOTE, "hello", PEER_KEY)
