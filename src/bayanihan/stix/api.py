"""The door of stix."""

from bayanihan.stix.checking import check
from bayanihan.stix.content import canonical_digest, same_content
from bayanihan.stix.faults import Fault, StixFault
from bayanihan.stix.forms import (
    DEFAULT_LIMITS,
    Broken,
    Limits,
    Reference,
    Slice,
    StixObject,
    Value,
)
from bayanihan.stix.kinds import STIX_TYPES, Kind
from bayanihan.stix.marking import (
    TLP_1_IDS,
    TLP_EXTENSION,
    TLP_IDS,
    TLP_LABELS,
    Marking,
    marking,
    read_label,
)
from bayanihan.stix.patterns import pattern_fault
from bayanihan.stix.reading import read, read_fault
from bayanihan.stix.references import references
from bayanihan.stix.scoids import sco_id
from bayanihan.stix.slicing import slices
from bayanihan.stix.values import fold, host_of, searchable, title
from bayanihan.stix.wording import defang, refang

__all__ = [
    "DEFAULT_LIMITS",
    "STIX_TYPES",
    "TLP_1_IDS",
    "TLP_EXTENSION",
    "TLP_IDS",
    "TLP_LABELS",
    "Broken",
    "Fault",
    "Kind",
    "Limits",
    "Marking",
    "Reference",
    "Slice",
    "StixFault",
    "StixObject",
    "Value",
    "canonical_digest",
    "check",
    "defang",
    "fold",
    "host_of",
    "marking",
    "pattern_fault",
    "read",
    "read_fault",
    "read_label",
    "refang",
    "references",
    "same_content",
    "sco_id",
    "searchable",
    "slices",
    "title",
]
