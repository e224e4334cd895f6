"""One table from the class of an error to the page that a person gets."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bayanihan.kernel.api import Absent, BayanihanError, Conflict, Malformed, Refused, Unverified
from bayanihan.web.framing import bare_frame
from bayanihan.web.parts.pages_entry import ErrorPage
from bayanihan.web.sentences import say

_STATUS: tuple[tuple[type[BayanihanError], int, str], ...] = (
    (Absent, 404, "web/404.html"),
    (Refused, 403, "web/403.html"),
    (Conflict, 409, "web/400.html"),
    (Malformed, 400, "web/400.html"),
    (Unverified, 500, "web/500.html"),
)
_SERVER_FAULT = 500
_REFERENCE_BYTES = 4


def new_reference() -> str:
    """A short random mark by which the operator finds an entry in the log."""
    return secrets.token_hex(_REFERENCE_BYTES)


def answer_wrong_way(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """A page for who opens the address of a button, or sends a form to a page (405)."""
    context = {"frame": bare_frame(request), "page": ErrorPage()}
    answer = render(request, "web/405.html", context, status=refused.status_code)
    answer.headers["Allow"] = refused.headers["Allow"]
    return answer


def answer_error(request: HttpRequest, error: BayanihanError) -> HttpResponse:
    """What happened, what was kept, what to do. An absent thing says nothing more than absent."""
    status, template = next(
        ((number, page) for kind, number, page in _STATUS if isinstance(error, kind)),
        (_SERVER_FAULT, "web/500.html"),
    )
    reference = ""
    if status >= _SERVER_FAULT:
        reference = new_reference()
        logging.getLogger(__name__).error("%s %s", reference, error)
    happened = "" if isinstance(error, Absent) else say(error)
    page = ErrorPage(happened=happened, reference=reference)
    context = {"frame": bare_frame(request), "page": page}
    return render(request, template, context, status=status)
