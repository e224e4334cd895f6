"""Contexts of taking back: withdrawing, erasing, who has answered, what one keeps oneself."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam, Face
from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.rows import Fact, Line, Paging, Who
from bayanihan.web.parts.tells import Empty, Summary, Tell
from bayanihan.web.parts.voices import Act, Said


@dataclass(frozen=True, slots=True)
class RemovePage:
    """``web/remove.html``: before something is withdrawn, erased or kept: what, who, and then.

    ``whos`` are those who hold it with what happens at each; ``happens`` and
    ``cannot`` are sentences: what follows, and what nobody can undo or reach.
    """

    sentence: str
    lede: str
    facts: tuple[Fact, ...]
    happens: tuple[str, ...]
    cannot: tuple[str, ...]
    who_title: str
    who_words: str
    whos: tuple[Who, ...]
    action: str
    fields: tuple[Field, ...]
    act: Act
    back: Act
    beam: Beam | None = None
    tells: tuple[Tell, ...] = ()
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One holder of a record: ``state`` is ``done``, ``soon``, ``late`` or empty.

    ``said`` is its state in words, ``why`` its reason where it keeps the record, ``at``
    when it answered, ``note`` what the node knows about it.
    """

    face: Face
    url: str
    state: str
    said: str
    why: str = ""
    at: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HoldersPage:
    """``web/holders.html``: who has a record, and what each answered; for its publisher alone."""

    sentence: str
    lede: str
    facts: tuple[Fact, ...]
    rows: tuple[HolderRow, ...]
    acts: tuple[Act, ...] = ()
    tells: tuple[Tell, ...] = ()
    empty: Empty | None = None


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One record that the reader's member took back."""

    title: Said
    url: str
    kind: str
    how: str
    why: str
    group: str
    at: int
    answers: tuple[Line, ...] = ()
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class TakenPage:
    """``web/removed.html``: everything that the reader's member took back, newest first."""

    sentence: str
    lede: str
    rows: tuple[TakenRow, ...]
    paging: Paging
    empty: Empty
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One record that the reader's member keeps: whose, why, since when, and the way to end it."""

    title: Said
    kind: str
    publisher: Face
    group: str
    tlp: str
    why: str
    by: str
    at: int
    state: str
    words: str
    url: str = ""
    raw_url: str = ""
    acts: tuple[Act, ...] = ()
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class KeptPage:
    """``web/kept.html``: what the reader's member keeps of others, and why."""

    sentence: str
    lede: str
    rows: tuple[KeptRow, ...]
    empty: Empty
    acts: tuple[Act, ...] = ()
