"""Context of the releases that wait for a signature."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """``web/approvals.html``: what of the reader's member waits to be signed, oldest first."""

    sentence: str
    lede: str
    waiting: tuple[Strip, ...]
    empty: Empty
