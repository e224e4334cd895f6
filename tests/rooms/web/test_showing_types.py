"""Every type of STIX 2.1 has its table, and its page leaves nothing of an object out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from bayanihan.stix.api import STIX_TYPES
from bayanihan.web.showing.properties import property_facts, table_of, words_of
from bayanihan.web.showing.property_tables import LAST
from tests.rooms.web.hosted import Hosted, an_id, an_object
from tests.rooms.web.object_pages import shown

SCHEMAS = files("stix2validator") / "schemas-2.1" / "schemas"
ROOMS = ("sdos", "sros", "observables", "common")
# Title, words, pattern, markings and references stand elsewhere on the page.
ELSEWHERE = {"type", "id", "name", "abstract", "value", "pattern", "description"}
ELSEWHERE |= {"content", "explanation", "spec_version", "revoked"}


def properties_of(type_: str) -> set[str]:
    """What OASIS's schema of a type lists by name."""
    for room in ROOMS:
        schema = SCHEMAS / room / f"{type_}.json"
        if schema.is_file():
            return set(_names(json.loads(schema.read_text(encoding="utf-8"))))
    raise AssertionError(type_)


def _names(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in schema.get("allOf", ()):
        yield from _names(part)


@pytest.mark.parametrize("type_", sorted(STIX_TYPES))
def test_the_table_of_a_type_knows_every_property_of_its_schema(type_: str) -> None:
    own = {name for name in properties_of(type_) if not name.endswith(("_ref", "_refs"))}
    assert own - ELSEWHERE - set(table_of(type_)) - set(LAST) == set()
    assert not set(table_of(type_)) & set(LAST)


@pytest.mark.parametrize("type_", sorted(STIX_TYPES))
def test_every_property_is_shown_once(type_: str) -> None:
    names = [*table_of(type_), *LAST, "x_own", "x_other"]
    body = {"type": type_, "id": f"{type_}--1", **{name: f"said in {name}" for name in names}}
    spoken, _text = words_of(body)
    facts = property_facts(body)
    assert len(facts) == len([name for name in names if name != spoken])
    assert all(fact.label and fact.lines for fact in facts)


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 1.5, "", [], {}, [[]], [None], {"a": None}, ["x"] * 100, "y" * 9000],
)
@pytest.mark.parametrize("name", ["confidence", "hashes", "kill_chain_phases", "contents", "x_own"])
def test_a_value_of_any_form_is_shown(name: str, value: Any) -> None:
    facts = property_facts({"type": "file", name: value})
    assert len(facts) == 1
    assert 1 <= len(facts[0].lines) <= 41
    assert all(len(line.text) < 2100 for line in facts[0].lines)


def test_observables_sightings_and_markings_have_their_page(hosted: Hosted) -> None:
    statement = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": an_id("marking-definition", "terms"),
        "created": "2026-07-01T08:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "Ask before you quote."},
    }
    address = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--1f40f93e-b18e-5a7e-96c2-b5ac7a4a1b7e",
        "value": "203.0.113.7",
    }
    sighting = an_object("sighting", "x", sighting_of_ref=an_id("malware", "Northwind"), count=3)
    del sighting["name"]
    hosted.publish(hosted.circle, hosted.a, statement, sighting)
    client = hosted.client("bb.lead")
    seen = shown(client, sighting["id"])
    assert seen.title.text == "sighting of Northwind"
    assert [(one.verb, one.other.text) for one in seen.out] == [("is a sighting of", "Northwind")]
    terms = shown(client, str(statement["id"]))
    lines = {one.label: one.lines[0].text for one in terms.properties}
    assert lines["Says"] == "statement: Ask before you quote."
    address.pop("id")
    assert property_facts(address) == ()
