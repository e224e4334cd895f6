"""What the gate is told: how a record is to be handled, who looks, how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bayanihan.gate.ladder import NOT_KNOWN, Agreed, Step, agree
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
    """From when and until when a record may be read, and how long it must be kept.

    Half-open, ``None`` = no bound; instants are microseconds UTC: readable while
    ``not_before <= at < until``, and nobody may erase it while ``at < keep_until``.
    """

    not_before: int | None = None
    until: int | None = None
    keep_until: int | None = None


@dataclass(frozen=True, slots=True)
class HandlingClass:
    """How a record is to be handled, as its publisher said; many records share one class.

    ``audience`` names members (``None`` = the whole group). ``charter`` is the
    version under which the record was said. ``tlp`` ``None`` = unknown, refused;
    ``pap`` ``None`` = the publisher said none. ``needs`` is the ladder step from
    which on a group carries records of this type. ``emergency``: a request for
    assistance to one named member, outside the ladder.
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
    needs: Step = Step.OPEN
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class ActClass:
    """Who is to hear of an act: an entry that is no record, such as a proposal or a receipt.

    ``audience`` names members (``None`` = the whole group); ``charter`` is the
    version under which it was done. Acts carry no threat data, so no TLP.
    """

    group: str
    publisher: str
    charter: int
    audience: frozenset[str] | None


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
    which is read as from joining. ``ceiling`` and ``step`` are those of the newest
    version; ``step`` ``None`` = the lowest that carries the ceiling. ``ceilings``
    and ``ladder`` (steps) hold those of every version; left empty, all versions
    have the same ceiling, and the steps that follow.

    The rest follows: ``newest``, the version in force (``None`` = none known);
    ``current``, its members; ``everyone`` who is, or ever was, in the group; and
    ``agreed``, what the members of each version agreed to exchange.
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
    step: Step | None = None
    ceilings: Mapping[int, Tlp | None] = field(default_factory=dict)
    ladder: Mapping[int, Step] = field(default_factory=dict)
    newest: int | None = field(init=False, repr=False, compare=False)
    current: Mapping[str, GroupRole] = field(init=False, repr=False, compare=False)
    everyone: frozenset[str] = field(init=False, repr=False, compare=False)
    agreed: Mapping[int, Agreed] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every question about the group needs."""
        newest = max(self.charters, default=None)
        object.__setattr__(self, "newest", newest)
        object.__setattr__(self, "current", {} if newest is None else self.charters[newest])
        object.__setattr__(self, "everyone", frozenset().union(*self.charters.values()))
        agreed = {version: self._agreed_in(version) for version in self.charters}
        object.__setattr__(self, "agreed", agreed)

    @property
    def in_force(self) -> Agreed:
        """What may be said from now on: what the newest version agreed."""
        return agree(self.ceiling, self.step)

    def _agreed_in(self, version: int) -> Agreed:
        """What one version agreed; where versions are told apart, each must be told."""
        ceiling: object = self.ceiling
        step: object = self.step
        if self.ceilings != {}:
            ceiling = _told(self.ceilings, version)
            # A ceiling of a later version betrays one that is not known here.
            step = self.step if version == max(self.ceilings or (), default=None) else None
        if self.ladder != {}:
            step = _told(self.ladder, version)
            step = NOT_KNOWN if step is None else step
        return agree(ceiling, step)


def _told(by_version: object, version: int) -> object:
    """What is told of this version; what is not told is nothing that anybody agreed."""
    return by_version.get(version, NOT_KNOWN) if isinstance(by_version, Mapping) else NOT_KNOWN


@dataclass(frozen=True, slots=True)
class FourEyes:
    """A member's own rule that a second person must agree to a release.

    ``needed_from``: the lowest TLP that needs it (``None`` = the member asks for
    none). ``by`` released, ``second`` agreed; they must be two people.
    """

    needed_from: Tlp | None
    by: str | None
    second: str | None
