"""The page before an act that others see: what will be, for whom, and the one button."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.rows import Fact, Who
from bayanihan.web.parts.tells import Summary, Tell
from bayanihan.web.parts.voices import Act, Link


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """``web/confirm.html``: a decision in one sentence, its consequences, who is concerned.

    ``whos`` names members in words; ``hidden`` are names and values that the form
    sends along; ``back`` leads away without anything having been done.
    """

    sentence: str
    lede: str
    action: str
    act: Act
    back: Link
    facts: tuple[Fact, ...] = ()
    whos: tuple[Who, ...] = ()
    whos_title: str = ""
    fields: tuple[Field, ...] = ()
    summary: Summary | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    tells: tuple[Tell, ...] = ()
