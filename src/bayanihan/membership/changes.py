"""What can change from one version of a charter to the next: one small form for each (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bayanihan.gate.api import GroupRole, History
from bayanihan.membership.shapes import Threshold
from bayanihan.membership.wire import CharterText, KeyLine, SeatLine


@dataclass(frozen=True, slots=True)
class AddSeat:
    """Somebody joins."""

    seat: SeatLine


@dataclass(frozen=True, slots=True)
class RemoveSeat:
    """Somebody leaves or is removed; their journal gets a cut."""

    member: str


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """A member becomes coordinator, member or observer."""

    member: str
    role: GroupRole


@dataclass(frozen=True, slots=True)
class HandOver:
    """The chair goes from one member to another; the former stays as a member."""

    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Describe:
    """What a charter says of a member itself: its code, name, state, or who hosts it.

    ``None`` leaves as it is; an empty ``state`` says no state any more.
    """

    member: str
    code: str | None = None
    name: str | None = None
    state: str | None = None
    hosted_by: str | None = None


@dataclass(frozen=True, slots=True)
class SetStep:
    """A step up or down the ladder; the ceiling follows."""

    step: int


@dataclass(frozen=True, slots=True)
class SetName:
    """The group is called otherwise."""

    name: str


@dataclass(frozen=True, slots=True)
class SetPurpose:
    """The group exists for something else."""

    purpose: str


@dataclass(frozen=True, slots=True)
class SetConstituents:
    """Who reads through a member."""

    member: str
    constituents: frozenset[str]


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """Who speaks for a state, and who does when that one cannot; ``None`` = nobody does."""

    state: str
    speaker: str | None
    alternate: str | None = None


@dataclass(frozen=True, slots=True)
class SetHistory:
    """What newcomers are given."""

    history: History


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """How many must sign the version after."""

    threshold: Threshold


@dataclass(frozen=True, slots=True)
class SetRetention:
    """For how many days records are kept; ``None`` = the charter says nothing."""

    days: int | None


@dataclass(frozen=True, slots=True)
class AddKey:
    """A member has another statement key."""

    member: str
    key: KeyLine


@dataclass(frozen=True, slots=True)
class EndKey:
    """A statement key is put out of use from an instant on; it gets a cut."""

    member: str
    vkey: str
    at: int


@dataclass(frozen=True, slots=True)
class Recover:
    """The fork ends here: names the other branches that grew from ``base``.

    ``follows`` is the longest branch, on which the group goes on.
    """

    base: CharterText
    follows: CharterText
    others: tuple[CharterText, ...]


Change: TypeAlias = (
    AddSeat
    | RemoveSeat
    | ChangeRole
    | HandOver
    | Describe
    | SetStep
    | SetName
    | SetPurpose
    | SetConstituents
    | SetSpeaker
    | SetHistory
    | SetThreshold
    | SetRetention
    | AddKey
    | EndKey
    | Recover
)
