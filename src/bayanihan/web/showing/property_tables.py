"""The properties of STIX 2.1 by type, in reading order, and the form that each is written in.

Sources: STIX 2.1, sections 3.2 (common), 4 to 6 (types) and 7 (meta objects).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_SEEN: Final = "first_seen last_seen"
_ACTOR: Final = (
    f"aliases roles goals sophistication resource_level primary_motivation {_SEEN} "
    "secondary_motivations personal_motivations"
)
_FILE_TIMES: Final = "ctime mtime atime"
ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attack-pattern": "aliases kill_chain_phases",
        "campaign": f"aliases objective {_SEEN}",
        "course-of-action": "action",
        "grouping": "context",
        "identity": "identity_class sectors roles contact_information",
        "incident": "",
        "indicator": "indicator_types valid_from valid_until pattern_type pattern_version "
        "kill_chain_phases",
        "infrastructure": f"infrastructure_types aliases {_SEEN} kill_chain_phases",
        "intrusion-set": _ACTOR,
        "location": "region country administrative_area city street_address postal_code latitude "
        "longitude precision",
        "malware": f"malware_types is_family aliases {_SEEN} architecture_execution_envs "
        "implementation_languages capabilities kill_chain_phases",
        "malware-analysis": "product version result result_name submitted analysis_started "
        "analysis_ended analysis_engine_version analysis_definition_version "
        "configuration_version modules",
        "note": "authors",
        "observed-data": "number_observed first_observed last_observed objects",
        "opinion": "opinion authors",
        "report": "report_types published",
        "threat-actor": f"threat_actor_types {_ACTOR}",
        "tool": "tool_types tool_version aliases kill_chain_phases",
        "vulnerability": "",
        "relationship": "relationship_type start_time stop_time",
        "sighting": f"count {_SEEN} summary",
        "artifact": "mime_type url hashes encryption_algorithm decryption_key payload_bin",
        "autonomous-system": "number rir",
        "directory": f"path path_enc {_FILE_TIMES}",
        "domain-name": "",
        "email-addr": "display_name",
        "email-message": "subject date is_multipart content_type message_id body received_lines "
        "additional_header_fields body_multipart",
        "file": f"size hashes mime_type magic_number_hex name_enc {_FILE_TIMES}",
        "ipv4-addr": "",
        "ipv6-addr": "",
        "mac-addr": "",
        "mutex": "",
        "network-traffic": "protocols src_port dst_port start end is_active src_byte_count "
        "dst_byte_count src_packets dst_packets ipfix",
        "process": "pid command_line cwd created_time is_hidden environment_variables",
        "software": "vendor version cpe swid languages",
        "url": "",
        "user-account": "user_id account_login display_name account_type is_service_account "
        "is_privileged can_escalate_privs is_disabled account_created account_expires "
        "account_first_login account_last_login credential credential_last_changed",
        "windows-registry-key": "key values modified_time number_of_subkeys",
        "x509-certificate": "subject issuer serial_number validity_not_before validity_not_after "
        "is_self_signed hashes signature_algorithm subject_public_key_algorithm "
        "subject_public_key_modulus subject_public_key_exponent version x509_v3_extensions",
        "extension-definition": "version extension_types extension_properties schema",
        "language-content": "object_modified contents",
        "marking-definition": "definition_type definition",
    }
)
"""Type to its properties; what every type may have follows after them."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LAST: Final = _names(
    "confidence labels external_references created modified lang defanged extensions "
    "granular_markings"
)
"""What every type may have, at the end."""

INSTANTS: Final = frozenset(
    _names(
        "created modified valid_from valid_until first_seen last_seen first_observed "
        "last_observed published start_time stop_time submitted analysis_started analysis_ended "
        "ctime mtime atime date start end created_time account_created account_expires "
        "account_first_login account_last_login credential_last_changed modified_time "
        "validity_not_before validity_not_after object_modified"
    )
)
"""Points in time."""

VOCABULARY: Final = frozenset(
    _names(
        "indicator_types malware_types tool_types report_types threat_actor_types "
        "infrastructure_types identity_class sectors context result opinion sophistication "
        "resource_level primary_motivation secondary_motivations personal_motivations "
        "capabilities roles relationship_type region account_type pattern_type definition_type "
        "extension_types"
    )
)
"""Words of the vocabularies in section 10, read without their hyphens."""

MEMBER_WORDS: Final = frozenset(
    _names(
        "objective goals contact_information summary authors aliases name display_name subject "
        "street_address city administrative_area action description"
    )
)
"""Words that the author chose freely."""
