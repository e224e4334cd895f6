"""Joining a group that was opened elsewhere, and following its charter from there.

What is joined is a chain of charters whose first digest a person compared with somebody
they know, over another channel. Everything after it is verified against what came
before; nothing that stands here is ever replaced. A second valid version of what stands
here is kept as evidence and freezes the group.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction

from bayanihan.gate.api import Layer
from bayanihan.kernel.api import (
    Absent,
    BayanihanError,
    Conflict,
    Malformed,
    Unverified,
    canonical,
    digest,
)
from bayanihan.membership.api import (
    Answer,
    Charter,
    CharterText,
    Group,
    Member,
    MembershipFault,
    Proposal,
    ProposalState,
    Region,
    Rival,
    SeatLine,
    State,
    adopt,
    chain_of,
    read_charter,
    restored,
    take_charter,
    take_recovery,
    verify_chain,
)
from bayanihan.records.agreeing import accept_for
from bayanihan.records.cutting import apply_cuts
from bayanihan.records.models import Head, KeptEvidence
from bayanihan.records.rules import RecordFault
from bayanihan.records.writing import lock_head

SignedCharter = tuple[str, str]
"""A charter's text and the note over it, as they travel."""

MAX_EVIDENCE: Final = 4 << 20


class EvidenceOf(StrEnum):
    """What kept evidence shows."""

    JOURNAL = "journal"
    CHARTER = "charter"


class JoiningFault(StrEnum):
    """Why a group is not joined, or its charter not followed."""

    NO_CHARTERS = "no_charters"
    PINNED_DIFFERS = "pinned_differs"
    JOINED_ALREADY = "joined_already"
    NO_REGION = "no_region"
    NOBODY_HERE = "nobody_here"


@dataclass(slots=True)
class Followed:
    """What became of charters that were brought: new versions, and rivals that froze the group."""

    adopted: int = 0
    rivals: int = 0


def join_group(charters: Sequence[SignedCharter], pinned: str, *, at: int) -> Group:
    """Join a group by its whole chain; ``pinned`` is the digest of its first version, in hex.

    A person must have compared the pinned digest over another channel. At least one
    member with a seat is hosted here. Raises ``Unverified`` for a chain that does not
    hold, ``Conflict`` where the group is here already, ``Absent`` where nobody hosted
    here sits in it.
    """
    chain = _read(charters)
    if not chain:
        raise Malformed(JoiningFault.NO_CHARTERS)
    first = chain[0][0]
    if first.digest.hex() != pinned.strip().lower():
        raise Unverified(JoiningFault.PINNED_DIFFERS, facts={"digest": first.digest.hex()})
    verify_chain(chain)
    with transaction.atomic(durable=True):
        head = lock_head()
        if Group.objects.filter(uuid=first.group).exists():
            raise Conflict(JoiningFault.JOINED_ALREADY, facts={"group": first.name})
        seated = {seat.id for charter, _note in chain for seat in charter.members}
        if not Member.objects.filter(stix_id__in=seated, is_hosted=True).exists():
            raise Absent(JoiningFault.NOBODY_HERE, facts={"group": first.name})
        group = Group.objects.create(uuid=first.group, key=_free_key(first))
        left = set[str]()
        for one in chain:
            # What an ended branch left is kept up to a number; the chain holds without the rest.
            with _passing_ended(one[0], left):
                _follow(group, [one], head, at)
    return Group.objects.select_related("newest").get(pk=group.pk)


def advance_charters(group: Group, charters: Sequence[SignedCharter], *, at: int) -> Followed:
    """Follow a group's charter: keep later versions, and rivals of what stands here.

    Versions may come in any number and with those that are known already. Cuts are
    carried out with the version that sets them. Each version is one transaction: what
    holds stays, whatever stands beside it. Raises the fault of the first that does not
    hold, once all the others were followed.
    """
    done, faults, left = Followed(), list[BayanihanError](), set[str]()
    known = {charter.digest for charter, _note in chain_of(group)}
    for charter, note in _read(charters):
        if charter.digest in known:
            continue
        try:
            with _passing_ended(charter, left), transaction.atomic(durable=True):
                head = lock_head()
                part = _follow(group, [(charter, note)], head, at)
                done.adopted += part.adopted
                done.rivals += part.rivals
        except BayanihanError as error:
            faults.append(error)
    if faults:
        raise faults[0]
    return done


@contextmanager
def _passing_ended(charter: CharterText, left: set[str]) -> Iterator[None]:
    """What an ended branch grew beyond the number that is kept is no fault of who tells of it."""
    try:
        yield
    except Unverified as error:
        if error.code is not MembershipFault.BRANCH_ENDED and charter.previous not in left:
            raise
        left.add(charter.digest.hex())


def _read(charters: Iterable[SignedCharter]) -> list[tuple[CharterText, str]]:
    """Charters in the order of their numbers."""
    read = [(read_charter(text.encode()), note) for text, note in charters]
    return sorted(read, key=lambda one: one[0].number)


def _follow(
    group: Group, charters: Sequence[tuple[CharterText, str]], head: Head, at: int
) -> Followed:
    """Each version in its transaction: members it names, the version, its cuts or the fork."""
    done = Followed()
    for charter, note in charters:
        if charter.group != str(group.uuid):
            where = f"charter {charter.number}"
            raise Unverified(RecordFault.CHARTER_DIFFERS, where=where, facts={"why": "group"})
        _add_members(charter, at)
        kept = _keep(group, charter, note, at)
        if isinstance(kept, Rival):
            keep_fork(group, charter, note, at)
            done.rivals += 1
        elif isinstance(kept, Charter):
            apply_cuts(group, charter)
            done.adopted += 1
            _open_region(group, charter)
            _accept_signed(kept, charter, head, at)
    return done


def _keep(group: Group, charter: CharterText, note: str, at: int) -> Charter | Rival | None:
    """A version as it is kept; ``None`` for one that is to end a fork and waits for more voices."""
    try:
        return take_charter(group=group, text=charter, note=note, at=at)
    except Unverified as error:
        if error.code is not MembershipFault.CHARTER_UNSIGNED or not charter.also:
            raise
    proposal = take_recovery(group=group, text=charter, note=note, at=at)
    return adopt(proposal=proposal, at=at)


def _accept_signed(row: Charter, charter: CharterText, head: Head, at: int) -> None:
    """Members hosted here that signed a version accept it: signing it said so."""
    digest_text = charter.digest.hex()
    open_ = Proposal.objects.filter(group=row.group, digest=digest_text)
    open_.filter(state=ProposalState.OPEN.value).update(
        state=ProposalState.ADOPTED.value, settled_at=at
    )
    signed = Answer.objects.filter(
        proposal__group=row.group,
        proposal__digest=digest_text,
        is_signed=True,
        member__is_hosted=True,
    ).order_by("at", "pk")
    members = [one.member for one in signed.select_related("member")]
    if members and restored() is None:
        group = Group.objects.select_related("newest").get(pk=row.group_id)
        accept_for(members, group, row, head, at)


def keep_fork(group: Group, rival: CharterText, note: str, at: int) -> None:
    """Keep two signed versions of one predecessor where the group's members can show them.

    A rival that goes on from another shows nothing more than the fork before it.
    """
    others = (one for one in chain_of(group) if one[0].previous == rival.previous)
    beside = next((one for one in others if one[0].digest != rival.digest), None)
    if beside is None:
        return
    versions = [
        {"text": beside[0].raw.decode(), "signatures": beside[1]},
        {"text": rival.raw.decode(), "signatures": note},
    ]
    keep_evidence(group, None, EvidenceOf.CHARTER, canonical(versions).decode(), at)


def keep_evidence(
    group: Group, member: Member | None, kind: EvidenceOf, text: str, at: int
) -> None:
    """Keep what shows a contradiction, once, for the group to see and for anybody to check."""
    KeptEvidence.objects.get_or_create(
        group=group,
        digest=digest(text.encode()).hex(),
        defaults={"member": member, "kind": kind.value, "text": text, "at": at},
    )


def read_fork(text: str) -> tuple[SignedCharter, SignedCharter]:
    """The two versions in evidence of a fork; raises ``Malformed`` for anything else."""
    try:
        if len(text) > MAX_EVIDENCE:
            raise Malformed(RecordFault.PACKAGE_MALFORMED)
        first, second = json.loads(text)
        return (first["text"], first["signatures"]), (second["text"], second["signatures"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(RecordFault.PACKAGE_MALFORMED) from error


def _add_members(charter: CharterText, at: int) -> None:
    """Members of the group that this node has not met, under the names that the charter gives."""
    known = set(
        Member.objects.filter(stix_id__in=[seat.id for seat in charter.members]).values_list(
            "stix_id", flat=True
        )
    )
    fresh = [seat for seat in charter.members if seat.id not in known]
    if not fresh:
        return
    region = Region.objects.order_by("pk").first()
    if region is None:
        raise Absent(JoiningFault.NO_REGION)
    for seat in fresh:
        state = State.objects.filter(region=region, code=seat.state).first() if seat.state else None
        Member.objects.create(
            region=region,
            stix_id=seat.id,
            code=_free_code(seat),
            name=seat.name,
            kind=seat.kind,
            state=state,
            zone="UTC" if state is None else state.zone,
            is_hosted=False,
            added_at=at,
        )


def _free_code(seat: SeatLine) -> str:
    """The member's code, or one like it where another member is called so here."""
    code, number = seat.code, 2
    while Member.objects.filter(code__iexact=code).exists():
        code = f"{seat.code[:20]}-{number}"
        number += 1
    return code


def _free_key(charter: CharterText) -> str:
    """A key that tells nothing of the groups that are here already."""
    return f"joined-{charter.group}"


def _open_region(group: Group, charter: CharterText) -> None:
    """The region's own group, where this node has none yet."""
    if charter.layer is Layer.REGION and not charter.exercise:
        Region.objects.filter(group__isnull=True).update(group=group)
