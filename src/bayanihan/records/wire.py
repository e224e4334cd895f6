"""The envelope on the wire: what a member says about an object when publishing it (pure).

Canonical JSON, one form only. The object stands in it as a salted
commitment, so that an erased object cannot be guessed from what remains.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bayanihan.gate.api import CreatorKind, HandlingClass, Pap, Step, Terms, Tlp
from bayanihan.kernel.api import Malformed, canonical, digest
from bayanihan.records.rules import RecordFault

FORMAT = "bayanihan-envelope/1"
_MARK = '"object":"'


class _Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    not_before: int | None
    until: int | None
    keep_until: int | None = None


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    group: str
    publisher: str
    charter: int
    audience: tuple[str, ...] | None
    tlp: str | None
    pap: str | None
    exercise: bool
    terms: _Terms
    creator: str
    object: str
    needs: int = Step.OPEN.value
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """A read envelope: the facts that the gate decides by, and the object's commitment."""

    handling: HandlingClass
    commitment: bytes


def write_handling(handling: HandlingClass) -> str:
    """The envelope's canonical text with an empty commitment: the key of a handling class.

    What was added to the form later stands in it only where it says something, so that
    every older envelope keeps its bytes.
    """
    audience = None if handling.audience is None else sorted(handling.audience)
    terms = {"not_before": handling.terms.not_before, "until": handling.terms.until}
    if handling.terms.keep_until is not None:
        terms["keep_until"] = handling.terms.keep_until
    fields = {
        "format": FORMAT,
        "group": handling.group,
        "publisher": handling.publisher,
        "charter": handling.charter,
        "audience": audience,
        "tlp": None if handling.tlp is None else handling.tlp.label,
        "pap": None if handling.pap is None else handling.pap.name,
        "exercise": handling.exercise,
        "terms": terms,
        "creator": handling.creator.value,
        "object": "",
    }
    if handling.needs is not Step.OPEN:
        fields["needs"] = handling.needs.value
    if handling.emergency:
        fields["emergency"] = True
    return canonical(fields).decode()


def envelope_bytes(handling_text: str, commitment: bytes) -> bytes:
    """The canonical envelope of one object under a handling class."""
    return handling_text.replace(_MARK, _MARK + commitment.hex(), 1).encode()


def envelope_digest(handling_text: str, commitment: bytes) -> bytes:
    """SHA-256 of the envelope; what the journal's leaf commits to."""
    return digest(envelope_bytes(handling_text, commitment))


def read_envelope(raw: bytes) -> Envelope:
    """Read an envelope; total: ``Malformed`` for anything but the one canonical form."""
    try:
        body = msgspec.json.decode(raw, type=_Envelope)
        handling = _handling(body)
        commitment = bytes.fromhex(body.object)
    except (ValueError, KeyError, msgspec.MsgspecError, RecursionError) as error:
        facts = {"why": str(error)[:200]}
        raise Malformed(RecordFault.PACKAGE_MALFORMED, facts=facts) from error
    if body.format != FORMAT or envelope_bytes(write_handling(handling), commitment) != raw:
        raise Malformed(RecordFault.PACKAGE_MALFORMED, facts={"why": "envelope not canonical"})
    return Envelope(handling, commitment)


def read_handling(text: str) -> HandlingClass:
    """A stored handling class, back from its key text."""
    return _handling(msgspec.json.decode(text.encode(), type=_Envelope))


def _handling(body: _Envelope) -> HandlingClass:
    return HandlingClass(
        group=body.group,
        publisher=body.publisher,
        charter=body.charter,
        audience=None if body.audience is None else frozenset(body.audience),
        tlp=None if body.tlp is None else Tlp.from_label(body.tlp),
        pap=None if body.pap is None else Pap[body.pap],
        exercise=body.exercise,
        terms=Terms(body.terms.not_before, body.terms.until, body.terms.keep_until),
        creator=CreatorKind(body.creator),
        needs=Step(body.needs),
        emergency=body.emergency,
    )
