"""Contexts of groups and members: charters, who is in them, whose journal is how long."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam, Face
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.mini import Mini
from bayanihan.web.parts.rows import Fact
from bayanihan.web.parts.tells import Empty, Tell
from bayanihan.web.parts.voices import Act, Link, Said


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in the list of groups, or on a member's page."""

    name: str
    url: str
    layer: str
    tlp: str
    members: int
    step: Step | None = None
    beam: Mini | None = None
    records: int | None = None
    purpose: str = ""
    is_exercise: bool = False
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """``web/groups.html``: the groups the reader's member is in, by layer then name."""

    sentence: str
    rows: tuple[GroupRow, ...]
    empty: Empty
    lede: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """One member's place in a charter: role, since which version, and its acceptance.

    ``accepted`` is the newest charter version the member accepted, None if none.
    """

    face: Face
    url: str
    kind: str
    role: str
    since: str
    accepted: int | None = None
    accepted_at: int | None = None
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one member's journal in the group: size, root, when it was signed.

    ``state`` is ``done`` (verified here), ``soon`` or ``late``; ``verdict`` says it.
    """

    face: Face
    size: int
    root: str
    words: tuple[str, ...]
    at: int | None
    state: str
    verdict: str
    url: str = ""

    @property
    def short_root(self) -> str:
        """The first sixteen digits of the root, in groups of four."""
        return " ".join(self.root[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """One version of the charter; ``signed`` names who signed it, ``digest`` is hexadecimal."""

    number: int
    at: int
    changes: tuple[str, ...]
    digest: str
    signed: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal that waits for signatures: what, by whom, since when."""

    title: str
    url: str
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class GroupPage:
    """``web/group.html``: charter, members, journals' heads, history."""

    kind: tuple[str, ...]
    title: Said
    beam: Beam
    purpose: Said | None
    facts: tuple[Fact, ...]
    seats: tuple[Seat, ...]
    heads: tuple[Head, ...]
    charters: tuple[CharterVersion, ...]
    acts: tuple[Act, ...] = ()
    downloads: tuple[Link, ...] = ()
    tells: tuple[Tell, ...] = ()
    proposals: tuple[ProposalRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member in the directory. The order is the posts' order and means nothing."""

    face: Face
    url: str
    kind: str
    groups: str
    node: str = ""
    step: Step | None = None
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class MemberSection:
    """Members of one kind under one head: states, bodies, partners, companies."""

    title: str
    rows: tuple[MemberRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MembersPage:
    """``web/members.html``: the region's members by kind."""

    sentence: str
    sections: tuple[MemberSection, ...]
    lede: str = ""

    @property
    def has_steps(self) -> bool:
        """Whether the reader's member is on a step with any of them."""
        return any(row.step for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One statement key of a member: its name as in signed notes, its times, its state."""

    name: str
    fingerprint: str
    since: int
    until: int | None
    state: str
    verdict: str
    whole: str = ""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """``web/member.html``: one member: what it is, the groups you share, its keys."""

    kind: tuple[str, ...]
    title: Said
    facts: tuple[Fact, ...]
    groups: tuple[GroupRow, ...]
    keys: tuple[KeyRow, ...]
    no_groups: Empty
    lede: str = ""
    acts: tuple[Act, ...] = ()
    is_mine: bool = False
