"""What a received record may be here: valid, under a handling that the gate lets stand.

A record that its member signed and that is not valid is held back: its entry stands in
the journal, its object waits in quarantine, and nobody reads it. A body that is not the
one that was committed to refuses the whole page: whoever sent it changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bayanihan.gate.api import HandlingClass, may_stand
from bayanihan.journal.api import opens
from bayanihan.kernel.api import BayanihanError, Malformed, Unverified
from bayanihan.membership.api import CharterText, Member
from bayanihan.records.erased import erased_bodies, erased_by_creators
from bayanihan.records.judging_again import fault_beside, held_of, said_of
from bayanihan.records.models import Journal, Look, StoredObject
from bayanihan.records.receiving_held import HeldJournal
from bayanihan.records.receiving_pages import Judged
from bayanihan.records.rules import RecordFault, Why, fold_id
from bayanihan.records.values import id_hash
from bayanihan.records.verifying_facts import Standings
from bayanihan.records.verifying_objects import check_handling
from bayanihan.records.wire import envelope_bytes, read_envelope, write_handling
from bayanihan.stix.api import StixObject, check, marking, read

_DIGEST_BYTES = 32


@dataclass(slots=True)
class Arrived:
    """One record as it came: its handling and object as far as they could be read, and why not.

    ``whys`` hold it back for good. ``rival`` holds it back as long as the earlier version
    stands that it contradicts. ``is_erased``: its publisher, or its creator, has erased it.
    """

    judged: Judged
    handling: HandlingClass | None = None
    object: StixObject | None = None
    whys: tuple[Why, ...] = ()
    rival: Why | None = None
    is_erased: bool = False

    @property
    def body(self) -> bytes:
        """The bytes that came."""
        entry = self.judged.entry
        return b"" if entry is None or entry.body is None else entry.body


@dataclass(slots=True)
class Circumstances:
    """What records of one page are held against; the gate's facts once for each version."""

    journal: HeldJournal
    standings: Standings = field(default_factory=Standings)


def why_of(error: BayanihanError) -> Why:
    """An error as a reason that is kept."""
    detail = ", ".join(f"{key} {value}" for key, value in error.facts.items())
    return Why(error.code.value, error.where, detail)


def read_record(judged: Judged, circumstances: Circumstances) -> Arrived:
    """Read one whole record; raises ``Unverified`` where its body is another."""
    arrived = Arrived(judged)
    entry = judged.entry
    where = f"{circumstances.journal.member.code}[{judged.index}]"
    if entry is None or not opens(entry.commitment, entry.salt, entry.body):
        raise Unverified(RecordFault.OBJECT_DIFFERS, where=where)
    try:
        arrived.handling = _handling(judged, circumstances, where)
        arrived.object = read(arrived.body)
        if judged.fault is not None:
            raise judged.fault
        _ask_gate(arrived.handling, judged, circumstances, where)
        found = marking(arrived.object.body)
        check_handling(arrived.object, found, arrived.handling, where)
    except BayanihanError as error:
        arrived.whys = (why_of(error),)
        return arrived
    faults = check(arrived.object)
    arrived.whys = tuple(Why(one.code.value, one.where, one.detail) for one in faults)
    return arrived


def read_bodiless(judged: Judged, circumstances: Circumstances) -> Arrived | None:
    """A record that came without its object; ``None`` where its envelope tells nothing true."""
    where = f"{circumstances.journal.member.code}[{judged.index}]"
    try:
        handling = _handling(judged, circumstances, where)
        _ask_gate(handling, judged, circumstances, where)
    except BayanihanError:
        return None
    return Arrived(judged, handling)


def _handling(judged: Judged, circumstances: Circumstances, where: str) -> HandlingClass:
    """The envelope's facts, in their one form, of this publisher, group and version."""
    entry, journal = judged.entry, circumstances.journal
    text = "" if entry is None or entry.handling is None else entry.handling
    handling = read_envelope(envelope_bytes(text, bytes(_DIGEST_BYTES))).handling
    if write_handling(handling) != text:
        raise Malformed(RecordFault.PACKAGE_MALFORMED, where=where)
    said = (handling.group, handling.publisher, handling.charter)
    number = 0 if entry is None else entry.charter
    if said != (str(journal.group.uuid), journal.member.stix_id, number):
        raise Unverified(RecordFault.ENVELOPE_DIFFERS, where=where)
    return handling


def _ask_gate(
    handling: HandlingClass, judged: Judged, circumstances: Circumstances, where: str
) -> None:
    charter: CharterText | None = judged.charter
    if charter is None or judged.entry is None:
        raise Unverified(RecordFault.GATE_REFUSES, where=where)
    # Of a number that stands twice, because a fork was ended, only what both versions let.
    beside = circumstances.journal.chain.main.get(charter.number, charter)
    for one in (charter,) if beside is charter else (charter, beside):
        decision = may_stand(handling, circumstances.standings.facts(one), judged.entry.at)
        if not decision.allowed:
            why = ", ".join(reason.value for reason in decision.reasons)
            raise Unverified(RecordFault.GATE_REFUSES, where=where, facts={"why": why})


def settle_versions(arrived: Iterable[Arrived], journal: Journal) -> dict[bytes, int]:
    """Hold back what may not stand beside earlier versions; mark what was erased before.

    Only what the same member said before in the same journal counts, so that it does not
    matter what came first. Gives the keys of equal objects that are stored already.
    """
    found = [(one, one.object) for one in arrived if one.object is not None]
    _mark_erased(found, journal.member)
    valid = [(one, obj) for one, obj in found if not one.whys]
    ids = {fold_id(obj.id) for _one, obj in valid}
    stored = _stored(journal.member, ids)
    said = {
        stix_id: [(entry.index, held_of(obj)) for entry, obj in versions]
        for stix_id, versions in said_of(journal, ids).items()
    }
    for one, obj in valid:
        if one.is_erased:
            continue
        beside = said.setdefault(fold_id(obj.id), [])
        earlier = [held for index, held in beside if index < one.judged.index]
        one.rival = fault_beside(obj, earlier)
        if one.rival is None:
            beside.append((one.judged.index, held_of(obj)))
    return stored


def _mark_erased(found: Sequence[tuple[Arrived, StixObject]], publisher: Member) -> None:
    """What its publisher or its creator has erased is not held, however else it is judged."""
    objects = [obj for _one, obj in found]
    erased = erased_bodies(publisher, [one.raw for one in objects]) | erased_by_creators(objects)
    for place in erased:
        found[place][0].is_erased = True


def _stored(member: Member, ids: Iterable[str]) -> dict[bytes, int]:
    """Objects that this publisher has said, in whichever group, by their bytes."""
    keys = Look.objects.filter(hash__in=[id_hash(one) for one in ids]).values("object_id")
    rows = StoredObject.objects.filter(publisher=member, pk__in=keys).values_list("body", "pk")
    return {body.encode(): key for body, key in rows}
