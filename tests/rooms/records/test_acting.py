"""Acts: their one form on the wire, their entry in the journal, and who may act."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Malformed, Refused, canonical, digest
from bayanihan.membership.api import MembershipFault, RemoveSeat, note_restored
from bayanihan.records.act_wire import (
    ACTS,
    MAX_TARGETS,
    ActText,
    AnswerAct,
    Author,
    ProposalAct,
    ReceiptAct,
    ReceiptLine,
    RemovalAct,
    kind_of,
    read_act,
    write_act,
)
from bayanihan.records.acting import append_act, author_of, pen_for
from bayanihan.records.models import Act, Entry
from bayanihan.records.rules import RecordFault
from bayanihan.records.writing import close_journal
from tests.rooms.records import audit
from tests.rooms.records.changing import agree, kinds
from tests.rooms.records.saying import say
from tests.rooms.web.hosted import Hosted, an_indicator

GROUP = "11111111-2222-4333-8444-555555555555"
MEMBER = "identity--aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa"
AUTHOR = Author(GROUP, MEMBER, "0f" * 16)
SAMPLES: tuple[ActText, ...] = (
    ProposalAct(AUTHOR, '{"a":1}', "note\n"),
    ProposalAct(AUTHOR, '{"a":1}', ""),
    AnswerAct(AUTHOR, "ab" * 32, is_signed=True, note="note\n"),
    AnswerAct(AUTHOR, "ab" * 32, is_signed=False),
    RemovalAct(AUTHOR, LeafKind.WITHDRAWAL, (0,), "no_longer_true"),
    RemovalAct(AUTHOR, LeafKind.ERASURE, (1, 7, 9), "court_order"),
    ReceiptAct(
        AUTHOR,
        MEMBER.replace("a", "b"),
        4,
        (ReceiptLine(1, is_removed=True), ReceiptLine(2, is_removed=False, why="evidence")),
    ),
)


@pytest.mark.parametrize("act", SAMPLES, ids=lambda act: type(act).__name__)
def test_what_was_written_is_read_again(act: ActText) -> None:
    text = write_act(act)
    assert read_act(kind_of(act), text) == act
    assert canonical(json.loads(text)) == text.encode()


@pytest.mark.parametrize("act", SAMPLES, ids=lambda act: type(act).__name__)
def test_an_act_is_read_as_what_it_is_alone(act: ActText) -> None:
    text = write_act(act)
    for kind in set(LeafKind) - {kind_of(act)}:
        with pytest.raises(Malformed):
            read_act(kind, text)


BAD: dict[str, Callable[[], ActText]] = {
    "a salt that is none": lambda: AnswerAct(
        Author(GROUP, MEMBER, "0F" * 16), "ab" * 32, is_signed=False
    ),
    "a name with a slash": lambda: AnswerAct(
        Author("a/b", MEMBER, "0f" * 16), "ab" * 32, is_signed=False
    ),
    "a signature that is missing": lambda: AnswerAct(AUTHOR, "ab" * 32, is_signed=True),
    "a signature under a no": lambda: AnswerAct(AUTHOR, "ab" * 32, is_signed=False, note="x"),
    "a digest that is none": lambda: AnswerAct(AUTHOR, "ab", is_signed=False),
    "no charter": lambda: ProposalAct(AUTHOR, "", "note"),
    "nothing withdrawn": lambda: RemovalAct(AUTHOR, LeafKind.WITHDRAWAL, (), "why"),
    "withdrawn twice": lambda: RemovalAct(AUTHOR, LeafKind.WITHDRAWAL, (3, 3), "why"),
    "out of order": lambda: RemovalAct(AUTHOR, LeafKind.ERASURE, (4, 3), "why"),
    "before the first": lambda: RemovalAct(AUTHOR, LeafKind.ERASURE, (-1, 3), "why"),
    "too many": lambda: RemovalAct(AUTHOR, LeafKind.ERASURE, tuple(range(MAX_TARGETS + 1)), "why"),
    "no reason": lambda: RemovalAct(AUTHOR, LeafKind.ERASURE, (1,), ""),
    "a sentence as a reason": lambda: RemovalAct(AUTHOR, LeafKind.ERASURE, (1,), "as it was"),
    "kept for no reason": lambda: ReceiptAct(
        AUTHOR, MEMBER, 1, (ReceiptLine(1, is_removed=False),)
    ),
    "removed with a reason": lambda: ReceiptAct(
        AUTHOR, MEMBER, 1, (ReceiptLine(1, is_removed=True, why="evidence"),)
    ),
    "a receipt of nothing": lambda: ReceiptAct(AUTHOR, MEMBER, 1, ()),
}


@pytest.mark.parametrize("name", BAD)
def test_what_nobody_could_read_is_not_written(name: str) -> None:
    with pytest.raises(Malformed):
        write_act(BAD[name]())


@given(kind=st.sampled_from(sorted(LeafKind)), raw=st.binary(max_size=400))
def test_any_bytes_are_read_or_malformed(kind: LeafKind, raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_act(kind, raw)


@given(act=st.sampled_from(SAMPLES), at=st.integers(0, 400), new=st.binary(max_size=3))
def test_a_changed_act_is_malformed_or_another_act(act: ActText, at: int, new: bytes) -> None:
    raw = write_act(act).encode()
    changed = raw[:at] + new + raw[at + len(new) :]
    try:
        found = read_act(kind_of(act), changed)
    except Malformed:
        return
    assert write_act(found).encode() == changed


def test_every_kind_of_act_has_a_sample() -> None:
    assert {kind_of(act) for act in SAMPLES} == ACTS


def test_a_first_act_accepts_the_charter_before_it(hosted: Hosted) -> None:
    pen = pen_for(group=hosted.circle, member=hosted.c, at=hosted.at + 1)
    text = write_act(AnswerAct(author_of(pen), "ab" * 32, is_signed=False))
    entry = append_act(pen, LeafKind.ANSWER, text)
    close_journal(pen)
    assert kinds(hosted.circle, hosted.c) == ["acceptance", "answer"]
    assert bytes(entry.commitment) == digest(text.encode())
    assert Act.objects.get(entry=entry).audience is None
    assert audit.faults() == []


def test_an_act_says_to_whom_it_is_addressed(hosted: Hosted) -> None:
    pen = pen_for(group=hosted.circle, member=hosted.c, at=hosted.at + 1)
    line = ReceiptLine(1, is_removed=True)
    act = ReceiptAct(author_of(pen), hosted.a.stix_id, 5, (line,))
    entry = append_act(pen, LeafKind.RECEIPT, write_act(act), audience=[hosted.a.stix_id])
    close_journal(pen)
    assert Act.objects.get(entry=entry).audience == [hosted.a.stix_id]
    assert Entry.objects.get(pk=entry.pk).handling is None


def test_nobody_acts_in_anothers_name(hosted: Hosted) -> None:
    pen = pen_for(group=hosted.circle, member=hosted.c, at=hosted.at + 1)
    other = Author(str(hosted.circle.uuid), hosted.a.stix_id, "0f" * 16)
    with pytest.raises(Malformed):
        append_act(pen, LeafKind.ANSWER, write_act(AnswerAct(other, "ab" * 32, is_signed=False)))
    assert kinds(hosted.circle, hosted.c) == []


def test_to_whom_sits_nowhere_there_is_no_group_to_act_in(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    with pytest.raises(Absent):
        pen_for(group=pair, member=hosted.b, at=hosted.at + 1)


def test_who_has_left_does_not_act(hosted: Hosted) -> None:
    agree(hosted, hosted.circle, hosted.a, changes=(RemoveSeat(hosted.c.stix_id),))
    with pytest.raises(Refused) as caught:
        pen_for(group=hosted.circle, member=hosted.c, at=hosted.at + 1)
    assert caught.value.code is RecordFault.MAY_NOT_ACT


def test_an_observer_acts_and_publishes_nothing(hosted: Hosted) -> None:
    pen = pen_for(group=hosted.everyone, member=hosted.company, at=hosted.at + 1)
    text = write_act(AnswerAct(author_of(pen), "ab" * 32, is_signed=False))
    append_act(pen, LeafKind.ANSWER, text)
    close_journal(pen)
    thing = an_indicator("observed", "observed.example")
    assert say(hosted, hosted.company, thing, group=hosted.everyone).accepted == 0


def test_a_restored_node_signs_nothing_until_somebody_confirms(hosted: Hosted) -> None:
    note_restored(last_seq=1, at=hosted.at + 1)
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        say(hosted, hosted.a, an_indicator("restored", "r.example"), tlp=Tlp.GREEN)
    assert caught.value.code is MembershipFault.NODE_IS_RESTORED
    assert Entry.objects.count() == before
