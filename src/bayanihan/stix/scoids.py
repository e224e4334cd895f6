"""Identifiers of observables made from their content (section 2.9, appendix of each type).

The same address seen by two members gets the same id without their talking.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bayanihan.kernel.api import Malformed, named_uuid

_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_VALUE = ("value",)
_CONTRIBUTING: Mapping[str, tuple[str, ...]] = {
    "artifact": ("hashes", "payload_bin"),
    "autonomous-system": ("number",),
    "directory": ("path",),
    "domain-name": _VALUE,
    "email-addr": _VALUE,
    "email-message": ("from_ref", "subject", "body"),
    "file": ("hashes", "name", "extensions", "parent_directory_ref"),
    "ipv4-addr": _VALUE,
    "ipv6-addr": _VALUE,
    "mac-addr": _VALUE,
    "mutex": ("name",),
    "network-traffic": (
        "start",
        "end",
        "src_ref",
        "dst_ref",
        "src_port",
        "dst_port",
        "protocols",
        "extensions",
    ),
    "software": ("name", "cpe", "swid", "vendor", "version"),
    "url": _VALUE,
    "user-account": ("account_type", "user_id", "account_login"),
    "windows-registry-key": ("key", "values"),
    "x509-certificate": ("hashes", "serial_number"),
}
_HASHES = ("MD5", "SHA-1", "SHA-256", "SHA-512")


def sco_id(body: Mapping[str, Any]) -> str | None:
    """The deterministic id of an observable, or None where a random one is due.

    None for a process (always random), an unknown type, an object without any
    contributing property, and content that has no canonical form.
    """
    name = body.get("type")
    properties = _CONTRIBUTING.get(name) if isinstance(name, str) else None
    if properties is None:
        return None
    seed = {key: _seed(key, body[key]) for key in properties if key in body}
    if not seed:
        return None
    try:
        return f"{name}--{named_uuid(_NAMESPACE, seed)}"
    except Malformed:
        return None


def _seed(key: str, value: object) -> object:
    """One hash only, the first of MD5, SHA-1, SHA-256, SHA-512, else the first in order."""
    if key != "hashes" or not isinstance(value, dict) or not value:
        return value
    names = [name for name in _HASHES if name in value] or sorted(map(str, value))
    return {names[0]: value.get(names[0])}
