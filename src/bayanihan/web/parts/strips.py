"""Strips: one line per thing that waits, with its clock at the left and one act at the right."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.clocks import Clock
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.mini import Mini
from bayanihan.web.parts.voices import Act, Link, Said


@dataclass(frozen=True, slots=True)
class Strip:
    """One thing that waits for the reader."""

    clock: Clock
    kind: str
    title: Said
    url: str
    act: Act
    text: str = ""
    tlp: str = ""
    group: str = ""
    step: Step | None = None
    beam: Mini | None = None
    is_exercise: bool = False
    more: Link | None = None
    """Where all of its kind stand."""

    @property
    def css(self) -> str:
        """The classes of the strip."""
        exercise = " strip--exercise" if self.is_exercise else ""
        return f"strip strip--{self.clock.state}{exercise}"
