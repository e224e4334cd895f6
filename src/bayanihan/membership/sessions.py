"""Sessions of people: noted at sign-in, ended by the person, an administrator or time.

The table keeps a keyed digest of the session's key, so that nobody who reads it
can take a session over.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, QuerySet
from django.utils.crypto import salted_hmac

from bayanihan.kernel.api import Absent
from bayanihan.membership.happenings import happened
from bayanihan.membership.models import Member, NodeState, Person, SignedIn
from bayanihan.membership.people_rules import KEPT_AFTER_END, SESSION_LASTS, PeopleFault, stem_of
from bayanihan.membership.rules import Happened

_AGENT = 200


@dataclass(frozen=True, slots=True)
class NodeWord:
    """What holds on the whole node: whether a restore waits for a person's word."""

    is_restored: bool


@transaction.atomic
def note_sign_in(*, person: Person, key: str, agent: str, at: int) -> SignedIn:
    """Somebody has signed in: the session ``key`` is open from now on."""
    SignedIn.objects.filter(person=person, at__lte=at - SESSION_LASTS - KEPT_AFTER_END).delete()
    named = agent.replace("\x00", "")[:_AGENT]
    return SignedIn.objects.create(person=person, digest=session_digest(key), at=at, agent=named)


def session_digest(key: str) -> str:
    """What is kept of a session's key."""
    return salted_hmac("bayanihan.session", key, algorithm="sha256").hexdigest()


def node_of_session(person: Person, key: str, *, at: int) -> NodeWord | None:
    """How the node stands for whoever has this session; ``None`` if it is not open. One query."""
    if not person.is_active:
        return None
    waits = Exists(NodeState.objects.filter(confirmed_at__isnull=True))
    rows = _open(person, at).filter(digest=session_digest(key))
    found = rows.annotate(waits=waits).values_list("waits", flat=True).first()
    return None if found is None else NodeWord(is_restored=bool(found))


def sessions_of(person: Person, *, at: int) -> list[SignedIn]:
    """The open sessions of somebody, newest first."""
    return list(_open(person, at).order_by("-at", "-pk"))


def sessions_by_person(member: Member, *, at: int) -> dict[int, int]:
    """How many open sessions each person of a member has, by the person's key; one query."""
    rows = SignedIn.objects.filter(
        person__member=member, ended_at__isnull=True, at__gt=at - SESSION_LASTS
    )
    counted = rows.values("person").annotate(count=Count("pk")).order_by("person")
    return {row["person"]: row["count"] for row in counted}


def end_session_with(*, key: str, by: Person, at: int) -> None:
    """Signing out: the session with this key ends; one that is not there is no fault."""
    rows = SignedIn.objects.filter(person=by, digest=session_digest(key), ended_at__isnull=True)
    _end(rows, by, at)


@transaction.atomic
def end_session(*, name: str, by: Person, at: int) -> None:
    """End one of one's own sessions."""
    if not _end(_open(by, at).filter(digest__startswith=stem_of(name)), by, at):
        raise Absent(PeopleFault.UNKNOWN_SESSION)
    happened(by.member, by, Happened.SESSION_ENDED, {"person": by.username, "count": 1}, at)


@transaction.atomic
def end_other_sessions(*, key: str, by: Person, at: int) -> int:
    """End one's own sessions but the one with this key; gives how many there were."""
    ended = _end(_open(by, at).exclude(digest=session_digest(key)), by, at)
    facts = {"person": by.username, "count": ended}
    happened(by.member, by, Happened.SESSION_ENDED, facts, at)
    return ended


def end_all_sessions(*, person: Person, by: Person, at: int) -> int:
    """End every session of somebody, inside the caller's transaction."""
    return _end(_open(person, at), by, at)


@transaction.atomic
def change_password(*, person: Person, credential: str, key: str, at: int) -> None:
    """Take a new password (as ``make_password`` gives it); all sessions but ``key`` end."""
    Person.objects.filter(pk=person.pk).update(password=credential)
    person.password = credential
    ended = _end(_open(person, at).exclude(digest=session_digest(key)), person, at)
    happened(person.member, person, Happened.PASSWORD_CHANGED, {"count": ended}, at)


def move_session(*, person: Person, old: str, new: str, at: int) -> None:
    """A session that goes on under a new key stays the same session."""
    rows = _open(person, at).filter(digest=session_digest(old))
    rows.update(digest=session_digest(new))


def _open(person: Person, at: int) -> QuerySet[SignedIn]:
    return SignedIn.objects.filter(person=person, ended_at__isnull=True, at__gt=at - SESSION_LASTS)


def _end(rows: QuerySet[SignedIn], by: Person, at: int) -> int:
    return rows.update(ended_at=at, ended_by=by.username)
