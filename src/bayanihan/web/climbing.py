"""The acts on the ladder, carried out for the person who asked."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import MembershipFault, NewGroup, Proposal, SetStep
from bayanihan.records.api import (
    answer_first,
    answer_proposal,
    propose,
    propose_first,
    withdraw_proposal,
)
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.showing.ladder import Pair


def climb(request: HttpRequest, pair: Pair, act: str) -> None:
    """Do what the confirmed page said; the act is possible."""
    if act == "begin":
        _begin(request, pair)
    elif act in {"up", "back"}:
        _propose(request, pair, 1 if act == "up" else -1)
    elif act == "withdraw":
        _withdraw(request, pair)
    else:
        _answer(request, pair, is_signed=act == "sign")


def _begin(request: HttpRequest, pair: Pair) -> None:
    me, other = pair.me, pair.other
    name = f"{me.code} · {other.code}"
    seats = {me.code: GroupRole.COORDINATOR, other.code: GroupRole.COORDINATOR}
    key = f"{me.code}-{other.code}".lower()
    new = NewGroup(key, name, "", Layer.BILATERAL, 0, seats)
    propose_first(
        new=new,
        member=me,
        by=person_of(request),
        node=settings.NODE_NAME,
        at=instant_of(request),
    )


def _propose(request: HttpRequest, pair: Pair, by: int) -> None:
    if pair.group is None or pair.step is None:
        raise Absent(MembershipFault.UNKNOWN_GROUP)
    propose(
        group=pair.group,
        member=pair.me,
        by=person_of(request),
        changes=(SetStep(pair.step + by),),
        at=instant_of(request),
    )


def _open(pair: Pair) -> Proposal:
    if pair.proposal is None:
        raise Absent(MembershipFault.UNKNOWN_PROPOSAL)
    return pair.proposal


def _withdraw(request: HttpRequest, pair: Pair) -> None:
    withdraw_proposal(
        proposal=_open(pair), member=pair.me, by=person_of(request), at=instant_of(request)
    )


def _answer(request: HttpRequest, pair: Pair, *, is_signed: bool) -> None:
    answer = answer_proposal if pair.charters else answer_first
    answer(
        proposal=_open(pair),
        member=pair.me,
        by=person_of(request),
        is_signed=is_signed,
        at=instant_of(request),
    )
