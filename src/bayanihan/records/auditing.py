"""The audit of reads: what one answer showed of AMBER and above, kept before it leaves.

A ``Trail`` collects what readers hand out while one answer is made. Who answers keeps it
with ``keep``: one line in the append-only file of the asker's member, on disk before the
answer is sent. What cannot be kept is not answered. Answers without AMBER write nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec
from django.conf import settings

from bayanihan.gate.api import Door, Tlp
from bayanihan.kernel.api import Misconfigured, to_text
from bayanihan.membership.api import Member
from bayanihan.records.auditing_file import files_in

AUDITED_FROM = Tlp.AMBER
# Of records shown more than once in an answer; beyond so many each showing counts.
_TOLD_APART = 10_000
_LONGEST = 2000


class AuditFault(StrEnum):
    """Why an answer is not given."""

    NOT_WRITTEN = "audit_not_written"


class Part(StrEnum):
    """Which part of an answer a line tells of: a file has one before its first byte too."""

    WHOLE = "whole"
    BEGINS = "begins"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asked what of this node: ``by`` is a user name, empty for the operator's command.

    ``what`` is the name of an address or a command, ``query`` all that was asked of it.
    """

    member: Member
    by: str
    what: str
    query: str
    at: int


class Seen:
    """What one member was shown of AMBER and above: highest TLP, numbers, how many."""

    def __init__(self) -> None:
        self.doors: set[str] = set()
        self.highest = AUDITED_FROM
        self.first = 0
        self.last = 0
        self._seqs: set[int] = set()
        self._more = 0

    @property
    def count(self) -> int:
        """How many records, each counted once."""
        return len(self._seqs) + self._more

    def add(self, door: Door, seq: int, tlp: Tlp) -> None:
        """Take one record more into account."""
        if seq in self._seqs:
            return
        self.first = min(self.first or seq, seq)
        self.last = max(self.last, seq)
        self.highest = max(self.highest, tlp)
        self.doors.add(door.value)
        if len(self._seqs) < _TOLD_APART:
            self._seqs.add(seq)
        else:
            self._more += 1


class Trail:
    """What readers handed out while one answer was made, apart for each member that read."""

    def __init__(self) -> None:
        self._seen: dict[int, Seen] = {}
        self._is_closed = False

    def note(self, member: Member, door: Door, shown: Iterable[tuple[int, Tlp | None]]) -> None:
        """Records that a member was shown, by number and TLP; what is below AMBER is dropped.

        Raises ``TypeError`` once the answer was kept: nothing is read behind its back.
        """
        for seq, tlp in shown:
            if tlp is None or tlp < AUDITED_FROM:
                continue
            if self._is_closed:
                message = "a record was read after the audit of its answer was closed"
                raise TypeError(message)
            self._seen.setdefault(member.pk, Seen()).add(door, seq, tlp)

    def seen_by(self, member: Member) -> Seen | None:
        """What a member was shown of AMBER and above; ``None``: nothing."""
        return self._seen.get(member.pk)

    @property
    def is_empty(self) -> bool:
        """Whether nobody was shown anything of AMBER and above."""
        return not self._seen

    def close(self) -> None:
        """The answer is made: nothing more may be read for it."""
        self._is_closed = True


_TRAIL: ContextVar[Trail | None] = ContextVar("trail", default=None)


def present_trail() -> Trail | None:
    """The trail of the answer that is being made now; ``None`` where nobody is answered."""
    return _TRAIL.get()


@contextmanager
def collecting() -> Iterator[Trail]:
    """Collect what readers made in here hand out; afterwards the trail is closed."""
    trail = Trail()
    token = _TRAIL.set(trail)
    try:
        yield trail
    finally:
        trail.close()
        _TRAIL.reset(token)


def keep(asking: Asking, trail: Trail, *, part: Part = Part.WHOLE, status: int = 0) -> None:
    """Write what an answer showed to the asker's member; returns when it is on disk.

    ``status`` is the answer's code. Raises ``Misconfigured`` if it cannot be written.
    """
    seen = trail.seen_by(asking.member)
    if seen is not None:
        _write(asking, seen, part=part, status=status)


def announce(asking: Asking, tlp: Tlp | None, door: Door) -> None:
    """Write that a file is about to leave in which ``tlp`` is the highest; as ``keep``."""
    if tlp is None or tlp < AUDITED_FROM:
        return
    seen = Seen()
    seen.highest = tlp
    seen.doors.add(door.value)
    _write(asking, seen, part=Part.BEGINS, status=0)


def trail_path(member: Member) -> Path:
    """The audit file of a member."""
    return audit_folder() / f"{member.stix_id.removeprefix('identity--')}.jsonl"


def audit_folder() -> Path:
    """Where the audit files of this node's members are."""
    return Path(settings.DATA_DIRECTORY) / "audit"


def _write(asking: Asking, seen: Seen, *, part: Part, status: int) -> None:
    line = {
        "at": to_text(asking.at),
        "by": asking.by,
        "member": asking.member.stix_id,
        "what": asking.what,
        "query": asking.query[:_LONGEST],
        "doors": sorted(seen.doors),
        "tlp": seen.highest.label,
        "count": seen.count,
        "first": seen.first,
        "last": seen.last,
        "part": part.value,
        "status": status,
    }
    try:
        files_in(audit_folder()).add(trail_path(asking.member).name, msgspec.json.encode(line))
    except OSError as error:
        facts = {"detail": error.strerror or type(error).__name__}
        raise Misconfigured(AuditFault.NOT_WRITTEN, facts=facts) from error
