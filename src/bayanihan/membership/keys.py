"""Statement keys at rest: Ed25519 private keys, encrypted under the node's master key."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from bayanihan.journal.api import SigningKey
from bayanihan.kernel.api import Refused, Unverified
from bayanihan.membership.models import Member, StatementKey
from bayanihan.membership.rules import MembershipFault

_NONCE = 12


def seal(secret: bytes, *, wrapping_key: bytes, owner: str) -> bytes:
    """Encrypt a private key for ``owner`` (AES-256-GCM, owner bound as associated data)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, secret, owner.encode())


def unseal(sealed: bytes, *, wrapping_key: bytes, owner: str) -> bytes:
    """Decrypt; raises ``Unverified`` when key file, owner or bytes do not belong together."""
    try:
        return AESGCM(wrapping_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise Unverified(MembershipFault.KEY_DOES_NOT_OPEN, facts={"owner": owner}) from error


def wrapping_key() -> bytes:
    """The key under which statement keys are sealed, derived from the node's master key."""
    derive = settings.STATEMENT_WRAPPING_KEY
    key: bytes = derive() if callable(derive) else derive
    return key


def statement_key(member: Member) -> tuple[SigningKey, int]:
    """The key with which a hosted member signs now, and its epoch."""
    row = (
        StatementKey.objects.filter(member=member, sealed__isnull=False).order_by("-epoch").first()
    )
    if row is None or row.sealed is None:
        raise Refused(MembershipFault.NOT_HOSTED_HERE, facts={"member": member.code})
    secret = unseal(
        bytes(row.sealed), wrapping_key=wrapping_key(), owner=f"{member.stix_id}/{row.epoch}"
    )
    return SigningKey.from_text(secret.decode()), row.epoch
