"""Contexts of looking after what is held: verify, export, quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.proof import Digest, ProofPath
from bayanihan.web.parts.rows import Fact, Paging
from bayanihan.web.parts.tells import Empty, Summary, Tell
from bayanihan.web.parts.voices import Act, Link, Said


@dataclass(frozen=True, slots=True)
class Proven:
    """One numbered step of a verification: what was compared and how it ended.

    ``state`` is ``done``, ``soon`` or ``late``; ``digests`` are the values compared.
    ``source`` names the clause that the step follows.
    """

    state: str
    title: str
    words: str
    digests: tuple[Digest, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """``web/verify.html``: the result of a verification in numbered steps, then the verdict."""

    kind: tuple[str, ...]
    sentence: str
    lede: str
    state: str
    steps: tuple[Proven, ...]
    at: int
    root: str
    root_lines: tuple[str, ...]
    words: tuple[str, ...]
    command: str
    path: ProofPath | None = None
    acts: tuple[Act, ...] = ()
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportPage:
    """``web/export.html``: what to take out of a group, as which file, under which marking.

    ``form_action`` is reached by POST; ``facts`` say what the file would hold.
    """

    sentence: str
    lede: str
    action: str
    fields: tuple[Field, ...]
    act: Act
    facts: tuple[Fact, ...] = ()
    command: str = ""
    summary: Summary | None = None
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One thing in quarantine: what it is, why, what was kept, what to do.

    ``where`` is a JSON pointer or byte, ``code`` the machine's reason, ``acts``
    what a person may do now.
    """

    name: Said
    kind: str
    source: str
    at: int
    why: str
    kept: str
    todo: str
    where: str = ""
    code: str = ""
    url: str = ""
    group: str = ""
    is_exercise: bool = False
    links: tuple[Link, ...] = ()
    acts: tuple[Act, ...] = ()
    action: str = ""
    again: tuple[Act, ...] = ()
    """Acts that bring it in once more, sent to ``again_url``."""
    again_url: str = ""


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """``web/quarantine.html``: everything that was read but is not shared, with its reason."""

    sentence: str
    filters: Filters
    rows: tuple[Held, ...]
    paging: Paging
    empty: Empty
    lede: str = ""
