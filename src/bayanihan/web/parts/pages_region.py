"""Context of the region's page: states, bodies with their mandates, and where each fact is from."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.rows import Fact
from bayanihan.web.parts.voices import Link


@dataclass(frozen=True, slots=True)
class StateRow:
    """A member state: ISO code, name, the zone of its clocks, its members, source."""

    code: str
    name: str
    zone: str
    members: tuple[Link, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body of the region: what it is for, in the words of its source, and what is in doubt."""

    name: str
    mandate: str
    source: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class RegionPage:
    """``web/region.html``: the region that this node serves."""

    sentence: str
    states: tuple[StateRow, ...]
    bodies: tuple[BodyRow, ...]
    facts: tuple[Fact, ...] = ()

    @property
    def has_sources(self) -> bool:
        """Whether single states name sources of their own."""
        return any(state.source for state in self.states)
