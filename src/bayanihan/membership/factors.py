"""The second factor: codes of an app by the time (RFC 6238), and codes for whoever lost it.

SHA-1, six digits, steps of thirty seconds: what every app reads. A code is taken
one step early or late, and each step only once (RFC 6238, section 5.2).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.crypto import salted_hmac

from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.happenings import happened
from bayanihan.membership.keys import seal, unseal, wrapping_key
from bayanihan.membership.models import Person, RecoveryCode
from bayanihan.membership.people_rules import PeopleFault
from bayanihan.membership.rules import Happened

SECONDS: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1
RECOVERY_CODES: Final = 10
_STEP: Final = SECONDS * 1_000_000
_SECRET: Final = 20
_RECOVERY_BYTES: Final = 10
_GROUP: Final = 4


def new_secret() -> bytes:
    """A fresh secret of 160 bits, as RFC 4226 recommends."""
    return os.urandom(_SECRET)


def code_at(secret: bytes, step: int) -> str:
    """The code of one time step."""
    made = TOTP(secret, DIGITS, SHA1(), SECONDS)  # noqa: S303  # RFC 6238; apps know no other
    return made.generate(step * SECONDS).decode()


def step_of(at: int) -> int:
    """The time step of an instant."""
    return at // _STEP


def matching_step(secret: bytes, code: str, *, at: int, after: int) -> int | None:
    """The step whose code this is: now, one before or one later, and later than ``after``."""
    now = step_of(at)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        is_same = hmac.compare_digest(code_at(secret, step).encode(), code.encode(errors="replace"))
        if is_same and step > after and found is None:
            found = step
    return found


def plain_code(typed: str) -> str:
    """A code as typed, without the spaces and hyphens that people put in."""
    return "".join(typed.split()).replace("-", "").upper()


def secret_groups(secret: bytes) -> str:
    """A secret as people type it into an app: Base32 in groups of four."""
    return _grouped(base64.b32encode(secret).decode().rstrip("="))


def app_address(secret: bytes, *, username: str, node: str) -> str:
    """What the QR code says to an app (otpauth, as apps read it)."""
    label = quote(f"{node}:{username}", safe="")
    text = base64.b32encode(secret).decode().rstrip("=")
    asked = {"secret": text, "issuer": node, "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"


def seal_secret(person: Person, secret: bytes) -> bytes:
    """A secret as it may lie on the disk, bound to the person."""
    return seal(secret, wrapping_key=wrapping_key(), owner=_owner(person))


def unseal_secret(person: Person, sealed: bytes) -> bytes:
    """The way back; raises ``Unverified`` for what belongs to somebody else."""
    return unseal(sealed, wrapping_key=wrapping_key(), owner=_owner(person))


@transaction.atomic
def set_factor(*, secret: bytes, code: str, by: Person, at: int) -> tuple[str, ...]:
    """Take the secret into use, as the first code from the app proves that it arrived.

    Gives ten recovery codes, which are not kept.
    """
    if _held(by).factor_sealed is not None:
        raise Conflict(PeopleFault.FACTOR_IS_SET)
    step = matching_step(secret, plain_code(code), at=at, after=0)
    if step is None:
        raise Refused(PeopleFault.CODE_NOT_RIGHT)
    _keep_factor(by, seal_secret(by, secret), since=at, step=step)
    codes = _new_codes(by)
    happened(by.member, by, Happened.FACTOR_SET, {}, at)
    return codes


@transaction.atomic
def take_code(*, person: Person, code: str, at: int) -> bool:
    """Whether this is the code of now or an unused recovery code; either works only once."""
    held = _held(person)
    if held.factor_sealed is None:
        return False
    typed = plain_code(code)
    secret = unseal_secret(held, bytes(held.factor_sealed))
    step = matching_step(secret, typed, at=at, after=held.factor_step)
    if step is not None:
        Person.objects.filter(pk=held.pk).update(factor_step=step)
        return True
    rows = RecoveryCode.objects.filter(person=held, digest=_digest(typed), used_at__isnull=True)
    if not rows.update(used_at=at):
        return False
    facts = {"left": recovery_codes_left(held)}
    happened(held.member, held, Happened.RECOVERY_CODE_USED, facts, at)
    return True


@transaction.atomic
def renew_recovery_codes(*, code: str, by: Person, at: int) -> tuple[str, ...]:
    """Ten new recovery codes for a code; the old ones are worth nothing from now on."""
    _demand_code(by, code, at)
    codes = _new_codes(by)
    happened(by.member, by, Happened.RECOVERY_CODES_MADE, {}, at)
    return codes


@transaction.atomic
def turn_off_factor(*, code: str, by: Person, at: int) -> None:
    """Do without a second factor again, for a code; refused where the member wants one."""
    if by.member.second_factor_required:
        raise Refused(PeopleFault.FACTOR_NEEDED)
    _demand_code(by, code, at)
    forget_factor(person=by)
    happened(by.member, by, Happened.FACTOR_REMOVED, {}, at)


def forget_factor(*, person: Person) -> None:
    """Drop secret and recovery codes, inside the caller's transaction."""
    RecoveryCode.objects.filter(person=person).delete()
    _keep_factor(person, None, since=None, step=0)


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes still work."""
    return RecoveryCode.objects.filter(person=person, used_at__isnull=True).count()


def _held(person: Person) -> Person:
    """The person as they are now, locked: two requests never take the same code."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _demand_code(by: Person, code: str, at: int) -> None:
    if by.factor_sealed is None:
        raise Conflict(PeopleFault.FACTOR_NOT_SET)
    if not take_code(person=by, code=code, at=at):
        raise Refused(PeopleFault.CODE_NOT_RIGHT)


def _keep_factor(person: Person, sealed: bytes | None, *, since: int | None, step: int) -> None:
    rows = Person.objects.filter(pk=person.pk)
    rows.update(factor_sealed=sealed, factor_since=since, factor_step=step)
    person.factor_sealed, person.factor_since, person.factor_step = sealed, since, step


def _new_codes(person: Person) -> tuple[str, ...]:
    RecoveryCode.objects.filter(person=person).delete()
    texts = [
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()
        for _number in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_digest(text)) for text in texts
    )
    return tuple(_grouped(text, "-") for text in texts)


def _digest(text: str) -> str:
    return salted_hmac("bayanihan.recovery-code", text, algorithm="sha256").hexdigest()


def _grouped(text: str, between: str = " ") -> str:
    return between.join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _owner(person: Person) -> str:
    return f"person/{person.pk}/second-factor"
