"""Which key signs in which group, how keys come and go, and why a restored node is silent."""

from __future__ import annotations

import pytest

from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.api import (
    AddKey,
    EndKey,
    Group,
    KeyEnd,
    KeyLine,
    Member,
    MembershipFault,
    StatementKey,
    charter_text,
    confirm_restored,
    end_key,
    find_member,
    new_key,
    note_restored,
    open_first,
    restored,
    signing_key,
    statement_key,
)
from tests.rooms.membership.agreeing import agree, later, newest
from tests.rooms.membership.test_charters import a_group
from tests.rooms.web.hosted import Hosted


def line_of(key: StatementKey) -> KeyLine:
    return KeyLine(key.vkey, key.epoch, key.valid_from, key.valid_until)


def epoch_in(group: Group, member: Member, at: int) -> int:
    """The epoch of the key that signs now."""
    return signing_key(member, newest(group), at)[1]


def fault_in(group: Group, member: Member, at: int) -> object:
    """Why no key signs now."""
    with pytest.raises(Refused) as refused:
        signing_key(member, newest(group), at)
    return refused.value.code


def test_a_new_key_signs_where_a_charter_lists_it_and_nowhere_else(hosted: Hosted) -> None:
    key = new_key(member=hosted.a, at=later(hosted))
    assert (key.epoch, statement_key(hosted.a)[1]) == (2, 2)
    assert epoch_in(hosted.circle, hosted.a, later(hosted)) == 1
    change = AddKey(hosted.a.stix_id, line_of(key))
    agree(hosted.circle, [hosted.b, hosted.c], change, at=later(hosted, 2))
    assert epoch_in(hosted.circle, hosted.a, later(hosted, 2)) == 2
    assert epoch_in(hosted.everyone, hosted.a, later(hosted, 2)) == 1
    first = charter_text(hosted.circle.charters.get(number=1))
    assert signing_key(hosted.a, first, later(hosted, 2))[1] == 1


def test_one_group_does_not_take_a_member_s_voice_in_the_others(hosted: Hosted) -> None:
    key, old = new_key(member=hosted.a, at=later(hosted)), hosted.a.keys.get(epoch=1)
    ending = (
        AddKey(hosted.a.stix_id, line_of(key)),
        EndKey(hosted.a.stix_id, old.vkey, later(hosted, 2)),
    )
    groups = list(Group.objects.filter(newest__seats__member=hosted.a))
    for group in groups:
        assert StatementKey.objects.get(pk=old.pk).valid_until is None
        seated = newest(group).seats()
        everybody = (hosted.b, hosted.c, find_member("RC"), hosted.a)
        voices = [one for one in everybody if one.stix_id in seated]
        agree(group, voices, *ending, at=later(hosted, 3))
        assert epoch_in(group, hosted.a, later(hosted, 4)) == 2
    ended = StatementKey.objects.get(pk=old.pk)
    assert (ended.valid_until, ended.ended_why) == (later(hosted, 2), "rotated")


def test_a_key_put_out_of_use_signs_nothing_anywhere(hosted: Hosted) -> None:
    ended = end_key(member=hosted.a, epoch=1, why=KeyEnd.COMPROMISED, at=later(hosted))
    assert ended.ended_why == "compromised"
    assert fault_in(hosted.circle, hosted.a, later(hosted)) is MembershipFault.KEY_ENDED
    assert epoch_in(hosted.circle, hosted.b, later(hosted)) == 1
    with pytest.raises(Conflict):
        end_key(member=hosted.a, epoch=1, why=KeyEnd.LOST, at=later(hosted))
    with pytest.raises(Absent):
        end_key(member=hosted.a, epoch=7, why=KeyEnd.LOST, at=later(hosted))


def test_who_has_no_key_here_or_no_seat_signs_nothing(hosted: Hosted) -> None:
    assert fault_in(hosted.circle, hosted.company, hosted.at) is MembershipFault.KEY_NOT_LISTED
    assert fault_in(hosted.circle, hosted.a, hosted.at - 1) is MembershipFault.KEY_ENDED
    StatementKey.objects.filter(member=hosted.a).update(sealed=None)
    assert fault_in(hosted.circle, hosted.a, hosted.at) is MembershipFault.NOT_HOSTED_HERE
    Member.objects.filter(pk=hosted.b.pk).update(is_hosted=False)
    hosted.b.refresh_from_db()
    with pytest.raises(Refused):
        new_key(member=hosted.b, at=hosted.at)


def test_a_restored_node_signs_nothing_until_somebody_confirms(hosted: Hosted) -> None:
    note_restored(last_seq=7, at=later(hosted))
    assert restored() is not None
    assert fault_in(hosted.circle, hosted.a, later(hosted)) is MembershipFault.NODE_IS_RESTORED
    with pytest.raises(Refused) as refused:
        open_first(new=a_group(), by=hosted.a, node="here", at=later(hosted))
    assert refused.value.code is MembershipFault.NODE_IS_RESTORED
    confirm_restored(by="the operator", at=later(hosted, 2))
    assert restored() is None
    assert epoch_in(hosted.circle, hosted.a, later(hosted, 2)) == 1
    assert set(Member.objects.values_list("signer_epoch", flat=True)) == {2}
    with pytest.raises(Conflict):
        confirm_restored(by="the operator", at=later(hosted, 3))
