"""Who is speaking: a member, the system or a machine.

The pages keep three voices apart by their type face, so that a reader always
knows whether a ministry wrote a sentence, the node computed it, or it is a
value to be compared letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bayanihan.web.parts.hidden import visible


class Voice(StrEnum):
    """One of the three voices; each has one type face and they never mix."""

    MEMBER = "member"
    SYSTEM = "system"
    MACHINE = "machine"


_FACE = {Voice.MEMBER: "member-words", Voice.SYSTEM: "", Voice.MACHINE: "machine"}


@dataclass(frozen=True, slots=True)
class Said:
    """A text and whose voice it is in; ``lang`` is its BCP 47 tag where known.

    Values that could harm when clicked arrive defanged. In a machine's voice no letter
    is hidden; the answer as a whole shows those in words.
    """

    text: str
    voice: Voice = Voice.MEMBER
    lang: str = ""

    def __post_init__(self) -> None:
        """Show what hides in a value, wherever it comes from."""
        if self.voice is Voice.MACHINE:
            object.__setattr__(self, "text", visible(self.text))

    @property
    def css(self) -> str:
        """The class of the type face; empty for the system's own."""
        return _FACE[self.voice]


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; without ``url`` it is plain text."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do: a link when it has a ``url``, else the form's button.

    ``is_main`` is the one filled button of a page, ``leaves_node`` draws the
    arrow (something goes out), ``refuses`` is for refusing or discarding.
    ``name`` and ``value`` are what a form button sends.
    """

    text: str
    url: str = ""
    is_main: bool = False
    is_big: bool = False
    leaves_node: bool = False
    refuses: bool = False
    name: str = ""
    value: str = ""

    @property
    def css(self) -> str:
        """The classes of the button."""
        parts = (
            ("btn", True),
            ("btn--do", self.is_main),
            ("btn--big", self.is_big),
            ("btn--out", self.leaves_node),
            ("btn--no", self.refuses),
        )
        return " ".join(name for name, is_on in parts if is_on)
