"""Looking at pages of records, as their templates get them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from bayanihan.web.parts.pages_exchange import ObjectPage
from tests.rooms.web.hosted import an_id, an_object

ONE = an_id("indicator", "circle one")
MALWARE = an_id("malware", "Northwind")
LATER = "2026-07-02T08:00:00.000Z"


def address(stix_id: str, more: str = "") -> str:
    return f"/exchange/objects/{stix_id}/{more}"


def shown(client: Client, stix_id: str, more: str = "") -> ObjectPage:
    """The page as its template gets it."""
    answer = client.get(address(stix_id, more))
    assert answer.status_code == 200
    page: ObjectPage = answer.context["page"]
    return page


def text_of(client: Client, stix_id: str, more: str = "") -> str:
    return client.get(address(stix_id, more)).content.decode()


def fact(page: ObjectPage, label: str) -> str:
    """The lines under one fact, with codes and labels."""
    lines = next(one.lines for one in page.facts if one.label == label)
    parts = (part for line in lines for part in (line.code, line.tlp, line.text) if part)
    return " ".join(parts)


def relationship(name: str, verb: str, source: str, target: str) -> dict[str, Any]:
    body = an_object(
        "relationship", name, relationship_type=verb, source_ref=source, target_ref=target
    )
    del body["name"]
    return body
