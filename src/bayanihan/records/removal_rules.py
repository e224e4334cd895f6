"""Why something is withdrawn, erased or kept, and which entries an act may name (pure).

Withdrawing says that a record is no longer true; erasing that nobody may hold it.
A holder answers either with one word: removed, or kept and why.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bayanihan.gate.api import HandlingClass
from bayanihan.kernel.api import canonical, to_datetime
from bayanihan.stix.api import Kind, StixObject

_MILLISECOND: Final = 1000


class RemovalReason(StrEnum):
    """Why a publisher takes something back."""

    NO_LONGER_TRUE = "no_longer_true"
    WAS_MISTAKEN = "was_mistaken"
    REPLACED = "replaced"
    WRONG_MARKING = "wrong_marking"
    NOT_OURS = "not_ours"
    PERSONAL_DATA = "personal_data"
    COURT_ORDER = "court_order"


class KeepReason(StrEnum):
    """Why a holder must keep what its publisher takes back."""

    LEGAL_DUTY = "legal_duty"
    EVIDENCE = "evidence"
    OPEN_INCIDENT = "open_incident"
    OVERSIGHT = "oversight"


WITHDRAW_REASONS: Final = (
    RemovalReason.NO_LONGER_TRUE,
    RemovalReason.WAS_MISTAKEN,
    RemovalReason.REPLACED,
)
ERASE_REASONS: Final = (
    RemovalReason.WRONG_MARKING,
    RemovalReason.NOT_OURS,
    RemovalReason.PERSONAL_DATA,
    RemovalReason.COURT_ORDER,
)


class RemovalFault(StrEnum):
    """Why something is not withdrawn, erased, held, or shown."""

    NOTHING_CHOSEN = "nothing_chosen"
    TOO_MANY_CHOSEN = "too_many_chosen"
    SEVERAL_GROUPS = "several_groups"
    NOT_YOUR_RECORD = "not_your_record"
    MAY_NOT_REMOVE = "may_not_remove"
    WITHDRAWN_ALREADY = "withdrawn_already"
    REMOVAL_REASON_UNKNOWN = "removal_reason_unknown"
    ERASED_ALREADY = "erased_already"
    KEEP_TERM_RUNS = "keep_term_runs"
    GROUP_CLOSED_TO_YOU = "group_closed_to_you"
    YOUR_OWN_RECORD = "your_own_record"
    MAY_NOT_HOLD = "may_not_hold"
    HELD_ALREADY = "held_already"
    UNKNOWN_HOLD = "unknown_hold"
    ERASURES_FILE_MALFORMED = "erasures_file_malformed"


def read_reason(word: str) -> RemovalReason | None:
    """The reason of that name; ``None`` where it is not known here."""
    return next((one for one in RemovalReason if one.value == word), None)


def may_be_revoked(obj: StixObject) -> bool:
    """Whether the object's type has versions that can say ``revoked`` (STIX 2.1, 3.2 and 3.6)."""
    return obj.kind is not Kind.SCO and obj.type != "marking-definition" and bool(obj.modified)


def revoked_copy(obj: StixObject, *, at: int) -> bytes:
    """The version that revokes an object: all as it was, ``revoked``, and a later ``modified``.

    Canonical JSON. ``modified`` is ``at``, or a millisecond after the last version.
    """
    body = dict(obj.body)
    later = at - at % _MILLISECOND
    if later <= obj.version_at:
        later = obj.version_at - obj.version_at % _MILLISECOND + _MILLISECOND
    body["revoked"] = True
    body["modified"] = _milliseconds(later)
    return canonical(body)


def _milliseconds(instant: int) -> str:
    """An instant with three digits, as STIX writes ``modified`` (3.2)."""
    moment = to_datetime(instant)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // _MILLISECOND:03d}Z"


def asked_at(handling: HandlingClass, at: int) -> int:
    """The instant for which it is asked who holds a record that is taken back at ``at``.

    Where its terms have ended nobody may read it any more; who held it until then is asked.
    """
    until = handling.terms.until
    return at if until is None else min(at, until - 1)


def audience_of(handlings: list[HandlingClass]) -> frozenset[str] | None:
    """Whom a removal is addressed to: those its records were; the group where they differ."""
    audiences = {one.audience for one in handlings}
    return audiences.pop() if len(audiences) == 1 else None
