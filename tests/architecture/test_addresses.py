"""Every address names its requirement in one table, and the table lists nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from bayanihan.web.api import REQUIREMENTS


def route_names(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The full name of every route; a route without a name gives its pattern in angles."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from route_names(entry.url_patterns, space)
        else:
            yield f"{prefix}{entry.name}" if entry.name else f"<{prefix}{entry.pattern}>"


def faults(routes: Iterable[str], listed: AbstractSet[str]) -> list[str]:
    """Routes without a requirement, and requirements without a route."""
    known = set(routes)
    open_ones = [f"{name} has no requirement" for name in sorted(known - listed)]
    return open_ones + [f"{name} is no route" for name in sorted(listed - known)]


def test_every_address_has_a_requirement() -> None:
    routes = list(route_names(get_resolver().url_patterns))
    assert routes
    assert faults(routes, REQUIREMENTS.keys()) == []


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_an_unlisted_an_unnamed_and_a_stale_address_are_seen() -> None:
    patterns: list[URLPattern | URLResolver] = [
        path("listed/", _page, name="listed"),
        path("open/", _page, name="open"),
        path("nameless/", _page),
        path("inner/", ([path("in/", _page, name="in")], "app", "space")),
    ]
    assert faults(route_names(patterns), {"listed", "gone"}) == [
        "<nameless/> has no requirement",
        "open has no requirement",
        "space:in has no requirement",
        "gone is no route",
    ]
