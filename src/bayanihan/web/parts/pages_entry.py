"""Contexts of the first pages a person meets: sign in, desk, and errors."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.rows import Event, Fact
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty, Summary
from bayanihan.web.parts.voices import Link


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demonstration; ``url`` is the sign-in page filled in for them."""

    username: str
    name: str
    roles: str
    url: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member of the demonstration and its people."""

    code: str
    name: str
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``web/sign_in.html``. ``fields`` are user name, password and a hidden ``next``.

    ``demo`` and ``demo_password`` are given on a demonstration node only.
    """

    action: str
    fields: tuple[Field, ...]
    node: str
    summary: Summary | None = None
    demo: tuple[DemoMember, ...] = ()
    demo_password: str = ""


@dataclass(frozen=True, slots=True)
class GroupNews:
    """What is new in one group; ``tlp`` is the highest label among the news shown."""

    group: str
    url: str
    tlp: str
    events: tuple[Event, ...]
    step: Step | None = None
    is_exercise: bool = False
    more: Link | None = None


@dataclass(frozen=True, slots=True)
class DeskPage:
    """``web/desk.html``. ``sentence`` says what is so; ``lede`` one thing more.

    ``waiting`` holds staged imports, quarantine and everything else that waits,
    shortest clock first; at most one of its acts is the main one. ``since`` is
    when the reader last looked. ``acts`` stand below the sentence.
    """

    sentence: str
    waiting: tuple[Strip, ...]
    news: tuple[GroupNews, ...]
    nothing_waits: Empty
    nothing_new: Empty
    lede: str = ""
    since: int | None = None
    import_url: str = ""
    settled: tuple[Fact, ...] = ()
    """What others did with the files that the reader brought."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``web/400.html``, ``403``, ``404``, ``500`` and ``csrf``: what happened, was kept, to do.

    Each template has its own words; ``happened`` replaces the first sentence where
    more is known. ``reference`` finds the entry in the operator's log.
    """

    happened: str = ""
    kept: str = ""
    links: tuple[Link, ...] = ()
    reference: str = ""
