"""Holds every request to the requirement of its address before its view runs; fails closed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    PREPARERS,
    PROPOSERS,
    RELEASERS,
    SIGNATORIES,
    Person,
    Role,
    roles_of,
)
from bayanihan.web.answers import answer_error, answer_wrong_way
from bayanihan.web.parts.hidden import visible_words
from bayanihan.web.requirements import REQUIREMENTS, Requirement

_RIGHTS: dict[Requirement, frozenset[Role]] = {
    Requirement.PREPARER: PREPARERS,
    Requirement.RELEASER: RELEASERS,
    Requirement.SIGNATORY: SIGNATORIES,
    Requirement.PROPOSER: PROPOSERS,
    Requirement.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
}
_SAFE = frozenset({"GET", "HEAD"})
NOT_KEPT = "private, no-store"
Answer = Callable[[HttpRequest], HttpResponseBase]


class RequirementMiddleware:
    """Asks the table who may use an address; turns refusals of the rooms into pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; no cache keeps what the answer shows, unless a view says so.

        No page hides a letter, whoever wrote the words on it.
        """
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = answer_wrong_way(request, response)
        if isinstance(response, HttpResponse) and _is_page(response):
            text = response.content.decode(response.charset)
            shown = visible_words(text)
            if shown != text:
                response.content = shown.encode(response.charset)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Before the view: public, or signed in with the right that the table names."""
        match = request.resolver_match
        requirement = REQUIREMENTS.get(match.view_name if match else "")
        if requirement is Requirement.PUBLIC:
            return None
        if requirement is None:
            raise PermissionDenied
        if not isinstance(request.user, Person):
            return redirect_to_login(_way_back(request))
        rights = _RIGHTS.get(requirement)
        if rights is not None and not roles_of(request.user) & rights:
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A room's refusal becomes a page in words; anything else is Django's to report."""
        if isinstance(error, BayanihanError):
            return answer_error(request, error)
        return None


def _is_page(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages, and nothing else: files that people take out leave as they were made."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The page compressed, with a header of random length (decision 7)."""
        if request.method not in _SAFE or not _is_page(response):
            return response
        return super().process_response(request, response)


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: the page that was asked for, or the desk after a form."""
    return request.get_full_path() if request.method in _SAFE else reverse("desk")
