"""Who a request comes from: sessions that are noted and can be ended one by one.

A session without an open row of ``SignedIn`` is nobody's, whatever its cookie says.
Looking writes nothing: rows are made at sign-in and changed by acts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib.auth import get_user, login, update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from bayanihan.membership.api import (
    Person,
    end_session_with,
    move_session,
    node_of_session,
    note_sign_in,
)
from bayanihan.web.asking import instant_of, note_restored_node
from bayanihan.web.requirements import REQUIREMENTS, Requirement

Answer = Callable[[HttpRequest], HttpResponseBase]
_WITHOUT_FACTOR: Final = frozenset({"factor", "sign-out"})
"""Where somebody gets who must set up a second factor first; what is public stays public."""


class PersonBackend(ModelBackend):
    """Finds the person of a session together with member and rights: two queries."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless they were shut out."""
        rows = Person.objects.select_related("member").prefetch_related("granted")
        return rows.filter(pk=user_id, is_active=True).first()


class SignedInMiddleware:
    """Lets a person in by an open session, and to nothing but the factor's page who needs one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; who it comes from is looked up where somebody asks."""
        request.user = SimpleLazyObject(lambda: _person_or_nobody(request))  # type: ignore[assignment]  # stands for what it finds
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Before the view: where the member wants a second factor, that comes first."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in _WITHOUT_FACTOR or REQUIREMENTS.get(name) in {None, Requirement.PUBLIC}:
            return None
        person = request.user
        if isinstance(person, Person) and needs_factor(person):
            return redirect("factor")
        return None


def _person_or_nobody(request: HttpRequest) -> Person | AnonymousUser:
    user = get_user(request)
    key = request.session.session_key
    if not isinstance(user, Person) or not key:
        return AnonymousUser()
    node = node_of_session(user, key, at=instant_of(request))
    if node is None:
        return AnonymousUser()
    note_restored_node(request, is_restored=node.is_restored)
    return user


def needs_factor(person: Person) -> bool:
    """Whether somebody may do nothing before they have set up a second factor."""
    return person.member.second_factor_required and person.factor_since is None


def let_in(request: HttpRequest, person: Person) -> None:
    """Sign somebody in under a fresh session, which is noted."""
    leave(request)
    login(request, person)
    note_sign_in(
        person=person,
        key=session_key(request),
        agent=request.headers.get("User-Agent", ""),
        at=instant_of(request),
    )


def leave(request: HttpRequest) -> None:
    """End the session of this request and forget all that it held."""
    key = request.session.session_key
    if isinstance(request.user, Person) and key:
        end_session_with(key=key, by=request.user, at=instant_of(request))
    request.session.flush()
    request.user = AnonymousUser()


def session_key(request: HttpRequest) -> str:
    """The key of the session that this request belongs to."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def renew_session(request: HttpRequest, person: Person) -> None:
    """Go on under a new key after what gives a person more or other rights to this session."""
    old = session_key(request)
    update_session_auth_hash(request, person)
    move_session(person=person, old=old, new=session_key(request), at=instant_of(request))
