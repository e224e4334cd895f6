"""Slows down the guessing of passwords: ten failures a user name in a quarter of an hour.

Kept in the database, so that it holds for all workers of a node and survives a
restart. A name that nobody has is treated like any other.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.crypto import salted_hmac

from bayanihan.web.models import FailedSignIn

WINDOW = 15 * 60 * 1_000_000
MOST = 10


@transaction.atomic
def count_attempt(username: str, *, at: int) -> bool:
    """Count an attempt as failed before it is tried; ``False`` when there were too many.

    Written first, so that attempts made at the same instant are all counted.
    What is older than the window goes, whoever's it is.
    """
    FailedSignIn.objects.filter(at__lte=at - WINDOW).delete()
    digest = _digest(username)
    if FailedSignIn.objects.filter(name_digest=digest).count() >= MOST:
        return False
    FailedSignIn.objects.create(name_digest=digest, at=at)
    return True


def forget_attempts(username: str) -> None:
    """Whoever has signed in starts afresh."""
    FailedSignIn.objects.filter(name_digest=_digest(username)).delete()


def _digest(username: str) -> str:
    name = username.strip().casefold()
    return salted_hmac("bayanihan.sign-in", name, algorithm="sha256").hexdigest()
