"""Keys that sign notes: Ed25519, named, in the text forms of C2SP signed-note.

A verifying key is written ``name+id+base64``, a signing key
``PRIVATE+KEY+name+id+base64``. The key id is the first four bytes of
``SHA-256(name || newline || signature type || public key)``: the same key has
one id for signing notes (type 0x01) and another for cosigning checkpoints
(type 0x04), so that neither signature can pass for the other.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bayanihan.journal.encoding import from_base64, is_line, to_base64
from bayanihan.journal.faults import JournalFault
from bayanihan.kernel.api import Malformed

KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 4
SIGNATURE_BYTES: Final = 64

_PRIME: Final = 2**255 - 19
_SIGN_BIT: Final = 2**255
_ORDER_EIGHT: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER: Final = frozenset(
    (0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT),
)
"""The y coordinates of points of small order: under such a key one signature fits many texts."""


class SignatureType(IntEnum):
    """What a key signs (C2SP signed-note, signature types)."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key and the name under which it is known.

    ``public`` is 32 bytes (RFC 8032). Raises ``Malformed`` for a name with
    spaces or plus, a key of another length, or one of the few weak keys.
    """

    name: str
    public: bytes
    type: SignatureType = SignatureType.NOTE
    key_id: bytes = field(init=False, repr=False)
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        require_key_name(self.name)
        if len(self.public) != KEY_BYTES or _is_weak(self.public):
            raise Malformed(JournalFault.NOT_A_KEY, where="public")
        object.__setattr__(self, "key_id", _key_id(self.name, bytes([self.type]) + self.public))
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    def to_text(self) -> str:
        """``name+id+base64``, to be shown, exchanged and stored."""
        material = bytes([self.type]) + self.public
        return f"{self.name}+{self.key_id.hex()}+{to_base64(material)}"

    @classmethod
    def from_text(cls, text: str) -> VerifyingKey:
        """Read ``name+id+base64``; raises ``Malformed`` for anything else."""
        name, *rest = text.split("+", 2)
        material = from_base64(rest[-1]) if rest else None
        if not material or material[0] not in set(SignatureType):
            raise Malformed(JournalFault.NOT_A_KEY, where="type")
        key = cls(name, material[1:], SignatureType(material[0]))
        if key.to_text() != text:
            raise Malformed(JournalFault.NOT_A_KEY, where="id")
        return key

    def for_cosigning(self) -> VerifyingKey:
        """The same key as the one that checks this signer's cosignatures."""
        return VerifyingKey(self.name, self.public, SignatureType.COSIGNATURE)

    def is_valid(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message was made with this key (RFC 8032)."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and its name; never shown in logs.

    ``seed`` is 32 bytes. Store it encrypted only.
    """

    name: str
    seed: bytes = field(repr=False)
    verifying_key: VerifyingKey = field(init=False, repr=False, compare=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise Malformed(JournalFault.NOT_A_KEY, where="seed")
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_key", key)
        public = VerifyingKey(self.name, key.public_key().public_bytes_raw())
        object.__setattr__(self, "verifying_key", public)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """A fresh random key."""
        return cls(name, secrets.token_bytes(KEY_BYTES))

    def to_text(self) -> str:
        """``PRIVATE+KEY+name+id+base64``: secret."""
        material = bytes([SignatureType.NOTE]) + self.seed
        return f"PRIVATE+KEY+{self.name}+{self.verifying_key.key_id.hex()}+{to_base64(material)}"

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """Read ``PRIVATE+KEY+name+id+base64``; raises ``Malformed`` without repeating the text."""
        *_, name, _, encoded = ("", "", "", *text.split("+", 4))
        key = cls(name, (from_base64(encoded) or b"")[1:])
        if key.to_text() != text:
            raise Malformed(JournalFault.NOT_A_KEY, where="id")
        return key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over the message, 64 bytes."""
        return self._key.sign(message)


def is_key_name(name: str) -> bool:
    """Whether a text can name a key: not empty, no Unicode space, no plus."""
    return is_line(name) and "+" not in name and not any(map(str.isspace, name))


def require_key_name(name: str) -> None:
    """Raise ``Malformed`` unless the text can name a key."""
    if not is_key_name(name):
        raise Malformed(JournalFault.BAD_NAME, where="name")


def _key_id(name: str, material: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + material).digest()[:KEY_ID_BYTES]


def _is_weak(public: bytes) -> bool:
    return int.from_bytes(public, "little") % _SIGN_BIT in _SMALL_ORDER
