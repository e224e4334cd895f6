"""What holds for the people of a member: names, rights, why something is refused (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from bayanihan.membership.rules import Role

_DAY: Final = 86_400_000_000
INVITATION_LASTS: Final = 3 * _DAY
SESSION_LASTS: Final = _DAY // 2
KEPT_AFTER_END: Final = 30 * _DAY
"""How long an ended session, token or invitation can still be looked at."""
TWO_ADMINISTRATORS: Final = 2
_OWN_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}", re.ASCII)
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)


_SHORT_NAME: Final = 16


class PeopleFault(StrEnum):
    """Why something about people is refused."""

    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_INVITATION = "unknown_invitation"
    UNKNOWN_SESSION = "unknown_session"
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105  # the name of a fault
    UNKNOWN_ACT = "unknown_act"
    MAY_NOT_ADMINISTER = "may_not_administer"
    LAST_ADMINISTRATOR = "last_administrator"
    NO_RIGHTS = "no_rights"
    NO_NAME = "no_name"
    NOT_A_USERNAME = "not_a_username"
    USERNAME_TAKEN = "username_taken"
    IS_INACTIVE = "is_inactive"
    CODE_NOT_RIGHT = "code_not_right"
    FACTOR_IS_SET = "factor_is_set"
    FACTOR_NOT_SET = "factor_not_set"
    FACTOR_NEEDED = "factor_needed"
    TOKEN_DAYS = "token_days"  # noqa: S105  # as above


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"


def short_name(digest: str) -> str:
    """What a session, token or invitation is called in an address, by its digest.

    Not by its key in the table: that would tell a member how often others sign in.
    """
    return digest[:_SHORT_NAME]


def stem_of(name: str) -> str:
    """What a digest begins with that is called so; no digest begins so where it is no name."""
    return name if len(name) == _SHORT_NAME else "-"


def username_of(code: str, name: str) -> str:
    """A user name within the names of one member: its code, a dot, a name of its own.

    So no administrator learns by trying which names another member's people have.
    """
    return f"{code.lower()}.{name}"


def username_fault(username: str, *, code: str | None) -> PeopleFault | None:
    """Why this is no user name for somebody of the member ``code``; ``None`` if it is one.

    ``code=None`` is the operator of the node, who may give any name.
    """
    if code is None:
        return None if _USERNAME.fullmatch(username) else PeopleFault.NOT_A_USERNAME
    prefix, _dot, name = username.rpartition(".")
    is_own = prefix == code.lower() and _OWN_NAME.fullmatch(name)
    return None if is_own else PeopleFault.NOT_A_USERNAME


def needs_second_administrator(count: int, *, is_individual: bool) -> bool:
    """Whether a member has too few administrators to lose one; an individual is one person."""
    return not is_individual and count < TWO_ADMINISTRATORS


def rights_fault(roles: Iterable[Role]) -> PeopleFault | None:
    """Whoever signs in has at least one right."""
    return None if set(roles) else PeopleFault.NO_RIGHTS
