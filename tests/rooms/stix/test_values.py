"""What people look for, what they call it, and whom it names."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.stix.api import (
    STIX_TYPES,
    Reference,
    Value,
    fold,
    host_of,
    references,
    searchable,
    title,
)
from tests.rooms.stix.samples import AMBER, MD5, ref, sample


def test_an_indicator_is_found_by_what_its_pattern_looks_for() -> None:
    assert searchable(sample("indicator")) == (Value("domain-name", "bad.example"),)
    pattern = f"[file:hashes.MD5 = '{MD5}' OR ipv4-addr:value = '192.0.2.1']"
    assert searchable(sample("indicator", pattern=pattern)) == (
        Value("file:hashes.MD5", MD5),
        Value("ipv4-addr", "192.0.2.1"),
    )
    assert searchable(sample("indicator", pattern_type="sigma")) == ()
    assert searchable(sample("indicator", pattern=5)) == ()


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (sample("ipv4-addr"), [("ipv4-addr", "198.51.100.3")]),
        (sample("autonomous-system"), [("autonomous-system:number", "64496")]),
        (sample("file", hashes={"MD5": MD5}), [("file:name", "foo.dll"), ("file:hashes.MD5", MD5)]),
        (sample("email-message"), [("email-message:subject", "Hello")]),
        (sample("x-gate", value="7"), [("x-gate", "7")]),
        (
            sample("threat-actor", aliases=["Tide", " ", "Tide", 5]),
            [("name", "Evil Org"), ("name", "Tide"), ("name", "5")],
        ),
        (
            sample("vulnerability", external_references=[{"external_id": "CVE-2026-1234"}, 5]),
            [("name", "CVE-2026-1234"), ("external-id", "CVE-2026-1234")],
        ),
        (
            sample("observed-data", objects={"0": {"type": "url", "value": "u"}, "1": 5, "2": {}}),
            [("url", "u")],
        ),
        (sample("observed-data", objects=[]), []),
        (sample("file", hashes=[], external_references={}), [("file:name", "foo.dll")]),
        (sample("report", name="Wave of July"), [("name", "Wave of July")]),
        (sample("incident", name="Outage"), [("name", "Outage")]),
        (sample("grouping", name="Kits"), [("name", "Kits")]),
        (sample("course-of-action", name="Block it"), [("name", "Block it")]),
        (sample("note", abstract="Seen again in July"), [("name", "Seen again in July")]),
        (
            sample("indicator", name="Pay page"),
            [("domain-name", "bad.example"), ("name", "Pay page")],
        ),
        (sample("x-gate", value="7", name="West"), [("x-gate", "7"), ("name", "West")]),
        ({"type": 5}, []),
        ({}, []),
    ],
)
def test_objects_are_found_by_their_values(
    body: dict[str, Any], values: list[tuple[str, str]]
) -> None:
    assert [(value.kind, value.text) for value in searchable(body)] == values


def test_folded_values_are_compared_without_case_and_final_dot() -> None:
    assert fold(" Bad.Example. ") == fold("bad.example")
    assert fold("bad.example") != fold("bad-example")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://bad.example/login?a=http://x.example", "bad.example"),
        ("HTTP://Bad.Example.:8080", "Bad.Example"),
        ("ftp://me:word@bad.example#top", "bad.example"),
        ("https://[2001:db8::1]:443/", "2001:db8::1"),
        ("https://", ""),
        ("file:///etc/hosts", ""),
        ("see https://bad.example/", ""),
        ("bad.example", ""),
        ("", ""),
    ],
)
def test_a_web_address_names_its_host(text: str, host: str) -> None:
    assert host_of(text) == host


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (sample("malware"), "Tidal"),
        (sample("indicator"), "bad.example"),
        (sample("indicator", name="Name"), "Name"),
        (sample("indicator", pattern="[broken", pattern_type="stix"), "[broken"),
        (sample("relationship"), "indicates"),
        (sample("sighting"), "sighting"),
        (sample("note"), "Seen again."),
        (sample("opinion"), "agree"),
        (sample("grouping", name="Two\n lines"), "Two lines"),
        (sample("url"), "https://bad.example/a"),
        (sample("user-account"), "1001"),
        (sample("autonomous-system"), "64496"),
        (sample("tool", name="x" * 300), "x" * 199 + "…"),
        ({"type": 5, "id": []}, "object"),
        ({"name": " ", "id": "some--id"}, "some--id"),
        ({}, "object"),
    ],
)
def test_people_call_it_by_its_name(body: dict[str, Any], words: str) -> None:
    assert title(body) == words


@pytest.mark.parametrize("name", sorted(STIX_TYPES))
def test_everything_has_a_title(name: str) -> None:
    assert title(sample(name))


def test_references_come_with_their_pointer() -> None:
    body = sample(
        "report",
        created_by_ref=ref("identity"),
        object_marking_refs=[AMBER, 5],
        granular_markings=[{"marking_ref": AMBER}],
        extensions={"a/b": {"x_refs": [ref("url")], "y_ref": 5, "z_ref": "0"}},
        deep=[[{"one_ref": ref("tool")}]],
    )
    assert references(body) == (
        Reference("/object_refs/0", ref("campaign")),
        Reference("/created_by_ref", ref("identity")),
        Reference("/object_marking_refs/0", AMBER),
        Reference("/granular_markings/0/marking_ref", AMBER),
        Reference("/extensions/a~1b/x_refs/0", ref("url")),
        Reference("/deep/0/0/one_ref", ref("tool")),
    )


def test_references_end_somewhere() -> None:
    body: dict[str, Any] = {"one_ref": ref("tool")}
    for _ in range(500):
        body = {"a": [body]}
    assert references(body) == ()
