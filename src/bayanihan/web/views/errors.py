"""Pages for what goes wrong: each says what happened, what was kept and what to do."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bayanihan.web.answers import new_reference
from bayanihan.web.framing import bare_frame, outer_frame
from bayanihan.web.parts.pages_entry import ErrorPage


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read. Nothing of it was believed, not even who asks."""
    _note(request, exception)
    context = {"frame": outer_frame(request, "400"), "page": ErrorPage()}
    return render(request, "web/400.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the requirement of the address is not met."""
    _note(request, exception)
    return _page(request, "web/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address; the page of a thing that is absent or hidden is the same."""
    _note(request, exception)
    return _page(request, "web/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that does not belong to this session; ``reason`` is for the log only."""
    logging.getLogger(__name__).warning("form refused: %s", reason)
    context = {"frame": outer_frame(request, "403"), "page": ErrorPage()}
    return render(request, "web/csrf.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks for no database; the reference stands in the log."""
    reference = new_reference()
    logging.getLogger(__name__).error("%s at %s", reference, request.path)
    context = {"frame": outer_frame(request, "500"), "page": ErrorPage(reference=reference)}
    return render(request, "web/500.html", context, status=500)


def _note(request: HttpRequest, exception: Exception | None) -> None:
    """For the operator who looks for a cause; never on a page."""
    logging.getLogger(__name__).info("%s: %s", request.path, type(exception).__name__)


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    context = {"frame": bare_frame(request), "page": ErrorPage()}
    return render(request, template, context, status=status)
