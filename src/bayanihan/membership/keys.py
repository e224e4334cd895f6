"""Statement keys at rest: Ed25519 private keys, encrypted under the node's master key."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from bayanihan.journal.api import SigningKey
from bayanihan.kernel.api import Absent, Conflict, Refused, Unverified
from bayanihan.membership.models import Member, NodeState, StatementKey
from bayanihan.membership.rules import KeyEnd, MembershipFault
from bayanihan.membership.wire import CharterText

FIRST_EPOCH = 1
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
    """The newest key of a hosted member, and its epoch: signs first charters, which list it."""
    rows = StatementKey.objects.filter(
        member=member, sealed__isnull=False, valid_until__isnull=True
    )
    row = rows.order_by("-epoch").first()
    if row is None:
        raise Refused(MembershipFault.NOT_HOSTED_HERE, facts={"member": member.code})
    return _open(member, row), row.epoch


def signing_key(member: Member, charter: CharterText, at: int) -> tuple[SigningKey, int]:
    """The key with which a member signs in a group under a charter, and its epoch.

    The newest that the charter lists, that is valid at ``at``, and whose private half
    is here and not put out of use. Raises ``Refused``: this node was restored and
    nobody has confirmed it, the charter lists no key of the member, all have ended, or
    the member signs elsewhere.
    """
    refuse_while_restored()
    seat = charter.seat(member.stix_id)
    if seat is None:
        raise Refused(MembershipFault.KEY_NOT_LISTED, facts={"member": member.code})
    listed = {line.vkey for line in seat.keys if line.is_valid(at)}
    rows = {row.vkey: row for row in StatementKey.objects.filter(member=member)}
    held = [row for row in rows.values() if row.sealed is not None]
    usable = [row for row in held if row.vkey in listed and _is_in_use(row, at)]
    if usable:
        row = max(usable, key=lambda one: one.epoch)
        return _open(member, row), row.epoch
    if not held:
        raise Refused(MembershipFault.NOT_HOSTED_HERE, facts={"member": member.code})
    named = {line.vkey for line in seat.keys}
    ended = any(row.vkey in named for row in held)
    code = MembershipFault.KEY_ENDED if ended else MembershipFault.KEY_NOT_LISTED
    raise Refused(code, facts={"member": member.code})


def _is_in_use(row: StatementKey, at: int) -> bool:
    return row.valid_from <= at and (row.valid_until is None or at < row.valid_until)


def _open(member: Member, row: StatementKey) -> SigningKey:
    secret = unseal(
        bytes(row.sealed or b""),
        wrapping_key=wrapping_key(),
        owner=f"{member.stix_id}/{row.epoch}",
    )
    return SigningKey.from_text(secret.decode())


@transaction.atomic
def new_key(*, member: Member, at: int) -> StatementKey:
    """A further key for a hosted member; it signs in a group once a charter there lists it."""
    last = StatementKey.objects.filter(member=member).order_by("-epoch").first()
    if not member.is_hosted:
        raise Refused(MembershipFault.NOT_HOSTED_HERE, facts={"member": member.code})
    # Above every epoch that the last key has signed under: restores raise that too.
    epoch = FIRST_EPOCH if last is None else last.epoch + member.signer_epoch
    key = SigningKey.generate(member.stix_id)
    owner = f"{member.stix_id}/{epoch}"
    return StatementKey.objects.create(
        member=member,
        epoch=epoch,
        vkey=key.verifying_key.to_text(),
        sealed=seal(key.to_text().encode(), wrapping_key=wrapping_key(), owner=owner),
        valid_from=at if last is None else max(at, last.valid_from),
    )


@transaction.atomic
def end_key(*, member: Member, epoch: int, why: KeyEnd, at: int) -> StatementKey:
    """Put a key out of use on this node, everywhere and for ever; the groups still have to be told.

    Raises ``Absent`` for a key that the member never had, ``Conflict`` for one that has ended.
    """
    row = StatementKey.objects.select_for_update().filter(member=member, epoch=epoch).first()
    if row is None:
        raise Absent(MembershipFault.UNKNOWN_KEY, facts={"member": member.code})
    if row.valid_until is not None:
        raise Conflict(MembershipFault.KEY_ENDED, facts={"member": member.code})
    row.valid_until, row.ended_why = max(at, row.valid_from + 1), why.value
    row.save(update_fields=["valid_until", "ended_why"])
    return row


def restored() -> NodeState | None:
    """The restore that nobody has confirmed yet, if there is one."""
    return NodeState.objects.filter(confirmed_at__isnull=True).order_by("pk").first()


def refuse_while_restored() -> None:
    """Raise ``Refused`` while this node was restored and nobody has confirmed it."""
    row = restored()
    if row is not None:
        facts = {"restored_at": row.restored_at}
        raise Refused(MembershipFault.NODE_IS_RESTORED, facts=facts)


@transaction.atomic
def note_restored(*, last_seq: int, at: int) -> NodeState:
    """From now on this node signs nothing, until a person has confirmed the restore."""
    return NodeState.objects.create(restored_at=at, last_seq=last_seq)


@transaction.atomic
def confirm_restored(*, by: str, at: int) -> None:
    """Let the node sign again; checkpoints say by their epoch that it started anew.

    Raises ``Conflict`` where no restore waits.
    """
    row = NodeState.objects.select_for_update().filter(confirmed_at__isnull=True).first()
    if row is None:
        raise Conflict(MembershipFault.NOTHING_TO_CONFIRM)
    waiting = NodeState.objects.filter(confirmed_at__isnull=True)
    waiting.update(confirmed_at=Greatest(F("restored_at"), Value(at)), confirmed_by=by)
    Member.objects.filter(is_hosted=True).update(signer_epoch=F("signer_epoch") + 1)
