"""Checkpoints: how long a journal is and what its root is, said by its member.

The text begins with the three lines of C2SP tlog-checkpoint (origin, size,
root) and goes on with two lines of our own: the signer's epoch, a number that
rises whenever the signing node starts anew from other data (a restore, a
move), and the time of signing. Further lines, from a newer node, are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from bayanihan.journal.encoding import from_base64, from_decimal, is_line, to_base64
from bayanihan.journal.faults import JournalFault
from bayanihan.journal.leaves import require_name
from bayanihan.journal.trees import HASH_BYTES, MAX_SIZE, Frontier
from bayanihan.kernel.api import Malformed, Unverified, to_instant, to_text

_OWN_LINES: Final = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A journal's head: its first ``size`` entries have this ``root``.

    ``origin`` is ``group/member``, ``root`` 32 bytes, ``at`` an instant.
    ``extensions`` are lines that this node does not know. Raises ``Malformed``
    with the field.
    """

    origin: str
    size: int
    root: bytes
    epoch: int
    at: int
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_name(self.group, where="origin")
        require_name(self.member, where="origin")
        if len(self.root) != HASH_BYTES:
            raise Malformed(JournalFault.HASH_LENGTH, where="root")
        for where in ("size", "epoch", "at"):
            if not 0 <= getattr(self, where) <= MAX_SIZE:
                raise Malformed(JournalFault.OUT_OF_RANGE, where=where)
        if not all(map(is_line, self.extensions)):
            raise Malformed(JournalFault.NOT_A_CHECKPOINT, where="extensions")

    @property
    def group(self) -> str:
        """The group in which the member speaks."""
        return self.origin.partition("/")[0]

    @property
    def member(self) -> str:
        """The member whose journal it is."""
        return self.origin.partition("/")[2]

    def to_text(self) -> str:
        """The note text: to be signed, ends in a newline."""
        lines = (
            self.origin,
            str(self.size),
            to_base64(self.root),
            f"epoch {self.epoch}",
            f"time {to_text(self.at)}",
            *self.extensions,
        )
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Read the note text in its one form; raises ``Malformed`` with the line."""
        *lines, rest = text.split("\n")
        if rest or len(lines) < _OWN_LINES:
            raise Malformed(JournalFault.NOT_A_CHECKPOINT, where=f"line {len(lines) + 1}")
        origin, size, root, epoch, time, *extensions = lines
        return cls(
            origin=origin,
            size=_number(size, where="line 2"),
            root=_present(from_base64(root), where="line 3"),
            epoch=_number(_after("epoch ", epoch, where="line 4"), where="line 4"),
            at=_instant(_after("time ", time, where="line 5"), where="line 5"),
            extensions=tuple(extensions),
        )


def origin_of(group: str, member: str) -> str:
    """The name of a member's journal in a group: ``group/member``."""
    require_name(group, where="group")
    require_name(member, where="member")
    return f"{group}/{member}"


def verify_head(frontier: Frontier, checkpoint: Checkpoint) -> None:
    """Check that what has been received is exactly what the checkpoint covers.

    Raises ``Unverified``: then nothing of the page may be stored.
    """
    if frontier.size != checkpoint.size:
        raise Unverified(JournalFault.SIZE_DIFFERS, where=checkpoint.origin)
    if frontier.root() != checkpoint.root:
        raise Unverified(JournalFault.ROOT_DIFFERS, where=checkpoint.origin)


def _present(value: _T | None, *, where: str) -> _T:
    if value is None:
        raise Malformed(JournalFault.NOT_A_CHECKPOINT, where=where)
    return value


def _number(text: str, *, where: str) -> int:
    return _present(from_decimal(text), where=where)


def _after(word: str, line: str, *, where: str) -> str:
    return _present(line.removeprefix(word) if line.startswith(word) else None, where=where)


def _instant(text: str, *, where: str) -> int:
    at = to_instant(text, where=where)
    if not 0 <= at <= MAX_SIZE or to_text(at) != text:
        raise Malformed(JournalFault.NOT_A_CHECKPOINT, where=where)
    return at
