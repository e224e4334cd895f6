"""What exchange refuses (pure)."""

from __future__ import annotations

from enum import StrEnum

from bayanihan.stix.api import Limits


class ExchangeFault(StrEnum):
    """Why exchange refuses."""

    TOO_LARGE = "too_large"
    UNKNOWN_INTAKE = "unknown_intake"
    ALREADY_SETTLED = "already_settled"
    NO_GROUP_CHOSEN = "no_group_chosen"
    MAY_NOT_PREPARE = "may_not_prepare"
    MAY_NOT_RELEASE = "may_not_release"
    PREVIEW_CHANGED = "preview_changed"
    NOTHING_TO_RELEASE = "nothing_to_release"
    SECOND_IS_FIRST = "second_is_first"
    NOT_YOUR_AGREEMENT = "not_your_agreement"


# What a person may upload through a page; larger files go through the command line.
# A page reads the file at every step, so its bounds are those of a person's patience.
UPLOAD_BYTES = 32 << 20
UPLOAD_LIMITS = Limits(file_bytes=64 << 20, units=20_000)
