"""The door of exchange."""

from bayanihan.exchange.again import bring_again
from bayanihan.exchange.files import Reading, holds_stix, plain_bytes, read_file
from bayanihan.exchange.intakes import (
    Choice,
    bring,
    bringing_of,
    choose,
    find_intake,
    leave_for_signature,
    preview_intake,
    reading_of,
    release,
    settle_intake,
)
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import LevelPreview, ReleasePreview, preview_release
from bayanihan.exchange.rules import UPLOAD_BYTES, UPLOAD_LIMITS, ExchangeFault

__all__ = [
    "UPLOAD_BYTES",
    "UPLOAD_LIMITS",
    "Choice",
    "ExchangeFault",
    "Intake",
    "LevelPreview",
    "Reading",
    "ReleasePreview",
    "bring",
    "bring_again",
    "bringing_of",
    "choose",
    "find_intake",
    "holds_stix",
    "leave_for_signature",
    "plain_bytes",
    "preview_intake",
    "preview_release",
    "read_file",
    "reading_of",
    "release",
    "settle_intake",
]
