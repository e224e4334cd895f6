"""MUST rules of single observable types that schemas do not say (section 6)."""

from __future__ import annotations

import csv
import ipaddress
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.languages import is_language
from bayanihan.stix.schemas import package_folder
from bayanihan.stix.scoids import sco_id

Rule = Callable[[Mapping[str, Any]], Iterator[Fault]]
_SHORT_HIVE = re.compile(r"(?:HKLM|HKCC|HKCR|HKCU|HKU)(?:\\|\Z)", re.IGNORECASE)
_PREFIX = re.compile(r"0|[1-9]\d{0,2}", re.ASCII)
_CPE_PART = (
    r"(?:[*-]|(?:\?+|\*)?(?:[a-zA-Z0-9._-]|\\[\\*?!\"#$%&'()+,/:;<=>@\[\]^`{|}~-])+(?:\?+|\*)?)"
)
_CPE = re.compile(
    rf"cpe:2\.3:[aho*-](?::{_CPE_PART}){{5}}:(?:[a-zA-Z]{{2,3}}(?:-(?:[a-zA-Z]{{2}}|\d{{3}}))?|[*-])(?::{_CPE_PART}){{4}}"
)
_RANDOM = 4
_COUNTS = ("src_byte_count", "dst_byte_count", "src_packets", "dst_packets")


def _ipv6(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 6.9: one address, or a block in CIDR notation."""
    value = body.get("value")
    if not isinstance(value, str):
        return
    address, slash, prefix = value.partition("/")
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        yield Fault(StixFault.VALUE, "/value", f"no IPv6 address: {value:.60}")
        return
    if slash and (not _PREFIX.fullmatch(prefix) or int(prefix) > ipaddress.IPV6LENGTH):
        yield Fault(StixFault.VALUE, "/value", f"no prefix length: {prefix:.20}")


def _registry(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 6.17: the hive is written out."""
    key = body.get("key")
    if isinstance(key, str) and _SHORT_HIVE.match(key):
        yield Fault(StixFault.VALUE, "/key", "hive is abbreviated")


def _software(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 6.14: languages by RFC 5646, CPE in version 2.3."""
    languages = body.get("languages")
    for index, code in enumerate(languages if isinstance(languages, list) else ()):
        if not is_language(code):
            yield Fault(StixFault.LANGUAGE, pointer("languages", index), "no language code")
    cpe = body.get("cpe")
    if isinstance(cpe, str) and _CPE.fullmatch(cpe) is None:
        yield Fault(StixFault.VALUE, "/cpe", "no CPE 2.3 name")


def _traffic(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 6.12: counts are positive, socket descriptors not negative."""
    for key in _COUNTS:
        if type(body.get(key)) is int and body[key] < 0:
            yield Fault(StixFault.VALUE, pointer(key), "negative")


def _process(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 6.13: a random id; environment variables are texts."""
    if _version(body) != _RANDOM:
        yield Fault(StixFault.IDENTIFIER_VERSION, "/id", "not random (UUIDv4)")
    variables = body.get("environment_variables")
    for key, value in variables.items() if isinstance(variables, Mapping) else ():
        if not isinstance(value, str):
            where = pointer("environment_variables", str(key)[:60])
            yield Fault(StixFault.VALUE, where, "no text")


def _encoding(key: str) -> Rule:
    def rule(body: Mapping[str, Any]) -> Iterator[Fault]:
        """Sections 6.3 and 6.7: the preferred name of an IANA character set."""
        value = body.get(key)
        if isinstance(value, str) and value not in _charsets():
            yield Fault(StixFault.REGISTERED_NAME, pointer(key), f"no character set: {value:.40}")

    return rule


@lru_cache(maxsize=1)
def _charsets() -> frozenset[str]:
    """The registry of IANA as the stix2-validator package ships it."""
    path = package_folder() / "v21" / "assets" / "charsets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return frozenset(row["Preferred MIME Name"] or row["Name"] for row in rows)


OBSERVABLE_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "directory": _encoding("path_enc"),
        "file": _encoding("name_enc"),
        "ipv6-addr": _ipv6,
        "network-traffic": _traffic,
        "process": _process,
        "software": _software,
        "windows-registry-key": _registry,
    },
)
_ALL_OPTIONAL = (
    "artifact",
    "email-message",
    "network-traffic",
    "user-account",
    "windows-registry-key",
    "x509-certificate",
)


def identifier_faults(name: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    """Sections 2.9 and 3.6: random where nothing contributes, never versioned where shared."""
    identifier = sco_id(body)
    if identifier is None and name in _ALL_OPTIONAL and _version(body) != _RANDOM:
        yield Fault(StixFault.IDENTIFIER_VERSION, "/id", "nothing contributes: UUIDv4 is due")
    if identifier is not None and identifier == body.get("id") and "modified" in body:
        yield Fault(StixFault.IDENTIFIER_VERSION, "/id", "versioned under a shared identifier")


def _version(body: Mapping[str, Any]) -> int | None:
    identifier = body.get("id")
    if not isinstance(identifier, str):
        return None
    try:
        return uuid.UUID(identifier.rpartition("--")[2]).version
    except ValueError:
        return None
