"""The frame around every page: who reads, when, in which room, under which marking."""

from __future__ import annotations

from dataclasses import dataclass, field

from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.tells import Tell
from bayanihan.web.parts.voices import Link


@dataclass(frozen=True, slots=True)
class Room:
    """A room in the row of rooms; ``waiting`` is what waits there for the reader."""

    name: str
    url: str
    waiting: int = 0
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in: the member spoken for, and the person with its role."""

    member: str
    person: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface: BCP 47 tag, its own name, whether it is a draft."""

    code: str
    name: str
    is_here: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the frame's own links lead."""

    home: str = "/"
    search: str = "/exchange/"
    sign_in: str = "/sign-in/"
    sign_out: str = "/sign-out/"
    set_language: str = "/language/"


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page's own content.

    ``at`` is the instant the page was made, ``zone`` the reader's IANA time zone.
    ``exercise`` is the name of an exercise: it draws the banner at both ends and
    the frame at both sides. ``hosted`` says whose node this is and what that means.
    ``links`` stand in the foot, ``place``, the address of the page, on paper alone.
    """

    title: str
    at: int
    band: Band
    zone: str = "UTC"
    me: Me | None = None
    rooms: tuple[Room, ...] = ()
    crumbs: tuple[Link, ...] = ()
    tells: tuple[Tell, ...] = ()
    exercise: str = ""
    is_demo: bool = False
    place: str = ""
    query: str = ""
    hosted: str = ""
    links: tuple[Link, ...] = ()
    languages: tuple[Language, ...] = ()
    ways: Ways = field(default_factory=Ways)

    @property
    def css(self) -> str:
        """The classes of the page: its printed sheet, and the exercise frame."""
        return f"{self.band.sheet} is-exercise" if self.exercise else self.band.sheet
