"""Which types each reference may point to: the embedded relationships of every type."""

from __future__ import annotations

from collections.abc import Mapping

from bayanihan.stix.kinds import STIX_TYPES, Kind

Types = frozenset[str]


def _of(*kinds: Kind) -> Types:
    return frozenset(name for name, kind in STIX_TYPES.items() if kind in kinds)


def _types(names: str) -> Types:
    return frozenset(names.split())


_BUNDLE = frozenset(("bundle",))
# What a property may point to (any type of its own making is let through as well) …
_ADDRESSES = _types("ipv4-addr ipv6-addr mac-addr domain-name")
MUST: Mapping[str, Mapping[str, Types]] = {
    "directory": {"contains_refs": _types("file directory")},
    "domain-name": {"resolves_to_refs": _types("ipv4-addr ipv6-addr domain-name")},
    "email-addr": {"belongs_to_ref": _types("user-account")},
    "email-message": {
        "from_ref": _types("email-addr"),
        "sender_ref": _types("email-addr"),
        "to_refs": _types("email-addr"),
        "cc_refs": _types("email-addr"),
        "bcc_refs": _types("email-addr"),
        "raw_email_ref": _types("artifact"),
        "body_multipart/*/body_raw_ref": _types("artifact file"),
    },
    "file": {
        "parent_directory_ref": _types("directory"),
        "content_ref": _types("artifact"),
        "extensions/archive-ext/contains_refs": _types("file directory"),
    },
    "ipv4-addr": {
        "resolves_to_refs": _types("mac-addr"),
        "belongs_to_refs": _types("autonomous-system"),
    },
    "ipv6-addr": {
        "resolves_to_refs": _types("mac-addr"),
        "belongs_to_refs": _types("autonomous-system"),
    },
    "malware": {
        "sample_refs": _types("artifact file"),
        "operating_system_refs": _types("software"),
    },
    "malware-analysis": {
        "host_vm_ref": _types("software"),
        "operating_system_ref": _types("software"),
        "installed_software_refs": _types("software"),
        "sample_ref": _types("artifact file network-traffic"),
    },
    "network-traffic": {
        "src_ref": _ADDRESSES,
        "dst_ref": _ADDRESSES,
        "src_payload_ref": _types("artifact"),
        "dst_payload_ref": _types("artifact"),
        "encapsulates_refs": _types("network-traffic"),
        "encapsulated_by_ref": _types("network-traffic"),
        "extensions/http-request-ext/message_body_data_ref": _types("artifact"),
    },
    "process": {
        "opened_connection_refs": _types("network-traffic"),
        "creator_user_ref": _types("user-account"),
        "image_ref": _types("file"),
        "parent_ref": _types("process"),
        "child_refs": _types("process"),
        "extensions/windows-service-ext/service_dll_refs": _types("file"),
    },
    "sighting": {
        "observed_data_refs": _types("observed-data"),
        "where_sighted_refs": _types("identity location"),
    },
    "windows-registry-key": {"creator_user_ref": _types("user-account")},
}
# … and, where a whole kind is meant, the types it may not point to.
MUST_NOT: Mapping[str, Mapping[str, Types]] = {
    "file": {"contains_refs": _of(Kind.SDO, Kind.SRO, Kind.META) | _BUNDLE},
    "grouping": {"object_refs": _BUNDLE},
    "language-content": {"object_ref": _BUNDLE},
    "malware-analysis": {"analysis_sco_refs": _of(Kind.SDO, Kind.SRO, Kind.META) | _BUNDLE},
    "note": {"object_refs": _BUNDLE},
    "observed-data": {"object_refs": _of(Kind.SDO, Kind.META) | _BUNDLE},
    "opinion": {"object_refs": _BUNDLE},
    "relationship": {
        "source_ref": _of(Kind.SRO, Kind.META) | _BUNDLE,
        "target_ref": _of(Kind.SRO, Kind.META) | _BUNDLE,
    },
    "report": {"object_refs": _BUNDLE},
    "sighting": {"sighting_of_ref": _of(Kind.SRO, Kind.SCO, Kind.META) | _BUNDLE},
}
# Real feeds name creators of types that STIX does not know ("source--…"): let through.
NO_CREATOR = frozenset(STIX_TYPES) - {"identity"} | _BUNDLE
MARKING = frozenset(("marking-definition",))
SROS = _of(Kind.SRO)
