"""The door of exchange."""

from bayanihan.exchange.again import bring_again
from bayanihan.exchange.choices import Choice, choice_of, choose
from bayanihan.exchange.files import Reading, holds_stix, plain_bytes, read_file
from bayanihan.exchange.intakes import (
    bring,
    bringing_of,
    find_intake,
    leave_for_signature,
    preview_intake,
    reading_of,
    settle_intake,
)
from bayanihan.exchange.models import Intake
from bayanihan.exchange.previewing import (
    LevelPreview,
    ReleasePreview,
    Standing,
    preview_release,
    second_person_from,
)
from bayanihan.exchange.queueing import Pending, pending_releases, waiting_since
from bayanihan.exchange.rules import UPLOAD_BYTES, UPLOAD_LIMITS, ExchangeFault
from bayanihan.exchange.signing import agreement_of, release, take_back

__all__ = [
    "UPLOAD_BYTES",
    "UPLOAD_LIMITS",
    "Choice",
    "ExchangeFault",
    "Intake",
    "LevelPreview",
    "Pending",
    "Reading",
    "ReleasePreview",
    "Standing",
    "agreement_of",
    "bring",
    "bring_again",
    "bringing_of",
    "choice_of",
    "choose",
    "find_intake",
    "holds_stix",
    "leave_for_signature",
    "pending_releases",
    "plain_bytes",
    "preview_intake",
    "preview_release",
    "read_file",
    "reading_of",
    "release",
    "second_person_from",
    "settle_intake",
    "take_back",
    "waiting_since",
]
