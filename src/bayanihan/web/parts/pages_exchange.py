"""Contexts of the exchange: the list of records, and one object with its proof."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam, Face
from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.mini import Mini
from bayanihan.web.parts.proof import Proof
from bayanihan.web.parts.rows import Fact, Paging
from bayanihan.web.parts.tells import Empty, Tell
from bayanihan.web.parts.voices import Act, Link, Said


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list. ``kind`` is the STIX type in words, ``at`` when it came in here."""

    title: Said
    url: str
    kind: str
    publisher: Face
    tlp: str
    group: str
    at: int
    group_url: str = ""
    beam: Mini | None = None
    note: str = ""
    is_exercise: bool = False
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list: fields sent by GET, those set (each link takes one away).

    ``more`` are the fields that fold away; they stand open when one of them is set.
    """

    action: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...] = ()
    active: tuple[Link, ...] = ()
    clear_url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a folded field holds something."""
        return any(f.value or any(c.is_chosen and c.value for c in f.choices) for f in self.more)


@dataclass(frozen=True, slots=True)
class LaneLink:
    """One of the two lanes beside the sentence of a list."""

    text: str
    url: str
    is_here: bool
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """``web/exchange_list.html``. ``sentence`` says what the list holds, ``scope`` how it is cut.

    Rows are newest first. ``downloads`` are the same list as files.
    """

    sentence: str
    filters: Filters
    rows: tuple[RecordRow, ...]
    paging: Paging
    empty: Empty
    lanes: tuple[LaneLink, ...] = ()
    scope: str = ""
    import_url: str = ""
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """What the author says: paragraphs, who, when, in which language, and translations."""

    paragraphs: tuple[str, ...]
    code: str
    at: int | None = None
    language: str = ""
    lang: str = ""
    translations: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A value that machines compare, defanged: its kind (``domain-name``) and text."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One edge: ``verb`` reads from this object to ``other`` (or to it, in the other table)."""

    verb: str
    other: Said
    kind: str
    publisher: Face
    tlp: str
    url: str = ""
    beam: Mini | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed property between two versions: old text, new text, both in machine voice."""

    name: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version under one publisher; ``number`` counts from 1, ``entry`` in its journal."""

    number: int
    at: int
    publisher: Face
    entry: int
    url: str = ""
    words: str = ""
    changes: tuple[Change, ...] = ()
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """``web/object.html``: one record of one publisher in one group, and all about it.

    ``kind`` is the line above the title, its parts joined by dots. ``values`` stand
    below the title, defanged; ``pattern`` is the defanged pattern. ``properties``
    are what the type says, ``facts`` what the system knows (marking, group,
    publisher, creator). ``others`` are further copies of the same id.
    ``raw`` is the object as its creator wrote it, not defanged.
    """

    kind: tuple[str, ...]
    title: Said
    beam: Beam | None
    facts: tuple[Fact, ...]
    proof: Proof | None
    values: tuple[Value, ...] = ()
    speech: Speech | None = None
    pattern: str = ""
    pattern_kind: str = ""
    properties: tuple[Fact, ...] = ()
    out: tuple[Relation, ...] = ()
    into: tuple[Relation, ...] = ()
    relations_note: str = ""
    relations_more: Link | None = None
    versions: tuple[Version, ...] = ()
    others: tuple[RecordRow, ...] = ()
    acts: tuple[Act, ...] = ()
    downloads: tuple[Link, ...] = ()
    tells: tuple[Tell, ...] = ()
    raw: str = ""
