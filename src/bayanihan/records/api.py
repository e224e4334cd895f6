"""The door of records: the one way in and out."""

from bayanihan.records.allowing import allowed_handling, readable_handling
from bayanihan.records.charters import verify_charter
from bayanihan.records.models import Checkpoint, Entry, Journal, Quarantined
from bayanihan.records.packing import Order, Packed, stix_of, write_package, write_stix
from bayanihan.records.preparing import Candidate, Rejection
from bayanihan.records.proving import Proof, fault_of, prove
from bayanihan.records.publishing import (
    CHUNK,
    Bringing,
    Outcome,
    preview,
    publication_for,
    publish,
)
from bayanihan.records.quarantine import (
    CURABLE,
    curable,
    settle,
    settle_all,
    settle_file,
    with_kept,
)
from bayanihan.records.reading import PAGE, Filters, Page, Reader, Record
from bayanihan.records.reports import JournalReport, PackageFault, Report
from bayanihan.records.rules import RecordFault, Stated, Why
from bayanihan.records.verifying import verify_package

__all__ = [
    "CHUNK",
    "CURABLE",
    "PAGE",
    "Bringing",
    "Candidate",
    "Checkpoint",
    "Entry",
    "Filters",
    "Journal",
    "JournalReport",
    "Order",
    "Outcome",
    "PackageFault",
    "Packed",
    "Page",
    "Proof",
    "Quarantined",
    "Reader",
    "Record",
    "RecordFault",
    "Rejection",
    "Report",
    "Stated",
    "Why",
    "allowed_handling",
    "curable",
    "fault_of",
    "preview",
    "prove",
    "publication_for",
    "publish",
    "readable_handling",
    "settle",
    "settle_all",
    "settle_file",
    "stix_of",
    "verify_charter",
    "verify_package",
    "with_kept",
    "write_package",
    "write_stix",
]
