"""The region as a page: its states with their members, its bodies with their mandates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Body, Member, Region, State
from bayanihan.web.parts.pages_region import BodyRow, RegionPage, StateRow
from bayanihan.web.parts.rows import Fact, fact
from bayanihan.web.parts.voices import Link


def region_page(
    region: Region, states: Sequence[State], bodies: Iterable[Body], members: Iterable[Member]
) -> RegionPage:
    """What the region consists of, each fact with its source; no query."""
    here = list(members)
    sources = {state.source for state in states}
    shared = sources.pop() if len(sources) == 1 else ""
    said = ngettext("%(count)d member state", "%(count)d member states", len(states))
    return RegionPage(
        sentence=_("%(region)s: %(states)s.")
        % {"region": region.name, "states": said % {"count": len(states)}},
        states=tuple(_state(state, here, shared) for state in states),
        bodies=tuple(BodyRow(one.name, one.mandate, one.source, one.doubt) for one in bodies),
        facts=_facts(region.source, shared),
    )


def _facts(source: str, of_states: str) -> tuple[Fact, ...]:
    named = ((_("Source"), source), (_("Source of every state"), of_states))
    return tuple(fact(label, text) for label, text in named if text)


def _state(state: State, members: Iterable[Member], shared: str) -> StateRow:
    links = tuple(
        Link(one.code, reverse("member", args=[one.code]))
        for one in members
        if one.state_id == state.pk
    )
    source = "" if state.source == shared else state.source
    return StateRow(state.code, state.name, state.zone, links, source)
