"""The exercise records: invented, labelled, in documentation ranges, and of every type."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest

from bayanihan.gate.api import STEPS, GroupRole, Step, Tlp
from bayanihan.ops.demo.exercise import EXERCISE_AT, exercise_records
from bayanihan.ops.demo.plan import RegionFacts
from bayanihan.ops.demo.region import load_region
from bayanihan.ops.demo.staging import Release
from bayanihan.stix.api import STIX_TYPES, TLP_IDS, check, marking, read, references
from tests.rooms.ops.demo_texts import as_bytes, foreign_faults, texts

NETWORKS = [
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
IPV6 = re.compile(
    r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:)+:[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})(?![\w:])",
)
HOST = re.compile(r"(?<=[@/'=])(?:[a-z0-9-]+\.)+[a-z]{2,}")
MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
NO_ADDRESS = {"spec_version", "id", "created", "modified", "published", "content", "serial_number"}


@pytest.fixture(scope="module")
def region() -> RegionFacts:
    return load_region()


@pytest.fixture(scope="module")
def releases() -> list[Release]:
    return exercise_records()


def bodies_of(releases: list[Release]) -> list[dict[str, Any]]:
    return [body for release in releases for body in release.objects]


def test_every_type_of_stix_appears_but_the_extension_definition(releases: list[Release]) -> None:
    types = {body["type"] for body in bodies_of(releases)}
    assert set(STIX_TYPES) - types == {"extension-definition"}


def test_every_release_may_be_said_by_its_publisher_in_its_group(
    releases: list[Release],
    region: RegionFacts,
) -> None:
    for release in releases:
        group = region.groups[release.group]
        ceiling = STEPS[Step(group.step)]
        assert group.exercise
        assert group.members[release.publisher] is not GroupRole.OBSERVER
        assert ceiling is not None
        assert Tlp.from_label(release.tlp) <= ceiling


def test_objects_carry_the_tlp_of_their_release_and_the_exercise_statement(
    releases: list[Release],
) -> None:
    for release in releases:
        statement, *others = release.objects
        assert statement["definition"]["statement"].startswith("EXERCISE EXERCISE EXERCISE")
        assert others
        for body in release.objects:
            assert marking(body, {statement["id"]: statement}).tlp == release.tlp
        for body in others:
            assert statement["id"] in body["object_marking_refs"]
    assert {r.tlp for r in releases} == {"TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"}


def test_the_creator_is_the_publisher_and_domain_objects_are_labelled(
    releases: list[Release],
    region: RegionFacts,
) -> None:
    for release in releases:
        for body in (b for b in release.objects if "created" in b and "labels" in b):
            assert body["created_by_ref"] == region.members[release.publisher].id
            assert body["labels"] == ["exercise"]
            name = body.get("name", "EXERCISE")
            assert any(word in name for word in ("EXERCISE", "(fictional)")), name


def test_every_address_is_reserved_for_documentation(releases: list[Release]) -> None:
    found = 0
    for body in bodies_of(releases):
        shown = {key: value for key, value in body.items() if key not in NO_ADDRESS}
        for text in texts(shown):
            plain = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "", MAC.sub("", text))
            for address in [*IPV4.findall(plain), *IPV6.findall(plain)]:
                parsed = ipaddress.ip_address(address)
                assert any(parsed in network for network in NETWORKS), (body["id"], address)
                found += 1
            for host in HOST.findall(text):
                assert host.endswith(".example"), (body["id"], host)
                found += 1
    assert found > 15


def test_observables_hold_documentation_values_only(releases: list[Release]) -> None:
    for body in bodies_of(releases):
        match body["type"]:
            case "domain-name":
                assert body["value"].endswith(".example")
            case "email-addr":
                assert body["value"].endswith(".example")
            case "mac-addr":
                assert body["value"].startswith("00:00:5e:00:53:")
            case "autonomous-system":
                assert 64496 <= body["number"] <= 64511
            case _:
                pass


def test_all_exercise_objects_obey_the_must_rules(releases: list[Release]) -> None:
    faults = {b["id"]: f for b in bodies_of(releases) if (f := check(read(as_bytes(b))))}
    assert faults == {}


def test_the_validator_of_oasis_differs_only_on_the_language_code_of_filipino(
    releases: list[Release],
) -> None:
    faults = [fault for body in bodies_of(releases) for fault in foreign_faults(body)]
    # Its fixed list lacks "fil", which the IANA registry of language subtags (RFC 5646) has.
    assert len(faults) == 1
    assert "Invalid key 'fil'" in faults[0]


def test_every_reference_leads_to_something_said_before_in_the_same_group(
    releases: list[Release],
    region: RegionFacts,
) -> None:
    known = {*TLP_IDS.values(), *(member.id for member in region.members.values())}
    seen: dict[str, set[str]] = {}
    for release in releases:
        inside = seen.setdefault(release.group, set())
        for body in release.objects:
            inside.add(body["id"])
            assert {r.target for r in references(body)} <= known | inside, body["id"]


def test_one_publisher_says_nothing_twice_in_a_group(releases: list[Release]) -> None:
    for release in releases:
        ids = [body["id"] for body in release.objects]
        assert len(set(ids)) == len(ids)


def test_the_report_is_translated_into_filipino(releases: list[Release]) -> None:
    bodies = {body["id"]: body for body in bodies_of(releases)}
    words = next(b for b in bodies.values() if b["type"] == "language-content")
    report = bodies[words["object_ref"]]
    assert report["type"] == "report"
    assert words["object_modified"] == report["modified"]
    assert words["contents"]["fil"].keys() <= report.keys()


def test_another_beginning_moves_the_times_and_keeps_the_ids_of_domain_objects() -> None:
    day = 86_400_000_000
    now, later = bodies_of(exercise_records()), bodies_of(exercise_records(EXERCISE_AT + day))
    pairs = [(a, b) for a, b in zip(now, later, strict=True) if "modified" in a]
    moved = [(a, b) for a, b in pairs if a["type"] != "relationship"]
    assert moved
    assert all(a["id"] == b["id"] for a, b in moved)
    assert all(a["modified"] < b["modified"] for a, b in pairs)
