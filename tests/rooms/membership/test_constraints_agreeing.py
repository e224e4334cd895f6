"""What members agreed stays as it was signed: constraints and guards, each broken here once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bayanihan.membership.api import (
    Acceptance,
    Answer,
    Happened,
    Proposal,
    Rival,
    SetName,
    happened,
)
from bayanihan.membership.models import NodeState
from tests.rooms.membership.agreeing import propose
from tests.rooms.web.hosted import Hosted

Break = Callable[[Hosted], object]


def _rival(h: Hosted, **changes: Any) -> Rival:
    fields = {"group": h.circle, "number": 2, "digest": "ab" * 32, "text": "x", "signatures": "x"}
    return Rival.objects.create(**{**fields, "seen_at": 1, **changes})


def _acceptance(h: Hosted) -> Acceptance:
    return Acceptance.objects.create(group=h.circle, member=h.c, number=9, digest="ab", at=1)


def _proposal(h: Hosted, **changes: Any) -> Proposal:
    fields = {"group": h.circle, "number": 2, "digest": "ab" * 32, "text": "x", "by": h.a, "at": 1}
    return Proposal.objects.create(**{**fields, **changes})


def _answer(h: Hosted, **changes: Any) -> Answer:
    proposal = Proposal.objects.first() or _proposal(h)
    fields = {"proposal": proposal, "member": h.a, "is_signed": True, "note": "x", "at": 1}
    return Answer.objects.create(**{**fields, **changes})


def _node(**changes: Any) -> NodeState:
    return NodeState.objects.create(**{"restored_at": 5, "last_seq": 0, **changes})


BREAKS: dict[str, Break] = {
    "rival_once_a_group": lambda h: (_rival(h), _rival(h, number=3)),
    "a_version_is_accepted_once": lambda h: (_acceptance(h), _acceptance(h)),
    "proposal_once_a_group": lambda h: (_proposal(h), _proposal(h, number=3)),
    "proposal_state_is_known": lambda h: _proposal(h, state="lost", settled_at=1),
    "settled_proposal_says_when": lambda h: _proposal(h, state="adopted"),
    "one_answer_a_member": lambda h: (_answer(h), _answer(h)),
    "who_signs_leaves_a_note": lambda h: _answer(h, note=""),
    "confirmed_after_restored": lambda _h: _node(confirmed_at=4),
}


@pytest.mark.parametrize("name", BREAKS)
def test_breaking_it_is_refused_by_the_database(hosted: Hosted, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name](hosted)
    if connection.vendor == "postgresql":
        assert name in str(caught.value)


def test_every_constraint_on_agreements_is_broken_here() -> None:
    models = [Rival, Acceptance, Proposal, Answer, NodeState]
    assert {one.name for model in models for one in model._meta.constraints} == set(BREAKS)


STATEMENTS = [
    "UPDATE membership_acceptance SET number = number + 1",
    "DELETE FROM membership_acceptance",
    "UPDATE membership_answer SET note = 'other'",
    "DELETE FROM membership_answer",
    "UPDATE membership_proposal SET text = 'other'",
    "UPDATE membership_proposal SET digest = 'other'",
    "DELETE FROM membership_proposal",
    "UPDATE membership_rival SET text = 'other'",
    "UPDATE membership_rival SET signatures = 'other'",
    "DELETE FROM membership_rival",
    "UPDATE membership_happening SET code = 'other'",
    "DELETE FROM membership_happening",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_was_agreed_is_append_only(hosted: Hosted, statement: str) -> None:
    _acceptance(hosted)
    _rival(hosted)
    propose(hosted.mute, hosted.a, SetName("Else"), at=hosted.at + 1)
    happened(hosted.a, None, Happened.GROUP_OPENED, {"group": "x"}, hosted.at)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_is_settled_is_settled_once(hosted: Hosted) -> None:
    rival = _rival(hosted)
    proposal = propose(hosted.mute, hosted.a, SetName("Else"), at=hosted.at + 1)
    rivals, proposals = Rival.objects.filter(pk=rival.pk), Proposal.objects.filter(pk=proposal.pk)
    assert rivals.update(settled_by=3) == 1
    assert proposals.update(state="withdrawn", settled_at=2) == 1
    changes: list[tuple[Any, dict[str, Any]]] = [
        (rivals, {"settled_by": 4}),
        (rivals, {"settled_by": None}),
        (proposals, {"state": "open", "settled_at": None}),
        (proposals, {"state": "adopted"}),
    ]
    for rows, change in changes:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**change)
