"""Names of STIX properties as people say them; a property of somebody's own keeps its name."""

from __future__ import annotations

from django.utils.translation import gettext as _


def label_of(name: str) -> str:
    """A property as people say it: those with a name of their own, else its words."""
    tables = (_knowledge(), _seen_and_said(), _observables(), _common())
    said = next((table[name] for table in tables if name in table), "")
    return said or name.replace("_", " ").capitalize()


def _common() -> dict[str, str]:
    return {
        "confidence": _("Confidence"),
        "labels": _("Labels"),
        "external_references": _("Sources"),
        "created": _("First written"),
        "modified": _("This version written"),
        "lang": _("Language"),
        "defanged": _("Defanged by the author"),
        "extensions": _("Extensions"),
        "granular_markings": _("Markings of parts"),
        "name": _("Name"),
        "revoked": _("Revoked"),
        "description": _("Description"),
        "object_marking_refs": _("Marking"),
    }


def _knowledge() -> dict[str, str]:
    return {
        "aliases": _("Also called"),
        "kill_chain_phases": _("Kill chain"),
        "first_seen": _("First seen"),
        "last_seen": _("Last seen"),
        "objective": _("Objective"),
        "identity_class": _("Sort"),
        "sectors": _("Sectors"),
        "roles": _("Roles"),
        "contact_information": _("Contact"),
        "indicator_types": _("Indicates"),
        "valid_from": _("Valid from"),
        "valid_until": _("Valid until"),
        "pattern_type": _("Pattern language"),
        "pattern_version": _("Pattern version"),
        "infrastructure_types": _("Sort"),
        "malware_types": _("Sort"),
        "tool_types": _("Sort"),
        "report_types": _("Sort"),
        "threat_actor_types": _("Sort"),
        "is_family": _("A family"),
        "architecture_execution_envs": _("Runs on"),
        "implementation_languages": _("Written in"),
        "capabilities": _("Can"),
        "administrative_area": _("Area"),
        "precision": _("Precision, metres"),
    }


def _seen_and_said() -> dict[str, str]:
    return {
        "number_observed": _("Times observed"),
        "first_observed": _("First observed"),
        "last_observed": _("Last observed"),
        "objects": _("Observed, old form"),
        "published": _("Published"),
        "relationship_type": _("Relationship"),
        "start_time": _("From"),
        "stop_time": _("Until"),
        "count": _("Times seen"),
        "definition_type": _("Sort"),
        "definition": _("Says"),
        "object_modified": _("Of the version written"),
        "contents": _("Translation"),
        "content": _("Content"),
    }


def _observables() -> dict[str, str]:
    return {
        "mime_type": _("MIME type"),
        "url": _("URL"),
        "hashes": _("Hashes"),
        "payload_bin": _("Content"),
        "rir": _("Regional registry"),
        "ctime": _("Made"),
        "mtime": _("Changed"),
        "atime": _("Read"),
        "path_enc": _("Encoding of the path"),
        "name_enc": _("Encoding of the name"),
        "size": _("Size, bytes"),
        "message_id": _("Message id"),
        "is_multipart": _("In several parts"),
        "src_port": _("Source port"),
        "dst_port": _("Destination port"),
        "src_byte_count": _("Bytes sent"),
        "dst_byte_count": _("Bytes received"),
        "src_packets": _("Packets sent"),
        "dst_packets": _("Packets received"),
        "ipfix": _("IPFIX"),
        "pid": _("Process id"),
        "cwd": _("Folder"),
        "cpe": _("CPE"),
        "swid": _("SWID"),
        "values": _("Values"),
        "validity_not_before": _("Valid from"),
        "validity_not_after": _("Valid until"),
        "x509_v3_extensions": _("X.509 v3 extensions"),
    }
