"""The door of the kernel."""

from bayanihan.kernel.canonical import CanonicalFault, canonical, content_digest, digest
from bayanihan.kernel.errors import (
    Absent,
    BayanihanError,
    Conflict,
    Malformed,
    Misconfigured,
    Refused,
    Unverified,
)
from bayanihan.kernel.handling_labels import DataHandling, Retention, SeenBy
from bayanihan.kernel.ids import is_stix_id, named_uuid, new_stix_id
from bayanihan.kernel.instants import (
    InstantFault,
    from_datetime,
    read_clock,
    to_datetime,
    to_instant,
    to_text,
)

__all__ = [
    "Absent",
    "BayanihanError",
    "CanonicalFault",
    "Conflict",
    "DataHandling",
    "InstantFault",
    "Malformed",
    "Misconfigured",
    "Refused",
    "Retention",
    "SeenBy",
    "Unverified",
    "canonical",
    "content_digest",
    "digest",
    "from_datetime",
    "is_stix_id",
    "named_uuid",
    "new_stix_id",
    "read_clock",
    "to_datetime",
    "to_instant",
    "to_text",
]
