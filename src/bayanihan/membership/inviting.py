"""Invitations: a link by which somebody sets a password, for the first time or anew.

The link carries a secret of 192 bits, of which only the digest is kept. It works
once, for three days, until somebody takes it back. One that is wrong, used,
ended or taken back is ``Absent``, and nothing tells these apart.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.actions import NewPerson, add_person
from bayanihan.membership.factors import forget_factor
from bayanihan.membership.happenings import happened
from bayanihan.membership.models import Invitation, Member, Person
from bayanihan.membership.people import hold_member, hold_person
from bayanihan.membership.people_rules import (
    INVITATION_LASTS,
    KEPT_AFTER_END,
    PeopleFault,
    rights_fault,
    stem_of,
    username_fault,
)
from bayanihan.membership.queries import roles_of
from bayanihan.membership.rules import Happened, Role
from bayanihan.membership.sessions import end_all_sessions
from bayanihan.membership.tokens import end_all_tokens

_BYTES: Final = 24
_NAME: Final = 120
_OPERATOR: Final = ""
"""Who invited, where it was the operator of the node on the command line."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom to invite: the name to sign in with, the name that others see, the rights."""

    username: str
    display_name: str
    roles: Iterable[Role]


@transaction.atomic
def invite(*, member: Member, guest: Guest, by: Person | None, at: int) -> tuple[Invitation, str]:
    """Invite somebody who cannot sign in yet; gives the secret of the link, which is not kept.

    ``by=None`` is the operator of the node. An earlier link for the same name ends.
    """
    if by is not None:
        hold_member(member=member, by=by)
    roles = frozenset(guest.roles)
    name = guest.display_name.strip()
    fault = username_fault(guest.username, code=member.code if by else None) or rights_fault(roles)
    if fault is not None:
        raise Refused(fault)
    if not name or len(name) > _NAME or "\x00" in name:
        raise Refused(PeopleFault.NO_NAME)
    if Person.objects.filter(username=guest.username).exists():
        raise Conflict(PeopleFault.USERNAME_TAKEN, facts={"username": guest.username})
    new = Invitation(member=member, username=guest.username, display_name=name, roles=sorted(roles))
    return _give_link(new, by, at)


@transaction.atomic
def let_in_anew(*, person: Person, by: Person | None, at: int) -> tuple[Invitation, str]:
    """A link for somebody who has lost password or second factor; gives its secret.

    Nothing of theirs changes before the link is used.
    """
    if by is not None:
        person = hold_person(person=person, by=by)
    if not person.is_active:
        raise Refused(PeopleFault.IS_INACTIVE)
    new = Invitation(
        member=person.member,
        person=person,
        username=person.username,
        display_name=person.display_name,
        roles=sorted(roles_of(person)),
    )
    return _give_link(new, by, at)


def _give_link(new: Invitation, by: Person | None, at: int) -> tuple[Invitation, str]:
    Invitation.objects.filter(expires_at__lte=at - KEPT_AFTER_END).delete()
    _open(at).filter(member=new.member, username=new.username).update(revoked_at=at)
    secret = secrets.token_urlsafe(_BYTES)
    new.digest = secret_digest(secret)
    new.made_by = by.username if by else _OPERATOR
    new.made_at, new.expires_at = at, at + INVITATION_LASTS
    new.save()
    facts = {"person": new.username, "roles": new.roles, "is_anew": new.person_id is not None}
    happened(new.member, by, Happened.PERSON_INVITED, facts, at)
    return new, secret


def secret_digest(secret: str) -> str:
    """What is kept of a link; its secret is random, so that a plain digest tells nothing."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def waiting_invitations(member: Member, *, at: int) -> list[Invitation]:
    """Links that somebody could still use, the newest first."""
    return list(_open(at).filter(member=member).order_by("-made_at", "-pk"))


@transaction.atomic
def revoke_invitation(*, name: str, by: Person, at: int) -> Invitation:
    """Take a link of one's member back: it opens nothing from now on."""
    hold_member(member=by.member, by=by)
    found = _open(at).filter(digest__startswith=stem_of(name), member=by.member_id).first()
    if found is None:
        raise Absent(PeopleFault.UNKNOWN_INVITATION)
    Invitation.objects.filter(pk=found.pk).update(revoked_at=at)
    happened(by.member, by, Happened.INVITATION_REVOKED, {"person": found.username}, at)
    return found


def find_invitation(secret: str, *, at: int) -> Invitation:
    """The invitation behind a link; raises ``Absent`` for every link that opens nothing."""
    rows = _open(at).select_related("member", "person__member")
    found = rows.filter(digest=secret_digest(secret)).first()
    if found is None:
        raise Absent(PeopleFault.UNKNOWN_INVITATION)
    return found


@transaction.atomic
def take_invitation(*, secret: str, credential: str, at: int) -> Person:
    """Use a link: who was invited can sign in; who lost something starts anew.

    ``credential`` is a hash as ``make_password`` gives it. Starting anew ends the
    second factor and every session and token.
    """
    found = find_invitation(secret, at=at)
    # Of two that come at once, one finds nothing to change.
    if not _open(at).filter(pk=found.pk).update(used_at=at):
        raise Absent(PeopleFault.UNKNOWN_INVITATION)
    person = found.person
    if person is None:
        roles = [Role(role) for role in found.roles]
        new = NewPerson(found.username, found.display_name, credential, roles)
        person = add_person(member=found.member, new=new, at=at)
    else:
        _start_anew(person, credential, at)
    facts = {"is_anew": found.person_id is not None, "invited_by": found.made_by}
    happened(found.member, person, Happened.INVITATION_TAKEN, facts, at)
    return person


def _start_anew(person: Person, credential: str, at: int) -> None:
    Person.objects.filter(pk=person.pk).update(password=credential)
    person.password = credential
    forget_factor(person=person)
    end_all_sessions(person=person, by=person, at=at)
    end_all_tokens(person=person, by=person, at=at)


def _open(at: int) -> QuerySet[Invitation]:
    """Links that work; one for somebody who was shut out meanwhile does not."""
    rows = Invitation.objects.filter(used_at__isnull=True, revoked_at__isnull=True)
    return rows.filter(Q(person__isnull=True) | Q(person__is_active=True), expires_at__gt=at)
