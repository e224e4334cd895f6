"""What the gate is told: how a record is to be handled, who looks, how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bayanihan.gate.words import (
    CreatorKind,
    Door,
    GroupRole,
    History,
    Lane,
    Layer,
    MemberKind,
    Pap,
    Tlp,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """From when and until when a record may be read; half-open, ``None`` = no bound.

    Instants are microseconds UTC: readable while ``not_before <= at < until``.
    """

    not_before: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class HandlingClass:
    """How a record is to be handled, as its publisher said; many records share one class.

    ``audience`` names members (``None`` = the whole group). ``charter`` is the
    version under which the record was said. ``tlp`` ``None`` = unknown, refused;
    ``pap`` ``None`` = the publisher said none.
    """

    group: str
    publisher: str
    charter: int
    audience: frozenset[str] | None
    tlp: Tlp | None
    pap: Pap | None
    exercise: bool
    terms: Terms
    creator: CreatorKind


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who would get a record, and through which door; ``None`` = not known.

    ``via`` is set only for a constituent: the member of the group on whose own
    node it reads. Members and their people leave it ``None``.
    """

    member: str | None
    kind: MemberKind | None
    lane: Lane | None
    door: Door
    person: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """How things stand in one group at one instant.

    ``charters``: every known version and its members with their roles.
    ``accepted``: the newest version that each member has accepted.
    ``region``: the members of the region's group. ``constituents``: whom each
    member lists as its own. ``steps``: the publisher's own ladder step with each
    member, for the warning in the preview. ``history`` ``None`` = not known,
    which is read as from joining. ``newest``, ``current`` and ``everyone`` follow
    from ``charters``: the version in force (``None`` = none known), its members,
    and all who are, or ever were, in the group.
    """

    id: str
    layer: Layer
    ceiling: Tlp | None
    exercise: bool
    charters: Mapping[int, Mapping[str, GroupRole]]
    accepted: Mapping[str, int]
    kinds: Mapping[str, MemberKind]
    region: frozenset[str]
    constituents: Mapping[str, frozenset[str]]
    steps: Mapping[str, int]
    frozen: bool
    history: History | None = History.ALL
    newest: int | None = field(init=False, repr=False, compare=False)
    current: Mapping[str, GroupRole] = field(init=False, repr=False, compare=False)
    everyone: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every question about the group needs."""
        newest = max(self.charters, default=None)
        object.__setattr__(self, "newest", newest)
        object.__setattr__(self, "current", {} if newest is None else self.charters[newest])
        object.__setattr__(self, "everyone", frozenset().union(*self.charters.values()))


@dataclass(frozen=True, slots=True)
class FourEyes:
    """A member's own rule that a second person must agree to a release.

    ``needed_from``: the lowest TLP that needs it (``None`` = the member asks for
    none). ``by`` released, ``second`` agreed; they must be two people.
    """

    needed_from: Tlp | None
    by: str | None
    second: str | None
