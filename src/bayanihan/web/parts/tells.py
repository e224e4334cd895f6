"""Notices: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bayanihan.web.parts.voices import Link


class Mood(StrEnum):
    """How a notice is meant: it worked, mind this, or it failed."""

    DONE = "done"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice. ``title`` is the sentence that says it; ``links`` are what to do next."""

    title: str
    text: str = ""
    mood: Mood = Mood.LATE
    links: tuple[Link, ...] = ()
    codes: tuple[str, ...] = ()
    """Machine values that belong to the notice: an error code, an id."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is wrong with a form, above it; each line leads to its field."""

    title: str
    mistakes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing here: why, and what to do next."""

    title: str
    text: str = ""
    links: tuple[Link, ...] = ()
