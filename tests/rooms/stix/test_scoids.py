"""Identifiers made from content: the same for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.stix.api import STIX_TYPES, Kind, canonical_digest, read, same_content, sco_id
from tests.rooms.stix.samples import MD5, SHA256, ref, sample, written

HASHES = {"SHA-512": "0" * 128, "SHA-256": SHA256, "SHA-1": "1" * 40, "MD5": MD5}


def test_the_check_value_of_the_specification() -> None:
    assert sco_id({"type": "ipv4-addr", "value": "198.51.100.3"}) == (
        "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    )


def test_of_several_hashes_the_first_by_preference_counts() -> None:
    names = ["MD5", "SHA-1", "SHA-256", "SHA-512"]
    for index, name in enumerate(names):
        some = {key: HASHES[key] for key in names[index:]}
        only = sco_id({"type": "file", "hashes": {name: HASHES[name]}})
        assert sco_id({"type": "file", "hashes": some}) == only
    assert sco_id({"type": "file", "hashes": {"TLSH": "a", "SSDEEP": "b"}}) == sco_id(
        {"type": "file", "hashes": {"SSDEEP": "b"}},
    )


@pytest.mark.parametrize(
    "body",
    [
        {"type": "process", "pid": 5},
        {"type": "tool", "name": "x"},
        {"type": "x-gate", "value": "x"},
        {"type": "artifact", "mime_type": "text/plain"},
        {"type": 5},
        {"type": ["url"]},
        {},
        {"type": "url", "value": "\ud800"},
        {"type": "autonomous-system", "number": 2**60},
    ],
)
def test_where_nothing_can_be_made_of_the_content_there_is_no_id(body: dict[str, Any]) -> None:
    assert sco_id(body) is None


def test_strange_hashes_are_taken_as_they_are() -> None:
    assert sco_id({"type": "file", "hashes": {}}) is not None
    assert sco_id({"type": "file", "hashes": ["a"]}) is not None


EXTRA: dict[str, dict[str, Any]] = {
    "artifact": {"hashes": HASHES},
    "email-message": {"from_ref": ref("email-addr"), "body": "text"},
    "file": {"hashes": HASHES, "parent_directory_ref": ref("directory"), "size": 5},
    "network-traffic": {"src_port": 80, "dst_port": 443, "dst_ref": ref("ipv6-addr")},
    "software": {"vendor": "V", "version": "1", "swid": "s"},
    "user-account": {"account_type": "unix", "account_login": "jdoe", "display_name": "J"},
    "windows-registry-key": {"values": [{"name": "Foo", "data": "1", "data_type": "REG_SZ"}]},
    "x509-certificate": {"hashes": {"SHA-256": SHA256}, "issuer": "C=SG"},
}


@pytest.mark.parametrize(
    "name",
    sorted(name for name, kind in STIX_TYPES.items() if kind is Kind.SCO and name != "process"),
)
def test_other_programs_make_the_same_ids(name: str) -> None:
    stix2 = pytest.importorskip("stix2")
    for changes in ({}, EXTRA.get(name, {})):
        body = sample(name, **changes)
        del body["id"]
        made = stix2.parse(body, version="2.1")
        assert sco_id(body) == made["id"]


def test_content_is_compared_without_spacing_and_order() -> None:
    one = written(sample("tool"))
    two = b"{ " + b" , ".join(reversed(one[1:-1].split(b", "))) + b"\n}"
    assert one != two
    assert same_content(one, two)
    assert canonical_digest(read(one)) == canonical_digest(read(two))
    assert not same_content(one, written(sample("tool", name="other")))


def test_unreadable_content_is_the_same_only_byte_by_byte() -> None:
    assert same_content(b"{", b"{")
    assert not same_content(b"{", b"{ ")
