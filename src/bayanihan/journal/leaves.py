"""Leaves: what a member said, as it stands in its journal, and commitments to content.

A leaf has one byte form only, its canonical JSON (RFC 8785); a peer cannot
write the same leaf twice in two forms. Names of groups and members are plain
ASCII without space, slash or plus, so that the origin line ``group/member``
can be read in one way only.

Erasing: the leaf names an envelope by digest, the envelope holds a commitment
``SHA-256(salt || content)``. Once salt and content are gone, leaf, root and
proofs still verify, but nobody can test any more whether a guess was the
content: that would take the 128 random bits of the salt.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bayanihan.journal.faults import JournalFault
from bayanihan.journal.trees import HASH_BYTES, MAX_SIZE, leaf_hash
from bayanihan.kernel.api import Malformed, Refused

SALT_BYTES: Final = 16
MAX_LEAF_BYTES: Final = 1_024

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@~-]{0,249}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z_]{0,31}", re.ASCII)
_NUMBER = r"(0|[1-9][0-9]{0,15})"
_LEAF = re.compile(
    rf'\{{"at":{_NUMBER},"charter":{_NUMBER},"envelope":"([0-9a-f]{{64}})",'
    rf'"group":"({_NAME.pattern})","index":{_NUMBER},'
    rf'"kind":"({_KIND.pattern})","member":"({_NAME.pattern})"\}}',
    re.ASCII,
)


class LeafKind(StrEnum):
    """What an entry does."""

    RECORD = "record"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    CLOSING = "closing"
    PROPOSAL = "proposal"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of one member's journal in one group.

    ``index`` counts from 0, ``envelope`` is a SHA-256 digest, ``charter`` the
    version under which it was said, ``at`` an instant. ``kind`` is a plain
    word where a newer node wrote one that this node does not know: such a leaf
    is kept and passed on. Raises ``Malformed`` with the field.
    """

    group: str
    member: str
    index: int
    kind: LeafKind | str
    envelope: bytes
    charter: int
    at: int

    def __post_init__(self) -> None:
        require_name(self.group, where="group")
        require_name(self.member, where="member")
        if _KIND.fullmatch(self.kind) is None:
            raise Malformed(JournalFault.BAD_NAME, where="kind")
        object.__setattr__(self, "kind", read_kind(self.kind))
        if len(self.envelope) != HASH_BYTES:
            raise Malformed(JournalFault.HASH_LENGTH, where="envelope")
        for where in ("index", "charter", "at"):
            if not 0 <= getattr(self, where) <= MAX_SIZE:
                raise Malformed(JournalFault.OUT_OF_RANGE, where=where)

    def to_bytes(self) -> bytes:
        """The canonical JSON of the leaf: what is hashed, stored and sent."""
        return (
            f'{{"at":{self.at},"charter":{self.charter},"envelope":"{self.envelope.hex()}",'
            f'"group":"{self.group}","index":{self.index},'
            f'"kind":"{self.kind}","member":"{self.member}"}}'
        ).encode()

    def hash(self) -> bytes:
        """The leaf hash (RFC 6962)."""
        return leaf_hash(self.to_bytes())

    def is_known(self) -> bool:
        """Whether this node knows what the entry does."""
        return isinstance(self.kind, LeafKind)

    @classmethod
    def from_bytes(cls, data: bytes) -> Leaf:
        """Read the one canonical form; raises ``Malformed`` for every other input."""
        if len(data) > MAX_LEAF_BYTES or not data.isascii():
            raise Malformed(JournalFault.NOT_A_LEAF, where="byte 0")
        match = _LEAF.fullmatch(data.decode("ascii"))
        if match is None:
            raise Malformed(JournalFault.NOT_A_LEAF, where="byte 0")
        at, charter, envelope, group, index, kind, member = match.groups()
        return cls(
            group=group,
            member=member,
            index=int(index),
            kind=kind,
            envelope=bytes.fromhex(envelope),
            charter=int(charter),
            at=int(at),
        )


def read_kind(word: str) -> LeafKind | str:
    """The kind of that name, or the word itself where it is not known."""
    try:
        return LeafKind(word)
    except ValueError:
        return word


def is_name(text: str) -> bool:
    """Whether a text can name a group or a member in a journal."""
    return _NAME.fullmatch(text) is not None


def require_name(text: str, *, where: str) -> None:
    """Raise ``Malformed`` with ``where`` unless the text can name a group or a member."""
    if not is_name(text):
        raise Malformed(JournalFault.BAD_NAME, where=where)


def new_salt() -> bytes:
    """Sixteen random bytes, for one commitment only."""
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, content: bytes) -> bytes:
    """Bind to content without showing it: SHA-256 of a 16-byte salt and the content."""
    if len(salt) != SALT_BYTES:
        raise Malformed(JournalFault.SALT_LENGTH, where="salt")
    return hashlib.sha256(salt + content).digest()


def opens(commitment: bytes, salt: bytes | None, content: bytes | None) -> bool:
    """Whether salt and content are what was committed to.

    Raises ``Refused`` when either has been erased: then there is no answer, and
    "no" would be a wrong one. Raises ``Malformed`` for a salt of another length.
    """
    if salt is None:
        raise Refused(JournalFault.SALT_ERASED)
    if content is None:
        raise Refused(JournalFault.CONTENT_ERASED)
    return hmac.compare_digest(commitment, commit(salt, content))
