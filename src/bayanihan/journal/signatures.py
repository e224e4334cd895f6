"""Signing and opening notes, checkpoints and cosignatures (C2SP signed-note, tlog-cosignature).

A cosignature says: at this time I had verified this checkpoint. It signs
``cosignature/v1``, the time and the whole note text, under a key id of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bayanihan.journal.checkpoints import Checkpoint
from bayanihan.journal.encoding import is_note_text
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.keys import SIGNATURE_BYTES, SignatureType, SigningKey, VerifyingKey
from bayanihan.journal.notes import Note, NoteSignature
from bayanihan.journal.trees import MAX_SIZE
from bayanihan.kernel.api import Malformed, Refused, Unverified

_COSIGNATURE: Final = "cosignature/v1\n"
_TIME_BYTES: Final = 8
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Who vouches to have verified a checkpoint, and when (an instant, whole seconds)."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A note whose text may be trusted as far as its signers are.

    ``signatures`` are those that verified, by key name; ``cosignatures`` those
    of cosigners, in the order of the note. Signatures of unknown keys are left out.
    """

    text: str
    signatures: Mapping[str, NoteSignature]
    cosignatures: tuple[Cosignature, ...]


def sign_note(text: str, *keys: SigningKey) -> str:
    """Sign a text, ending in a newline, with one or more keys.

    Raises ``Malformed`` for a text that cannot be a note, ``Refused`` for one
    that reads like the inside of a cosignature.
    """
    if text.startswith(_COSIGNATURE):
        raise Refused(JournalFault.NOT_FOR_SIGNING, where="line 1")
    if not (text.endswith("\n") and is_note_text(text)):
        raise Malformed(JournalFault.NOT_A_NOTE, where="text")
    message = text.encode()
    signatures = tuple(
        NoteSignature(key.name, key.verifying_key.key_id, key.sign(message)) for key in keys
    )
    return Note.from_text(Note(text, signatures).to_text()).to_text()


def open_note(note: str | bytes, keys: Iterable[VerifyingKey]) -> Opened:
    """Check a note against the keys that are trusted for it.

    Signatures by other keys are ignored. Raises ``Malformed`` for what is no
    note; ``Unverified`` when a trusted key's signature is bad or there is none.
    """
    parsed = Note.from_text(note)
    known = _by_id(keys)
    signatures: dict[str, NoteSignature] = {}
    cosignatures: list[Cosignature] = []
    for signature in dict.fromkeys(parsed.signatures):
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if key.type is SignatureType.COSIGNATURE:
            cosignatures.append(_check_cosignature(parsed.text, signature, key))
        else:
            _check(key, signature.signature, parsed.text.encode())
            signatures.setdefault(signature.name, signature)
    if not signatures and not cosignatures:
        raise Unverified(JournalFault.NO_KNOWN_SIGNATURE)
    return Opened(parsed.text, signatures, tuple(cosignatures))


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The checkpoint as a signed note. Sign only what is durable."""
    return sign_note(checkpoint.to_text(), key)


def open_checkpoint(note: str | bytes, keys: Iterable[VerifyingKey]) -> tuple[Checkpoint, Opened]:
    """Open a note and read the checkpoint in it; raises as ``open_note`` does.

    At least one signature must be the author's own, not a cosignature.
    """
    opened = open_note(note, keys)
    if not opened.signatures:
        raise Unverified(JournalFault.NO_KNOWN_SIGNATURE)
    return Checkpoint.from_text(opened.text), opened


def cosign(checkpoint_note: str | bytes, key: SigningKey, at: int) -> str:
    """The cosignature line for a checkpoint that the caller has verified, without newline.

    ``at`` is an instant, cut to whole seconds. Raises ``Malformed`` for a note
    that is no checkpoint of ours.
    """
    parsed = Note.from_text(checkpoint_note)
    Checkpoint.from_text(parsed.text)
    if not 0 <= at <= MAX_SIZE:
        raise Malformed(JournalFault.OUT_OF_RANGE, where="at")
    seconds = at // _MICROSECONDS
    signature = key.sign(_cosigned(parsed.text, seconds))
    key_id = key.verifying_key.for_cosigning().key_id
    return NoteSignature(key.name, key_id, seconds.to_bytes(_TIME_BYTES) + signature).to_line()


def verify_cosignature(checkpoint_note: str | bytes, line: str, key: VerifyingKey) -> Cosignature:
    """Check a cosignature line that travels apart from its note.

    ``key`` is the cosigner's, in either form. Raises ``Malformed`` or ``Unverified``.
    """
    text = Note.from_text(checkpoint_note).text
    signature = NoteSignature.from_line(line)
    cosigner = key.for_cosigning()
    if (signature.name, signature.key_id) != (cosigner.name, cosigner.key_id):
        raise Unverified(JournalFault.NO_KNOWN_SIGNATURE, where="line 1")
    return _check_cosignature(text, signature, cosigner)


def _by_id(keys: Iterable[VerifyingKey]) -> dict[tuple[str, bytes], VerifyingKey]:
    known: dict[tuple[str, bytes], VerifyingKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise Unverified(JournalFault.AMBIGUOUS_KEY, facts={"name": key.name})
    return known


def _check_cosignature(text: str, signature: NoteSignature, key: VerifyingKey) -> Cosignature:
    data = signature.signature
    if len(data) != _TIME_BYTES + SIGNATURE_BYTES:
        raise Unverified(JournalFault.BAD_SIGNATURE, facts={"name": key.name})
    seconds = int.from_bytes(data[:_TIME_BYTES])
    if seconds > MAX_SIZE // _MICROSECONDS:
        raise Unverified(JournalFault.TIME_OUT_OF_RANGE, facts={"name": key.name})
    _check(key, data[_TIME_BYTES:], _cosigned(text, seconds))
    return Cosignature(signature.name, seconds * _MICROSECONDS)


def _check(key: VerifyingKey, signature: bytes, message: bytes) -> None:
    if not key.is_valid(signature, message):
        raise Unverified(JournalFault.BAD_SIGNATURE, facts={"name": key.name})


def _cosigned(text: str, seconds: int) -> bytes:
    return f"{_COSIGNATURE}time {seconds}\n{text}".encode()
