"""The beam: the record is the house, each member a post beneath it.

Posts stand in one order on every page: states by code, then, after a gap,
bodies and companies by code. The order means nothing and never follows
conduct. Shape says the state first, a word second, colour last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MANY = 13
"""Above so many posts a beam breaks into rows."""
WIDE = 5
"""A first part of a code longer than this is set smaller, so that neighbours do not touch."""
SHORT = 3
"""Codes up to this length fit under a narrow post."""


class PostState(StrEnum):
    """How a member stands to what the beam carries."""

    CARRIES = "carries"
    PARTLY = "partly"
    ASKED = "asked"
    LATE = "late"
    RESERVES = "reserves"
    APART = "apart"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Face:
    """A member as it is drawn: short code, full name, and whether it is no state.

    ``is_body`` is true for regional bodies, partners, companies, universities
    and single experts: they stand after the gap.
    """

    code: str
    name: str
    is_body: bool = False

    @property
    def head(self) -> str:
        """The first part of the code, which stands under the post: PH of PH-CERT."""
        return self.code.partition("-")[0]

    @property
    def tail(self) -> str:
        """The rest of the code, which stands below it: CERT of PH-CERT; often empty."""
        return self.code.partition("-")[2]

    @property
    def is_long(self) -> bool:
        """Whether the code needs more room than a post of the narrow kind has."""
        return bool(self.tail) or len(self.head) > SHORT


@dataclass(frozen=True, slots=True)
class Stand:
    """What one member does with the thing carried: state, words, a short note below."""

    state: PostState
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One member under the beam. ``words`` say the state, ``note`` stands below the code."""

    face: Face
    stand: Stand
    is_me: bool = False
    has_gap: bool = False

    @property
    def css(self) -> str:
        """The classes of the post."""
        mine = " is-me" if self.is_me else ""
        gap = " has-gap" if self.has_gap else ""
        wide = " is-wide" if len(self.face.head) > WIDE else ""
        return f"post is-{self.stand.state}{mine}{gap}{wide}"


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One line of the key: a shape and what it means on this page."""

    state: PostState
    words: str


@dataclass(frozen=True, slots=True)
class Beam:
    """Who carries a thing. ``label`` names the beam, ``sentence`` says the same in words."""

    label: str
    posts: tuple[Post, ...]
    sentence: str = ""
    key: tuple[KeyItem, ...] = ()

    @property
    def css(self) -> str:
        """The classes for many posts and for long codes: such beams break into rows."""
        many = " beam--many" if len(self.posts) > MANY else ""
        long = " beam--long" if any(post.face.is_long for post in self.posts) else ""
        return f"{many}{long}"


def in_order(faces: Iterable[Face]) -> tuple[Face, ...]:
    """The one order of members: states by code, then bodies and companies by code."""
    return tuple(sorted(faces, key=lambda face: (face.is_body, face.code)))


def posts_of(
    faces: Iterable[Face], stands: Mapping[str, Stand], *, outside: str, me: str = ""
) -> tuple[Post, ...]:
    """Posts for the region's ``faces``, where ``stands`` is keyed by member code.

    A state that ``stands`` does not name is drawn outside, with the words
    ``outside``. A body or company that it does not name is left out. ``me`` is
    the reader's own code.
    """
    posts: list[Post] = []
    has_states, has_bodies = False, False
    for face in in_order(faces):
        if face.is_body and face.code not in stands:
            continue
        stand = stands.get(face.code, Stand(PostState.OUTSIDE, outside))
        has_gap = face.is_body and has_states and not has_bodies
        posts.append(Post(face, stand, is_me=face.code == me, has_gap=has_gap))
        has_states = has_states or not face.is_body
        has_bodies = has_bodies or face.is_body
    return tuple(posts)


def key_of(posts: Iterable[Post], words: Mapping[PostState, str]) -> tuple[KeyItem, ...]:
    """The key for the states that really occur, in one fixed order."""
    present = {post.stand.state for post in posts}
    return tuple(KeyItem(s, words[s]) for s in PostState if s in present and s in words)
