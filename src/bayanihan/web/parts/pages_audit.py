"""Context of the audit of reads: who of one's member was shown what, when."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.hidden import visible
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.rows import Paging
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One answer: when, who asked, for what, and what of AMBER and above it showed.

    ``query`` is what was asked for, as a machine sent it; ``first`` and ``last`` are
    the instants at which its first and last record came in. ``at`` is None for a
    line that is damaged; then ``what`` says so.
    """

    what: str
    at: int | None = None
    who: str = ""
    username: str = ""
    query: str = ""
    url: str = ""
    tlp: str = ""
    count: int = 0
    first: int | None = None
    last: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Show what hides in a query: it came from outside."""
        object.__setattr__(self, "query", visible(self.query))

    @property
    def css(self) -> str:
        """The class of the row."""
        return "flag--late" if self.at is None else ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """``web/audit.html``: the lines of one's own member, newest first, and the way to a file."""

    sentence: str
    lede: str
    filters: Filters
    rows: tuple[AuditRow, ...]
    paging: Paging
    empty: Empty
    note: str = ""
    downloads: tuple[Link, ...] = ()
    beside: tuple[Link, ...] = ()
