"""One sound object of every STIX 2.1 type, and ways to change one thing of it."""

from __future__ import annotations

import json
from typing import Any

from bayanihan.kernel.api import Malformed
from bayanihan.stix.api import Fault, check, read, read_fault

Body = dict[str, Any]
GONE = "__gone__"

MADE = "2026-01-20T12:31:12.123Z"
LATER = "2026-01-21T08:00:00.000Z"
SHA256 = "aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f"
MD5 = "cead3f77f6cda6ec00f57d76c9a6879f"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
ENDING = "0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"


def ref(name: str) -> str:
    """An identifier of a type."""
    return f"{name}--{ENDING}"


_VERSIONED: dict[str, Body] = {
    "attack-pattern": {"name": "Spear phishing"},
    "campaign": {"name": "Green Lotus"},
    "course-of-action": {"name": "Block the port"},
    "extension-definition": {
        "name": "Rank",
        "created_by_ref": ref("identity"),
        "schema": "https://schema.example/rank",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    },
    "grouping": {"context": "suspicious-activity", "object_refs": [ref("indicator")]},
    "identity": {"name": "Example CERT"},
    "incident": {"name": "Outage"},
    "indicator": {
        "pattern": "[domain-name:value = 'bad.example']",
        "pattern_type": "stix",
        "valid_from": "2026-01-20T12:31:12Z",
    },
    "infrastructure": {"name": "Relay"},
    "intrusion-set": {"name": "Quiet Tide"},
    "language-content": {
        "object_ref": ref("campaign"),
        "contents": {"ms": {"name": "Teratai Hijau"}},
    },
    "location": {"region": "south-eastern-asia"},
    "malware": {"name": "Tidal", "is_family": True},
    "malware-analysis": {"product": "sandbox", "result": "malicious"},
    "note": {"content": "Seen again.", "object_refs": [ref("campaign")]},
    "observed-data": {
        "first_observed": "2026-01-20T12:00:00Z",
        "last_observed": "2026-01-20T12:00:00Z",
        "number_observed": 1,
        "object_refs": [ref("ipv4-addr")],
    },
    "opinion": {"opinion": "agree", "object_refs": [ref("campaign")]},
    "relationship": {
        "relationship_type": "indicates",
        "source_ref": ref("indicator"),
        "target_ref": ref("malware"),
    },
    "report": {
        "name": "January",
        "published": "2026-01-31T00:00:00Z",
        "object_refs": [ref("campaign")],
    },
    "sighting": {"sighting_of_ref": ref("indicator")},
    "threat-actor": {"name": "Evil Org"},
    "tool": {"name": "netcat"},
    "vulnerability": {"name": "CVE-2026-1234"},
}
_OBSERVABLE: dict[str, Body] = {
    "artifact": {"payload_bin": "AAECAwQFBgc="},
    "autonomous-system": {"number": 64496},
    "directory": {"path": "C:\\Windows"},
    "domain-name": {"value": "bad.example"},
    "email-addr": {"value": "jane@mail.example"},
    "email-message": {"is_multipart": False, "subject": "Hello"},
    "file": {"name": "foo.dll"},
    "ipv4-addr": {"value": "198.51.100.3"},
    "ipv6-addr": {"value": "2001:db8::1"},
    "mac-addr": {"value": "d2:fb:49:24:37:18"},
    "mutex": {"name": "__CLEAN__"},
    "network-traffic": {"src_ref": ref("ipv4-addr"), "protocols": ["tcp"]},
    "process": {"pid": 314},
    "software": {"name": "Word"},
    "url": {"value": "https://bad.example/a"},
    "user-account": {"user_id": "1001"},
    "windows-registry-key": {"key": "HKEY_LOCAL_MACHINE\\System\\Foo"},
    "x509-certificate": {"serial_number": "36:f7:d4"},
}


def sample(name: str, /, **changes: object) -> Body:
    """The sound object of a type with some properties set, or taken away (``GONE``)."""
    body: Body = {"type": name, "spec_version": "2.1", "id": ref(name)}
    if name in _VERSIONED:
        body |= {"created": MADE, "modified": MADE} | _VERSIONED[name]
    elif name == "marking-definition":
        body |= {"created": MADE, "definition_type": "statement"}
        body["definition"] = {"statement": "Copyright 2026, Example CERT"}
    else:
        body |= _OBSERVABLE.get(name, {})
    body |= changes
    return {key: value for key, value in body.items() if value != GONE}


def written(body: object) -> bytes:
    """A body as bytes."""
    return json.dumps(body).encode()


def faults_of(body: Body) -> tuple[Fault, ...]:
    """Everything that is wrong with a body, be it in reading or in checking."""
    try:
        return check(read(written(body)))
    except Malformed as error:
        return (read_fault(error),)
