"""What was verified about a record, and how to verify it elsewhere.

The drawing is the audit path of RFC 9162, section 2.1.3: the record's entry at
the lower left, one neighbour hash per level, the signed root at the upper right.
"""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.beam import Beam

_LEFT, _RIGHT, _LOW, _HIGH = 16, 456, 104, 22


def sides(index: int, size: int) -> tuple[bool, ...]:
    """Whether each neighbour hash, from the entry up to the root, stands to the left.

    ``index`` counts from 0 in a tree of ``size`` entries (RFC 9162, section 2.1.3.2).
    """
    here, last = index, size - 1
    found: list[bool] = []
    while last > 0:
        is_left = here % 2 == 1 or here == last
        found.append(is_left)
        while is_left and here % 2 == 0:
            here, last = here >> 1, last >> 1
        here, last = here >> 1, last >> 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Dot:
    """A small square: upper left corner and, for a neighbour, the thread that joins it."""

    x: float
    y: float
    thread: str = ""


@dataclass(frozen=True, slots=True)
class ProofPath:
    """The drawn path: the heavy line, the neighbours beside it, entry and root."""

    line: str
    neighbours: tuple[Dot, ...]
    entry: Dot
    root: Dot
    index: int
    size: int

    @property
    def number(self) -> int:
        """The entry as people count it, from 1."""
        return self.index + 1

    @property
    def count(self) -> int:
        """How many neighbour hashes lead from the entry to the root."""
        return len(self.neighbours)


def path_of(index: int, size: int) -> ProofPath:
    """Draw the path of entry ``index`` (from 0) in a journal of ``size`` entries."""
    which = sides(index, size)
    steps = max(len(which), 1)
    points = [
        (_LEFT + (_RIGHT - _LEFT) * at / steps, _LOW + (_HIGH - _LOW) * at / steps)
        for at in range(steps + 1)
    ]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    neighbours = tuple(
        _neighbour(points[at + 1], is_left=is_left) for at, is_left in enumerate(which)
    )
    first, last = points[0], points[-1]
    entry, root = Dot(first[0] - 5, first[1] - 5), Dot(last[0] - 5, last[1] - 5)
    return ProofPath(line, neighbours, entry, root, index, size)


def _neighbour(parent: tuple[float, float], *, is_left: bool) -> Dot:
    """A left neighbour hangs above the line before its parent, a right one below it."""
    x, y = parent
    across, down = (-10, -8) if is_left else (2, 20)
    thread = f"M{x + across:.1f} {y + down:.1f}L{x:.1f} {y:.1f}"
    return Dot(round(x + across - 3.5, 1), round(y + down - 3.5, 1), thread)


def grouped(digest: str, *, line: int = 16) -> tuple[str, ...]:
    """A hash in groups of four hexadecimal digits, cut into lines of ``line`` digits."""
    rows = (digest[at : at + line] for at in range(0, len(digest), line))
    return tuple(" ".join(row[at : at + 4] for at in range(0, len(row), 4)) for row in rows)


@dataclass(frozen=True, slots=True)
class Digest:
    """A named hash, in hexadecimal digits: of the object, of the envelope, of the leaf."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof panel of one record.

    ``state`` is ``done`` (verified), ``soon`` (in doubt or not yet verified) or
    ``late`` (does not verify); ``verdict`` says it in words. ``journal`` is
    ``group/member``; ``index`` counts from 0, ``size`` is the checkpoint's.
    ``root`` is 64 hexadecimal digits, ``words`` the four for the telephone.
    ``command`` checks it without this node. ``beam`` holds the cosignatures,
    ``beam_note`` one sentence about them. ``digests`` are further machine values.
    """

    state: str
    verdict: str
    journal: str
    index: int
    size: int
    checkpoint_at: int
    root: str
    words: tuple[str, ...]
    command: str
    verify_url: str = ""
    journal_url: str = ""
    beam: Beam | None = None
    beam_note: str = ""
    digests: tuple[Digest, ...] = ()

    @property
    def path(self) -> ProofPath:
        """The drawing of the audit path."""
        return path_of(self.index, self.size)

    @property
    def root_lines(self) -> tuple[str, ...]:
        """The root in groups of four, as people compare it."""
        return grouped(self.root)

    @property
    def entry_number(self) -> int:
        """The entry as people count it, from 1."""
        return self.index + 1
