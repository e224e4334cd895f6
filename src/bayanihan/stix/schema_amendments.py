"""Where OASIS's schemas contradict the specification, and how they are mended.

The schemas are informative, the specification is the rule (section 1.2.12). Each
amendment changes one place of one file, and names the section that it follows.
What a mended schema no longer says is said by the rules in code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Schema = dict[str, Any]
_ANY_TEXT = {"type": "string"}


def amended(path: str, document: Schema) -> Schema:
    """The schema at ``path`` as the specification wants it."""
    amendment = _AMENDMENTS.get(path)
    if amendment is not None:
        amendment(document)
    return document


def _granular(document: Schema) -> None:
    """7.2.3: lang instead of marking_ref; dictionary keys in selectors keep their case."""
    document["required"] = ["selectors"]
    step = r"(\[\d+\]|[a-zA-Z0-9_-]{1,250})"
    document["properties"]["selectors"]["items"]["pattern"] = (
        rf"^[a-zA-Z0-9_-]{{2,250}}(\.{step})*$"
    )


def _external(document: Schema) -> None:
    """2.5: a CVE or CAPEC number may come from any source, not only "cve" and "capec"."""
    document["oneOf"][2]["properties"]["external_id"] = _ANY_TEXT


def _hashes(document: Schema) -> None:
    """2.7, 10.7: TLSH may carry its version, ssdeep may be as long as its definition says."""
    document["patternProperties"]["^TLSH$"]["pattern"] = "^(T1)?[a-zA-Z0-9]{70}$"
    document["patternProperties"]["^SSDEEP$"]["pattern"] = "^[a-zA-Z0-9/+:.]{1,150}$"


def _ipv6(document: Schema) -> None:
    """6.9: the expression forgets addresses that end in dotted decimals; judged in code."""
    document["allOf"][1]["properties"]["value"] = _ANY_TEXT


def _registry(document: Schema) -> None:
    """6.17: modified_time is the property's name; a hive is meant only at the beginning."""
    document["anyOf"].append({"required": ["modified_time"]})
    document["allOf"][1]["properties"]["key"] = _ANY_TEXT


def _process(document: Schema) -> None:
    """6.13: created_time and integrity_level count as properties too."""
    document["anyOf"].append({"required": ["created_time"]})
    extensions = document["definitions"]["process-extensions-dictionary"]["patternProperties"]
    choices = extensions["^windows-process-ext$"]["allOf"][1]["anyOf"]
    choices.append({"required": ["integrity_level"]})
    choices.append({"required": ["windows_title"]})


def _software(document: Schema) -> None:
    """6.14: every RFC 5646 code, also with a script (zh-Hans); judged in code."""
    document["allOf"][1]["properties"]["languages"]["items"] = _ANY_TEXT


def _email(document: Schema) -> None:
    """6.6: a header field that occurs once is a list of one."""
    fields = document["definitions"]["email-additional-header-fields"]["patternProperties"]
    for value in fields.values():
        value["oneOf"][0]["minItems"] = 1


def _traffic(document: Schema) -> None:
    """6.12.4: the form of option names is advice; only the values are fixed."""
    extensions = document["definitions"]["network-traffic-extensions-dictionary"]
    socket = extensions["patternProperties"]["^socket-ext$"]
    socket["properties"]["options"]["patternProperties"] = {"^.*$": {"type": "integer"}}


def _account(document: Schema) -> None:
    """6.16.2: a group number is an integer."""
    extensions = document["definitions"]["user-account-extensions-dictionary"]
    unix = extensions["patternProperties"]["^unix-account-ext$"]
    unix["allOf"][0]["properties"]["gid"] = {"type": "integer"}


def _observed(document: Schema) -> None:
    """2.13: what the deprecated container holds is judged object by object, ids are local."""
    document["allOf"][1]["properties"]["objects"] = {"type": "object", "minProperties": 1}


_AMENDMENTS: Mapping[str, Callable[[Schema], None]] = MappingProxyType(
    {
        "common/external-reference.json": _external,
        "common/granular-marking.json": _granular,
        "common/hashes-type.json": _hashes,
        "observables/email-message.json": _email,
        "observables/ipv6-addr.json": _ipv6,
        "observables/network-traffic.json": _traffic,
        "observables/process.json": _process,
        "observables/software.json": _software,
        "observables/user-account.json": _account,
        "observables/windows-registry-key.json": _registry,
        "sdos/observed-data.json": _observed,
    },
)
