"""Judging never fails, says where, and leaves recommendations alone."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.kernel.api import Malformed, Misconfigured
from bayanihan.stix import schemas
from bayanihan.stix.api import (
    Fault,
    Kind,
    StixFault,
    StixObject,
    check,
    marking,
    references,
    searchable,
    title,
)
from bayanihan.stix.languages import is_language
from tests.rooms.stix.samples import GONE, faults_of, ref, sample


def _object(body: Any) -> StixObject:
    return StixObject(
        raw=b"",
        body=body,
        id="",
        type="",
        kind=Kind.SDO,
        created=None,
        modified=None,
        version_at=0,
        version_text="",
        creator=None,
        revoked=False,
    )


STRANGE: list[Any] = [None, True, 5, 0.5, "", "text", [], [[]], [{}], {}, {"a": {}}, ["a", 5]]
DEEP: dict[str, Any] = {}
for _ in range(300):
    DEEP = {"a_list": [DEEP]}


TYPES = (
    "indicator",
    "file",
    "observed-data",
    "marking-definition",
    "language-content",
    "ipv6-addr",
    "software",
    "x",
)
_KEYS = (
    "id created pattern objects object_refs extensions hashes contents granular_markings "
    "object_marking_refs external_references lang values environment_variables languages value "
    "key cpe path_enc aliases name"
)
KEYS = _KEYS.split()


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize(
    "key",
    KEYS,
)
def test_no_content_is_too_strange_to_judge(name: str, key: str) -> None:
    for value in STRANGE:
        body = sample(name, **{key: value})
        assert all(isinstance(fault, Fault) for fault in check(_object(body)))
        marking(body)
        references(body)
        searchable(body)
        assert title(body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": 5},
        {"type": []},
        {"type": "tool", "id": []},
        {5: 6, "type": "tool"},
        {"type": "tool", "a_set": {1, 2}},
        {"type": "tool", "name": "\ud800"},
        {"type": "tool", "number": 10**400},
        {"type": "tool", "number": float("nan")},
        {"type": "x-gate", "deep": DEEP},
        {"type": "file", "extensions": {5: 6}},
        {"type": "indicator", "pattern_type": "stix", "pattern": "\x00'"},
        {"type": "observed-data", "objects": {5: {"type": "file"}, "a": {"type": [5]}}},
        {"type": "language-content", "contents": {5: {6: "x"}}},
        {"type": "process", "id": 5, "environment_variables": {5: 6}},
        {"type": "process", "id": "process--x"},
    ],
)
def test_bodies_that_no_file_can_hold_are_judged_too(body: dict[Any, Any]) -> None:
    assert check(_object(body))
    marking(body)
    references(body)
    searchable(body)
    assert title(body)


def test_faults_name_their_place() -> None:
    (fault,) = faults_of(sample("tool", labels=["a", 5]))
    assert (fault.code, fault.where) == (StixFault.SCHEMA, "/labels/1")
    (fault,) = faults_of(sample("file", hashes={"MD5": "abc"}))
    assert (fault.code, fault.where) == (StixFault.HASH, "/hashes/MD5")
    (fault,) = faults_of(sample("relationship", target_ref=ref("extension-definition")))
    assert (fault.code, fault.where) == (StixFault.REFERENCE, "/target_ref")
    objects = {"0": {"type": "file", "name": "a", "content_ref": "0"}}
    (fault,) = faults_of(sample("observed-data", object_refs=GONE, objects=objects))
    assert (fault.code, fault.where) == (StixFault.REFERENCE, "/objects/0/content_ref")


def test_all_faults_come_together_up_to_a_limit() -> None:
    found = faults_of(sample("tool", created="x", labels=[], lang="??", Wrong=1))
    assert {StixFault.TIMESTAMP, StixFault.EMPTY_VALUE, StixFault.LANGUAGE} <= {
        f.code for f in found
    }
    many = {f"Wrong{index}": None for index in range(500)}
    assert len(faults_of(sample("tool", **many))) == 50


@pytest.mark.parametrize(
    "body",
    [
        sample("malware", malware_types=["of-my-own"]),
        sample("indicator", indicator_types=["Other Words"]),
        sample("relationship", relationship_type="delivered-by"),
        sample("file", hashes={"WHIRLPOOL-2": "abc"}),
        sample("domain-name", id="domain-name--ecb120bf-2694-5902-a737-62b74539a41b"),
        sample("tool", x_mycompany_rating=5),
        sample(
            "x-mycompany-gate",
            created="2026-01-20T12:31:12.123Z",
            modified="2026-01-20T12:31:12.123Z",
        ),
        sample("tool", kill_chain_phases=[{"kill_chain_name": "My Chain", "phase_name": "One"}]),
        sample("artifact", mime_type="application/x-of-my-own"),
        sample("network-traffic", protocols=["of-my-own"]),
        sample("tool", created_by_ref="source--f431f809-377b-45e0-aa1c-6a4751cae5ff"),
        sample("process", extensions={"windows-process-ext": {"startup_info": {"cb": 5}}}),
    ],
)
def test_recommendations_are_no_rules(body: dict[str, Any]) -> None:
    assert faults_of(body) == ()


@pytest.mark.parametrize(
    "code", ["en", "zh-Hans-CN", "sl-rozaj-biske", "es-419", "i-klingon", "x-a-b"]
)
def test_languages(code: str) -> None:
    assert is_language(code)
    assert is_language(code.upper())


@pytest.mark.parametrize(
    "code", ["", "e", "en_GB", "english", "qq", "en-", "foo", "e" * 200, 5, None]
)
def test_no_languages(code: object) -> None:
    assert not is_language(code)


def test_private_languages_are_languages() -> None:
    assert is_language("qaa")
    assert not is_language("qzz")


def test_without_the_schemas_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "find_spec", lambda _: None)
    schemas.package_folder.cache_clear()
    with pytest.raises(Misconfigured):
        schemas.package_folder()
    schemas.package_folder.cache_clear()


def test_a_refusal_is_malformed_and_nothing_else() -> None:
    assert isinstance(faults_of({"type": "tool"})[0], Fault)
    assert issubclass(Malformed, Exception)
