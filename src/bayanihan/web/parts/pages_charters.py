"""Contexts of changing a charter: what can change, the form, the proposal, its signatures."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.rows import Fact
from bayanihan.web.parts.tells import Empty, Summary, Tell
from bayanihan.web.parts.voices import Act, Link


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that can be changed, and what it means."""

    link: Link
    words: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """``web/change.html``: what can be changed about a group."""

    sentence: str
    lede: str
    rows: tuple[ChangeRow, ...]
    empty: Empty
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeFormPage:
    """``web/change_form.html``: one change, asked for; a preview comes before it is said."""

    sentence: str
    lede: str
    action: str
    fields: tuple[Field, ...]
    act: Act
    back: Link
    summary: Summary | None = None
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one member said to a proposal: ``state`` is ``done``, ``late`` or ``soon``."""

    code: str
    name: str
    words: str
    state: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """``web/proposal.html``: what would change, who signed, who is still needed."""

    kind: tuple[str, ...]
    sentence: str
    lede: str
    changes: tuple[str, ...]
    answers: tuple[AnswerRow, ...]
    facts: tuple[Fact, ...]
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    tells: tuple[Tell, ...] = ()
