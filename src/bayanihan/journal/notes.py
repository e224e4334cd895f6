"""Signed notes as text: C2SP signed-note, reading and writing, without judging signatures.

A note is a text that ends in a newline, an empty line, and lines
``em dash, space, key name, space, base64(key id || signature)``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bayanihan.journal.encoding import from_base64, is_note_text, to_base64
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.keys import KEY_ID_BYTES, is_key_name
from bayanihan.kernel.api import Malformed

MAX_NOTE_BYTES: Final = 2**20
MAX_SIGNATURES: Final = 100

_DASH: Final = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line of a note: whose, by which key id, and its bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def to_line(self) -> str:
        """The line without its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}"

    @classmethod
    def from_line(cls, line: str, *, where: str = "line 1") -> NoteSignature:
        """Read one signature line; raises ``Malformed`` with ``where``."""
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        data = from_base64(encoded) or b""
        if not (line.startswith(_DASH) and is_key_name(name) and len(data) > KEY_ID_BYTES):
            raise Malformed(JournalFault.NOT_A_NOTE, where=where)
        return cls(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures that nobody has checked yet: trust nothing in it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_text(self) -> str:
        """The note as it is stored and sent."""
        lines = "".join(f"{each.to_line()}\n" for each in self.signatures)
        return f"{self.text}\n{lines}"

    @classmethod
    def from_text(cls, note: str | bytes) -> Note:
        """Read a note; raises ``Malformed`` with the line for anything else."""
        whole = _decode(note)
        split = whole.rfind("\n\n")
        if split < 0 or not whole.endswith("\n") or split + 2 == len(whole):
            raise Malformed(JournalFault.NOT_A_NOTE, where="line 1")
        text, lines = whole[: split + 1], whole[split + 2 : -1].split("\n")
        if len(lines) > MAX_SIGNATURES:
            raise Malformed(JournalFault.NOT_A_NOTE, where="signatures")
        first = text.count("\n") + 2
        signatures = tuple(
            NoteSignature.from_line(line, where=f"line {first + number}")
            for number, line in enumerate(lines)
        )
        return cls(text, signatures)


def attach(note: str | bytes, line: str) -> str:
    """The note with one more signature line (a cosignature, say); none is added twice.

    Raises ``Malformed`` when either is not well-formed or the note is full.
    """
    parsed = Note.from_text(note)
    signature = NoteSignature.from_line(line)
    if signature in parsed.signatures:
        return parsed.to_text()
    longer = replace(parsed, signatures=(*parsed.signatures, signature)).to_text()
    return Note.from_text(longer).to_text()


def _decode(note: str | bytes) -> str:
    if len(note) > MAX_NOTE_BYTES:
        raise Malformed(JournalFault.NOT_A_NOTE, where=f"byte {MAX_NOTE_BYTES}")
    try:
        text = note.decode() if isinstance(note, bytes) else note
    except UnicodeDecodeError as error:
        raise Malformed(JournalFault.NOT_A_NOTE, where=f"byte {error.start}") from error
    if not is_note_text(text):
        raise Malformed(JournalFault.NOT_A_NOTE, where="text")
    return text
