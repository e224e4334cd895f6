"""Instants: points in time as integer microseconds since 1970-01-01T00:00:00Z.

Foreign time stamps keep their text; an instant is derived from it for
ordering only (RFC 3339, STIX 2.1 section 2.16).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bayanihan.kernel.errors import Malformed

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TEXT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z",
    re.ASCII,
)
_LEAP_SECOND = 60


class InstantFault(StrEnum):
    """Why a text is no instant."""

    NOT_A_TIMESTAMP = "not_a_timestamp"


def to_instant(text: str, *, where: str = "") -> int:
    """Read an RFC 3339 UTC time stamp; digits finer than a microsecond are cut.

    A leap second (``:60``) counts as the last microsecond of its minute.
    Raises ``Malformed`` with ``where``.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise Malformed(InstantFault.NOT_A_TIMESTAMP, where=where)
    *numbers, fraction = match.groups()
    year, month, day, hour, minute, second = map(int, numbers)
    micros = int((fraction or "").ljust(6, "0")[:6])
    if second == _LEAP_SECOND:
        second, micros = _LEAP_SECOND - 1, 999_999
    try:
        moment = datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    except ValueError as error:
        raise Malformed(InstantFault.NOT_A_TIMESTAMP, where=where) from error
    return (moment - _EPOCH) // _MICROSECOND


def to_text(instant: int) -> str:
    """Write an instant with exactly six digits, as TAXII 2.1 section 3.2 demands."""
    return to_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def to_datetime(instant: int) -> datetime:
    """The instant as an aware ``datetime`` in UTC."""
    return _EPOCH + timedelta(microseconds=instant)


def from_datetime(moment: datetime) -> int:
    """An aware ``datetime`` of any zone as an instant."""
    return (moment - _EPOCH) // _MICROSECOND


def read_clock() -> int:
    """The instant now. Only the rim (command, view, worker) may call this."""
    return from_datetime(datetime.now(tz=UTC))
