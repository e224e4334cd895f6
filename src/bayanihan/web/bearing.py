"""Programs that take files out: a token in the header, on the addresses of files alone.

A token is looked at nowhere else, never in an address and never in a form. What
does not come in gets the same words, whether the token is unknown, ended or
revoked, and whatever it was shown to.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from bayanihan.membership.api import Scope, token_person
from bayanihan.web.asking import instant_of
from bayanihan.web.throttling import MOST, WINDOW

FILE_ROUTES: Final = frozenset({"exchange-export", "group-export", "object-stix", "group-charter"})
_SAFE: Final = frozenset({"GET", "HEAD"})
_SCHEME: Final = "bearer"
_LONGEST: Final = 200
_REMEMBERED: Final = 10_000
_UNAUTHORISED: Final = 401
_BAD: Final = 400
Answer = Callable[[HttpRequest], HttpResponseBase]


class RefusedTokens:
    """Tokens that were refused ten times in a quarter of an hour: they are not looked up again.

    Kept in memory, by digest: a look writes nothing. One member's forgotten program
    never closes the way for another, as a count by address would behind a proxy.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def is_closed(self, text: str, at: int) -> bool:
        """Whether this token was refused too often to be looked up now."""
        with self._lock:
            since, count = self._seen.get(_mark(text), (at, 0))
        return count >= MOST and at < since + WINDOW

    def note(self, text: str, at: int) -> None:
        """Count one refusal; what is oldest is forgotten first."""
        with self._lock:
            since, count = self._seen.pop(_mark(text), (at, 0))
            self._seen[_mark(text)] = (since, count + 1) if at < since + WINDOW else (at, 1)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


class BearerMiddleware:
    """Lets programs in by a token; what they get is a file or one plain sentence, never a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._refused = RefusedTokens()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; a page that would answer a token becomes words."""
        response = self.get_response(request)
        return response if bearer_of(request) is None else _for_program(response)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Before the view: the person for whom the token speaks, or no."""
        text = bearer_of(request)
        if text is None:
            return None
        match = request.resolver_match
        is_file = match is not None and match.view_name in FILE_ROUTES
        if not is_file or request.method not in _SAFE or not self._comes_in(request, text):
            return _not_let_in()
        return None

    def _comes_in(self, request: HttpRequest, text: str) -> bool:
        at = instant_of(request)
        if len(text) > _LONGEST or self._refused.is_closed(text, at):
            return False
        person = token_person(text, scope=Scope.READ, at=at)
        if person is None:
            self._refused.note(text, at)
            return False
        request.user = person
        return True


def bearer_of(request: HttpRequest) -> str | None:
    """The token that a request carries; ``None`` where it carries none (RFC 6750, section 2.1)."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == _SCHEME else None


def _not_let_in() -> HttpResponse:
    said = _("This token opens nothing here: it is unknown or has ended, or this takes no token.")
    return _words(said, _UNAUTHORISED)


def _for_program(response: HttpResponseBase) -> HttpResponseBase:
    """Files go as they are; pages and ways to pages become one sentence."""
    if response.status_code == _UNAUTHORISED:
        return response
    is_onward = "Location" in response.headers
    if not is_onward and not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    if is_onward or response.status_code < _BAD:
        return _words(_("There is no file here as it was asked for. Say which: form=..."), _BAD)
    return _words(_("There is no such file for you."), response.status_code)


def _words(said: str, status: int) -> HttpResponse:
    response = HttpResponse(said + "\n", content_type="text/plain; charset=utf-8", status=status)
    if status == _UNAUTHORISED:
        response["WWW-Authenticate"] = 'Bearer realm="bayanihan"'
    return response
