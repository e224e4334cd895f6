"""Contexts of the way of a file into a group: import, review, release, receipt."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam
from bayanihan.web.parts.fields import Field, Fold
from bayanihan.web.parts.rows import Check, Count, Fact, Paging, Sign, Stage, Who
from bayanihan.web.parts.tells import Summary, Tell
from bayanihan.web.parts.voices import Act, Link, Said


@dataclass(frozen=True, slots=True)
class ImportStartPage:
    """``web/import_start.html``: which file, for which group, what unmarked objects may carry.

    ``fields`` are the file, the group (choices with step and ceiling) and the
    handling of unmarked objects (nothing chosen beforehand). ``limits`` says in
    words what is read and how large it may be.
    """

    action: str
    fields: tuple[Field, ...]
    limits: str
    stages: tuple[Stage, ...]
    summary: Summary | None = None
    staged: tuple[Fact, ...] = ()
    more: Fold | None = None


@dataclass(frozen=True, slots=True)
class Misread:
    """One object that cannot be shared: its place in the file, name, where, and why.

    ``where`` is a JSON pointer or a byte, ``code`` the machine's reason.
    """

    number: int
    name: str
    where: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One object read: what it is, the label it carries, the label it will go under."""

    title: Said
    kind: str
    carries: str
    goes_as: str
    words: str
    url: str = ""
    flag: str = ""
    """``soon`` (look here), ``late`` (not shared) or empty."""

    @property
    def css(self) -> str:
        """The class of the row."""
        return {"soon": "flag", "late": "flag--late"}.get(self.flag, "")


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """``web/import_review.html``: what was read, before anything is stored or leaves.

    ``file`` is a line on name, size and form. ``counts`` account for every object.
    ``fields`` hold what is still to be said; where ``chosen`` holds what was said,
    they are folded away. ``more`` are the questions that few need.
    ``act`` names the next step; ``discard`` throws the file away.
    """

    sentence: str
    lede: str
    file: str
    read_at: int
    stages: tuple[Stage, ...]
    counts: tuple[Count, ...]
    rows: tuple[ReadRow, ...]
    paging: Paging
    action: str
    act: Act
    fields: tuple[Field, ...] = ()
    chosen: tuple[Fact, ...] = ()
    misread: tuple[Misread, ...] = ()
    summary: Summary | None = None
    discard: Act | None = None
    tells: tuple[Tell, ...] = ()
    more: Fold | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A few objects exactly as a named receiver will see them."""

    title: str
    rows: tuple[ReadRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """``web/release.html``: who will get it, who will not, because; then the signature.

    ``sentence`` is the question that names the recipients, ``act`` the button that
    names them again. Where nothing can be released there is no beam, and ``misread``
    says why. ``rows`` are the first objects; ``rows_more`` leads to all. ``hidden``
    are name and value pairs that tie the signature to this preview; ``preview_note``
    says so. ``handling`` is what was said beyond the TLP.
    """

    sentence: str
    lede: str
    stages: tuple[Stage, ...]
    file: str
    counts: tuple[Count, ...]
    action: str
    act: Act
    beam: Beam | None = None
    will: tuple[Who, ...] = ()
    will_not: tuple[Who, ...] = ()
    will_words: str = ""
    will_not_words: str = ""
    checks: tuple[Check, ...] = ()
    signs: tuple[Sign, ...] = ()
    misread: tuple[Misread, ...] = ()
    rows: tuple[ReadRow, ...] = ()
    rows_more: Link | None = None
    read_at: int | None = None
    fields: tuple[Field, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    more_checks: tuple[Check, ...] = ()
    sample: Sample | None = None
    acts: tuple[Act, ...] = ()
    tells: tuple[Tell, ...] = ()
    summary: Summary | None = None
    preview_note: str = ""
    handling: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedPage:
    """``web/released.html``: the receipt. ``root`` is hexadecimal, ``words`` the four."""

    sentence: str
    lede: str
    stages: tuple[Stage, ...]
    beam: Beam | None
    counts: tuple[Count, ...]
    facts: tuple[Fact, ...]
    root: str
    words: tuple[str, ...]
    command: str
    root_lines: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    tells: tuple[Tell, ...] = ()
