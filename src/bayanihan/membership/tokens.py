"""Tokens: what a program shows instead of a password. Shown once, kept as a keyed digest."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.happenings import happened
from bayanihan.membership.models import Person, Token
from bayanihan.membership.people_rules import KEPT_AFTER_END, PeopleFault, Scope, stem_of
from bayanihan.membership.rules import Happened, Role

MOST_DAYS: Final = 365
_DAY: Final = 86_400_000_000
# Secret scanners and people know it by this beginning.
_BEGINS: Final = "bayanihan_"
_BYTES: Final = 32
_NAME: Final = 80


@transaction.atomic
def make_token(*, name: str, scope: Scope, days: int, by: Person, at: int) -> tuple[Token, str]:
    """A new token of one's own, and its text, which is not kept."""
    named = name.strip()
    if not named or len(named) > _NAME or "\x00" in named:
        raise Refused(PeopleFault.NO_NAME)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(PeopleFault.TOKEN_DAYS)
    Token.objects.filter(person=by, expires_at__lte=at - KEPT_AFTER_END).delete()
    text = _BEGINS + secrets.token_urlsafe(_BYTES)
    token = Token.objects.create(
        person=by,
        name=named,
        scopes=[scope.value],
        digest=token_digest(text),
        made_at=at,
        expires_at=at + days * _DAY,
    )
    happened(by.member, by, Happened.TOKEN_MADE, {"token": named, "days": days}, at)
    return token, text


def token_digest(text: str) -> str:
    """What is kept of a token."""
    return salted_hmac("bayanihan.token", text, algorithm="sha256").hexdigest()


def token_person(text: str, *, scope: Scope, at: int) -> Person | None:
    """For whom a token speaks now; ``None`` for one that is unknown, ended or revoked.

    Whoever has to prove a second factor and has none does not come in by a token either.
    """
    rows = _open(at).filter(digest=token_digest(text), person__is_active=True)
    token = rows.select_related("person__member").first()
    if token is None or scope.value not in token.scopes:
        return None
    person = token.person
    lacks_factor = person.member.second_factor_required and person.factor_since is None
    return None if lacks_factor else person


def tokens_of(person: Person, *, at: int) -> list[Token]:
    """The tokens of somebody that still open something, the first to end first."""
    return list(_open(at).filter(person=person).order_by("expires_at", "pk"))


@transaction.atomic
def revoke_token(*, name: str, by: Person, at: int) -> Token:
    """End a token: one's own, or as administrator that of somebody of one's member."""
    reach = Q(person=by)
    if by.is_active and by.granted.filter(role=Role.ADMINISTRATOR.value).exists():
        reach |= Q(person__member=by.member_id)
    token = (
        _open(at).filter(reach, digest__startswith=stem_of(name)).select_related("person").first()
    )
    if token is None:
        raise Absent(PeopleFault.UNKNOWN_TOKEN)
    _revoke(Token.objects.filter(pk=token.pk), by, at)
    facts = {"token": token.name, "person": token.person.username}
    happened(by.member, by, Happened.TOKEN_REVOKED, facts, at)
    return token


def end_all_tokens(*, person: Person, by: Person, at: int) -> int:
    """End every token of somebody, inside the caller's transaction."""
    return _revoke(_open(at).filter(person=person), by, at)


def _open(at: int) -> QuerySet[Token]:
    return Token.objects.filter(revoked_at__isnull=True, expires_at__gt=at)


def _revoke(rows: QuerySet[Token], by: Person, at: int) -> int:
    return rows.update(revoked_at=at, revoked_by=by.username)
