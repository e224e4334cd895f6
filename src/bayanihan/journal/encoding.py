"""Texts and numbers of signed notes, each in one form only."""

from __future__ import annotations

import base64
import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Read what ``to_base64`` writes; ``None`` for any other text."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if to_base64(data) == text else None


def from_decimal(text: str) -> int | None:
    """A number of up to 16 digits without leading zeroes; ``None`` for any other text."""
    return int(text) if _NUMBER.fullmatch(text) else None


def is_note_text(text: str) -> bool:
    """Whether a text may stand in a signed note: UTF-8, no control character but newline."""
    return _CONTROL.search(text) is None and not any("\ud800" <= each <= "\udfff" for each in text)


def is_line(text: str) -> bool:
    """Whether a text is one line of a note, not empty, without its newline."""
    return bool(text) and "\n" not in text and is_note_text(text)
