"""What a session holds between two steps: whose code is asked for, a secret not yet confirmed.

Neither opens anything by itself. Secrets lie in the session sealed, bound to
the person.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import Person, new_secret, seal_secret, unseal_secret
from bayanihan.web.asking import instant_of

_AWAITED: Final = "awaited"
_BEGUN: Final = "factor"
_PATIENCE: Final = 10 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody whose password was right and whose code is still to come."""

    person: Person
    target: str


def await_code(request: HttpRequest, person: Person, target: str) -> None:
    """Remember whose code is asked for next; the session opens nothing before it is given."""
    request.session[_AWAITED] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "at": instant_of(request),
        "target": target,
    }


def awaited(request: HttpRequest) -> Awaited | None:
    """Whose code is asked for; nobody ten minutes later, or once the password has changed."""
    kept = request.session.get(_AWAITED)
    if not isinstance(kept, dict) or kept["at"] <= instant_of(request) - _PATIENCE:
        return None
    rows = Person.objects.select_related("member").filter(is_active=True)
    person = rows.filter(pk=kept["person"]).first()
    if person is None or person.get_session_auth_hash() != kept["password"]:
        return None
    return Awaited(person, str(kept["target"]))


def begin_factor(request: HttpRequest, person: Person) -> None:
    """A fresh secret, kept with the session until a first code confirms it."""
    if person.factor_since is None:
        sealed = seal_secret(person, new_secret())
        request.session[_BEGUN] = base64.b64encode(sealed).decode()


def begun_factor(request: HttpRequest, person: Person) -> bytes | None:
    """The secret that this session is setting up for its person; ``None`` where it does not."""
    kept = request.session.get(_BEGUN)
    if not isinstance(kept, str) or person.factor_since is not None:
        return None
    try:
        return unseal_secret(person, base64.b64decode(kept))
    except (Unverified, binascii.Error):
        return None


def forget_begun(request: HttpRequest) -> None:
    """The secret is in use now, or no longer wanted."""
    request.session.pop(_BEGUN, None)
