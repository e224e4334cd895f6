"""After a restore: what others hold of this node's journals, and the word that lets it sign.

Without this an honest node would say something else under a number at which it had
spoken before, and everybody would call it a liar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db.models import QuerySet

from bayanihan.exchange.api import plain_bytes
from bayanihan.kernel.api import BayanihanError, Malformed, read_clock
from bayanihan.membership.api import Member, confirm_restored, restored
from bayanihan.ops.archive_form import ArchiveFault
from bayanihan.ops.catching_up import catch_up
from bayanihan.ops.commands import DONE, FAULTY, name_of, read_bytes, say, say_json
from bayanihan.ops.words import count_words, fault_words
from bayanihan.records.api import (
    Compared,
    Entry,
    Fate,
    HeadState,
    HeldTail,
    compare,
    read_page,
    receive,
    tails_in,
)

_PAGE: Final = b"bayanihan-page/"
_SIGNATURE: Final = "— "


@dataclass(slots=True)
class _Found:
    """What a file holds: signed heads, and the means to get lost entries back."""

    notes: list[str] = field(default_factory=list)
    tails: dict[str, HeldTail] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)

    def page_for(self, note: str, first: int) -> bytes | None:
        """A page that begins with what is missing here, if the file has one."""
        tail = self.tails.get(note)
        return self.pages.get(note) if tail is None else tail.page(first)


def compare_files(paths: Sequence[Path], *, as_json: bool) -> int:
    """Hold what others have of this node's journals against what stands here.

    After a restore what is missing here is taken back from the files. Exit 1 if something
    stays missing, or if two heads contradict each other.
    """
    is_well = True
    for path in paths:
        found = _read(plain_bytes(read_bytes(path)))
        heads = [(note, one) for note in found.notes for one in compare([note])]
        if not heads and not as_json:
            say(f"{name_of(path)}: no head of a journal that is written here")
        for note, one in heads:
            is_well &= _tell(path, one, _fetch_back(found, note, one), as_json=as_json)
    return DONE if is_well else FAULTY


def _read(raw: bytes) -> _Found:
    found = _Found()
    if raw.startswith(_PAGE):
        note = read_page(raw).checkpoint
        found.notes, found.pages = [note], {note: raw}
    elif raw.lstrip()[:1] == b"{":
        found.tails = {tail.note: tail for tail in tails_in(raw)}
        found.notes = list(found.tails)
    else:
        found.notes = list(_notes_in(raw))
    return found


def _notes_in(raw: bytes) -> Iterator[str]:
    """Signed notes, one behind the other (C2SP signed-note: text, empty line, signatures)."""
    try:
        lines = raw.decode().splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise Malformed(ArchiveFault.NO_HEADS) from error
    note: list[str] = []
    for line in lines:
        if note and note[-1].startswith(_SIGNATURE) and not line.startswith(_SIGNATURE):
            yield "".join(note)
            note = []
        if note or line.strip():
            note.append(line)
    if note:
        yield "".join(note)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came back out of a file: entries, contents of what stood here as hashes, or why not."""

    added: int = 0
    revealed: int = 0
    fault: BayanihanError | None = None


def _fetch_back(found: _Found, note: str, one: Compared) -> _Fetched:
    """Take back what is missing here: whole entries, or what hashes alone are left of."""
    if one.state is HeadState.CONTRADICTION or restored() is None:
        return _Fetched()
    hidden = _hidden(one).order_by("index").values_list("index", flat=True).first()
    first = one.held if hidden is None else min(hidden, one.held)
    if first >= one.size:
        return _Fetched()
    try:
        page = found.page_for(note, first)
        received = None if page is None else receive(page, at=read_clock())
    except BayanihanError as error:
        return _Fetched(fault=error)
    return _Fetched() if received is None else _Fetched(received.added, received.revealed)


def _hidden(one: Compared) -> QuerySet[Entry]:
    """Entries of a journal of ours of which only the hash stands here."""
    return Entry.objects.filter(
        group__uuid=one.group,
        journal__member__stix_id=one.member,
        kind="",
        fate=Fate.STANDS.value,
    )


def _tell(path: Path, one: Compared, fetched: _Fetched, *, as_json: bool) -> bool:
    """Say how one journal stands; gives whether nothing is left to worry about."""
    hidden = _hidden(one).count()
    is_whole = one.state in {HeadState.EQUAL, HeadState.AHEAD} or 0 < one.behind <= fetched.added
    if as_json:
        said = {"group": one.group, "member": one.member, "state": one.state.value}
        came = {"fetched": fetched.added, "revealed": fetched.revealed, "hidden": hidden}
        say_json({"file": name_of(path), **said, "held": one.held, "size": one.size, **came})
        return is_whole and not hidden
    member = Member.objects.filter(stix_id=one.member).first()
    name = f"{member.code if member else one.member} in group {one.group}"
    for line in (_words(one), *_fetched_words(fetched, hidden)):
        say(f"{name}: {line}")
    if one.evidence is not None:
        say(one.evidence.to_text())
    return is_whole and not hidden


def _words(one: Compared) -> str:
    entries = count_words(one.behind, "entry", "entries")
    return {
        HeadState.EQUAL: f"equal, {count_words(one.size, 'entry', 'entries')}",
        HeadState.AHEAD: f"they hold {one.size} entries of our {one.held}, and the same",
        HeadState.BEHIND: f"we are behind by {entries}: they hold {one.size}, we {one.held}",
        HeadState.CONTRADICTION: "CONTRADICTION: this head and ours cannot both be true",
    }[one.state]


def _fetched_words(fetched: _Fetched, hidden: int) -> Iterator[str]:
    if fetched.fault is not None:
        yield f"not taken back: {fault_words(fetched.fault)}"
    if fetched.added:
        yield f"{count_words(fetched.added, 'entry', 'entries')} taken back from the file"
    if fetched.revealed:
        said = count_words(fetched.revealed, "entry", "entries")
        yield f"the content of {said} taken back from the file"
    if hidden:
        said = count_words(hidden, "entry stands", "entries stand")
        yield f"{said} here as a hash alone: ask those to whom they were addressed"


def confirm_restore(*, by: str, as_json: bool) -> int:
    """A person says that this node may sign again; every hosted member's epoch rises."""
    at = read_clock()
    confirm_restored(by=by, at=at)
    if as_json:
        say_json({"confirmed_by": by})
    else:
        say(f"confirmed by {by}: this node signs again, and its heads say that it began anew")
    catch_up(at=at, as_json=as_json)
    return DONE
