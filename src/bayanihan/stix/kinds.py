"""The object types of STIX 2.1 and the four kinds they fall into (sections 4 to 7)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Kind(StrEnum):
    """What sort of statement an object is."""

    SDO = "sdo"  # a domain object: somebody's knowledge, versioned
    SRO = "sro"  # a relationship or sighting, versioned
    SCO = "sco"  # an observable: a fact of the network, without author or version
    META = "meta"  # markings, languages, extensions


_NAMES = {
    Kind.SDO: (
        "attack-pattern campaign course-of-action grouping identity incident indicator "
        "infrastructure intrusion-set location malware malware-analysis note observed-data "
        "opinion report threat-actor tool vulnerability"
    ),
    Kind.SRO: "relationship sighting",
    Kind.SCO: (
        "artifact autonomous-system directory domain-name email-addr email-message file "
        "ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url "
        "user-account windows-registry-key x509-certificate"
    ),
    Kind.META: "extension-definition language-content marking-definition",
}

STIX_TYPES: Mapping[str, Kind] = MappingProxyType(
    {name: kind for kind, names in _NAMES.items() for name in names.split()},
)

_EXTENSION_KINDS = {"new-sdo": Kind.SDO, "new-sro": Kind.SRO, "new-sco": Kind.SCO}


def kind_of(body: Mapping[str, Any]) -> Kind:
    """The kind of an object; one of an unknown type by its extension, else by its times.

    A new type says what it is in ``extension_type`` (section 7.3); without that, an
    object with ``created`` or ``modified`` is a domain object, any other an observable.
    """
    name = body.get("type")
    if isinstance(name, str) and name in STIX_TYPES:
        return STIX_TYPES[name]
    extensions = body.get("extensions")
    if isinstance(extensions, dict):
        for extension in extensions.values():
            said = extension.get("extension_type") if isinstance(extension, dict) else None
            if isinstance(said, str) and said in _EXTENSION_KINDS:
                return _EXTENSION_KINDS[said]
    return Kind.SDO if "created" in body or "modified" in body else Kind.SCO


def type_of_id(identifier: object) -> str:
    """The type that an identifier names (``indicator--…`` gives ``indicator``), else ``""``."""
    if not isinstance(identifier, str):
        return ""
    name, separator, _ = identifier.partition("--")
    return name if separator else ""
