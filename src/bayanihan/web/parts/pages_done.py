"""Context of the page that says who of one's member did what."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.rows import Event, Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link


@dataclass(frozen=True, slots=True)
class DonePage:
    """``web/done.html``: what people of one's own member did, newest first."""

    sentence: str
    lede: str
    events: tuple[Event, ...]
    paging: Paging
    empty: Empty
    beside: tuple[Link, ...] = ()
