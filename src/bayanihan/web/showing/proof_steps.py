"""The steps of a proof one by one: what was compared, how it ended, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.journal.api import JournalFault
from bayanihan.kernel.api import BayanihanError, digest
from bayanihan.membership.api import chain_of, verify_chain
from bayanihan.records.api import Proof as Proven
from bayanihan.records.api import Record, RecordFault
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.pages_check import Proven as Step
from bayanihan.web.parts.pages_check import VerifyPage
from bayanihan.web.parts.proof import Digest, grouped, path_of
from bayanihan.web.parts.voices import Act
from bayanihan.web.sentences import say
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.proofs import Found, command_for, journal_name
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.through import without_group
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words


def verify_page(record: Record, found: Found, *, at: int) -> VerifyPage:
    """Each step of the recomputation with the values compared, then the verdict."""
    failing = _failing_step(record, found.error)
    steps = [
        _as_step(place, part, failing, found.error)
        for place, part in enumerate(_parts(record, found.proof))
    ]
    proof = found.proof
    root = b"" if proof is None else proof.checkpoint.root
    page = VerifyPage(
        kind=(kind_words(record.entry.type), journal_name(record)),
        sentence=_verdict(record, holds=proof is not None),
        lede=_lede(found.error),
        state="done" if proof else "late",
        steps=tuple(steps),
        at=at,
        root=root.hex(),
        root_lines=grouped(root.hex()) if root else (),
        words=aloud(root) if root else (),
        command=command_for(record.entry.group, at),
        path=path_of(proof.index, proof.checkpoint.size) if proof else None,
        acts=(
            Act(_("Back to the record"), object_url(record)),
            Act(_("Take the package"), _package_url(record)),
        ),
    )
    return page if record.via is None else without_group(page, record, object_url(record))


def _package_url(record: Record) -> str:
    return reverse("group-export", args=[record.entry.group.key])


def _verdict(record: Record, *, holds: bool) -> str:
    code = record.entry.journal.member.code
    if holds:
        return _("%(member)s said this, and nothing in it was changed.") % {"member": code}
    return _("This does not verify: it cannot be shown that %(member)s said it so.") % {
        "member": code
    }


def _lede(error: BayanihanError | None) -> str:
    if error is None:
        return _(
            "Recomputed just now from what this node stores. Who does not trust this node checks "
            "the package on another machine."
        )
    return say(error)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one step is about, before it is known how it ended."""

    title: str
    words: str
    digests: tuple[Digest, ...]
    source: str


def _parts(record: Record, proof: Proven | None) -> Sequence[_Part]:
    """The steps in the order in which they are computed."""
    return (
        _object_part(record),
        _charter_part(record, proof),
        _head_part(record, proof),
        _path_part(proof),
    )


def _object_part(record: Record) -> _Part:
    raw, entry = record.text.encode(), record.entry
    return _Part(
        _("The object's bytes open the commitment"),
        _("%(member)s committed to these %(bytes)d bytes under a salt; title: %(title)s.")
        % {
            "member": entry.journal.member.code,
            "bytes": len(raw),
            "title": titled(record.body).text,
        },
        (
            Digest(_("SHA-256 of the bytes"), digest(raw).hex()),
            Digest(_("Salt"), bytes(entry.salt or b"").hex()),
            Digest(_("Commitment"), bytes(entry.commitment).hex()),
        ),
        _("Commitment: SHA-256 over salt and bytes"),
    )


def _charter_part(record: Record, proof: Proven | None) -> _Part:
    number = record.entry.charter
    words = _("Version %(number)d of the charter of %(group)s, signed by those who must.") % {
        "number": number,
        "group": group_name(record.entry.group),
    }
    values = () if proof is None else (Digest(_("Charter"), proof.charter.digest.hex()),)
    return _Part(_("The charter is signed"), words, values, _("C2SP signed-note, Ed25519"))


def _head_part(record: Record, proof: Proven | None) -> _Part:
    member = record.entry.journal.member.code
    words = _("%(member)s signed the head of its journal with a key that the charter lists.")
    if proof is None:
        return _Part(_("The journal's head is signed"), words % {"member": member}, (), "")
    head = proof.checkpoint
    said = _("Entries: %(size)d.") % {"size": head.size}
    return _Part(
        _("The journal's head is signed"),
        f"{words % {'member': member}} {said}",
        (Digest(_("Root"), head.root.hex()), Digest(_("Origin"), head.origin)),
        _("C2SP tlog-checkpoint"),
    )


def _path_part(proof: Proven | None) -> _Part:
    title = _("The entry stands under this root")
    source = _("RFC 9162, section 2.1.3.2")
    if proof is None:
        return _Part(title, _("Leaf and neighbour hashes give the root."), (), source)
    words = ngettext(
        "Entry %(entry)d and %(count)d neighbour hash give the signed root.",
        "Entry %(entry)d and %(count)d neighbour hashes give the signed root.",
        len(proof.path),
    ) % {"entry": proof.index + 1, "count": len(proof.path)}
    hashes = (
        Digest(_("Neighbour %(number)d") % {"number": number}, one.hex())
        for number, one in enumerate(proof.path, 1)
    )
    values = (Digest(_("Leaf"), proof.leaf_hash.hex()), *hashes)
    return _Part(title, words, (*values, Digest(_("Root"), proof.checkpoint.root.hex())), source)


def _as_step(place: int, part: _Part, failing: int, error: BayanihanError | None) -> Step:
    """Steps before the failing one hold; those after it were not reached."""
    state = "done"
    if error is not None and place >= failing:
        state = "late" if place == failing else "soon"
    words = say(error) if error is not None and place == failing else part.words
    return Step(state, part.title, words, part.digests, part.source)


_OBJECT, _CHARTER, _HEAD, _PATH = range(4)
_PLACES: Final = {
    RecordFault.OBJECT_DIFFERS: _OBJECT,
    JournalFault.SALT_LENGTH: _OBJECT,
    RecordFault.CHARTER_DIFFERS: _CHARTER,
    RecordFault.CHECKPOINT_DIFFERS: _HEAD,
    JournalFault.PROOF_SHAPE: _PATH,
    JournalFault.ROOT_DIFFERS: _PATH,
    JournalFault.TILE_SHAPE: _PATH,
    JournalFault.OUT_OF_RANGE: _PATH,
}


def _failing_step(record: Record, error: BayanihanError | None) -> int:
    """Which step an error belongs to; signatures are asked for again, as two steps have them."""
    if error is None:
        return _PATH + 1
    known = next((place for code, place in _PLACES.items() if code is error.code), None)
    if known is not None:
        return known
    return _HEAD if _charter_holds(record) else _CHARTER


def _charter_holds(record: Record) -> bool:
    entry = record.entry
    charters = chain_of(entry.group)
    if entry.charter not in {charter.number for charter, _note in charters}:
        return False
    try:
        verify_chain(charters)
    except BayanihanError:
        return False
    return True
