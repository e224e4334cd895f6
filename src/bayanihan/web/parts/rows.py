"""What is read in rows: facts, counts, stages, reasons, signatures, pages of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bayanihan.web.parts.hidden import visible
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.voices import Link, Said, Voice


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fact. Shown in this order: code, label, step, words, instant, link."""

    text: str = ""
    voice: Voice = Voice.SYSTEM
    url: str = ""
    code: str = ""
    tlp: str = ""
    step: Step | None = None
    at: int | None = None
    state: str = ""
    """``done``, ``soon`` or ``late`` where the words say so; else empty."""
    more: Link | None = None
    is_exercise: bool = False

    def __post_init__(self) -> None:
        """Show what hides in a value, wherever it comes from."""
        if self.voice is Voice.MACHINE:
            object.__setattr__(self, "text", visible(self.text))

    @property
    def css(self) -> str:
        """The classes of the words: their voice and their state."""
        state = f"in-{self.state}" if self.state else ""
        return f"{Said('', self.voice).css} {state}".strip()


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is known under it."""

    label: str
    lines: tuple[Line, ...]


def fact(label: str, *lines: str | Line) -> Fact:
    """A fact of plain words, or of made lines."""
    return Fact(label, tuple(Line(line) if isinstance(line, str) else line for line in lines))


@dataclass(frozen=True, slots=True)
class Count:
    """A row of an account: what was found, how many, what happens to them.

    ``flag`` is ``soon`` (look here), ``late`` (refused) or empty.
    """

    found: str
    number: int
    words: str
    link: Link | None = None
    flag: str = ""

    @property
    def css(self) -> str:
        """The class of the row."""
        return {"soon": "flag", "late": "flag--late"}.get(self.flag, "")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a process and where it stands: ``past``, ``here`` or ``ahead``."""

    name: str
    place: str = "ahead"


def stages(names: Sequence[str], here: int) -> tuple[Stage, ...]:
    """Stages in order, of which number ``here`` (from 0) is the present one."""
    return tuple(
        Stage(name, "past" if at < here else "here" if at == here else "ahead")
        for at, name in enumerate(names)
    )


@dataclass(frozen=True, slots=True)
class Who:
    """Members with one and the same reason in a release: codes, what they get, because."""

    codes: tuple[str, ...]
    title: str
    because: str


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that was checked: ``state`` is ``done``, ``soon`` or ``late``."""

    state: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One pair of eyes: who signed or is asked to, and in which words.

    ``note`` is the system's line below the name, ``said`` the person's own words.
    """

    kind: str
    name: str
    note: str = ""
    at: int | None = None
    said: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a log: instant, who (a code), what happened, in its voice."""

    at: int
    who: str
    what: Said
    url: str = ""
    note: str = ""
    kind: str = ""
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list that is read by keyset, newest first or in the order of a file.

    ``total`` is None where counting would cost more than it tells. The three
    addresses lead to the start, one page towards the start, one page onward.
    """

    shown: int
    total: int | None = None
    is_newest_first: bool = True
    start_url: str = ""
    back_url: str = ""
    onward_url: str = ""
