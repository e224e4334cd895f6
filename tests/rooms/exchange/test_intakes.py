"""A file is brought, looked at, and released or put away: by the right person, exactly as seen."""

from __future__ import annotations

import pytest

from bayanihan.exchange.api import (
    UPLOAD_BYTES,
    Choice,
    ExchangeFault,
    Intake,
    bring,
    choose,
    find_intake,
    leave_for_signature,
    preview_intake,
    release,
    settle_intake,
)
from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Conflict, Refused
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator

GREEN = Tlp.GREEN


def waiting(hosted: Hosted, tlp: Tlp | None = GREEN) -> Intake:
    intake = hosted.bring("aa.analyst", an_indicator("w1", "w1.example"))
    choose(intake=intake, choice=Choice(hosted.circle, tlp), by=hosted.people["aa.analyst"])
    return intake


def test_what_was_seen_is_what_is_sent(hosted: Hosted) -> None:
    intake = waiting(hosted)
    seen = preview_intake(intake, at=hosted.at + 1)
    assert hosted.b.stix_id in seen.receivers
    assert hosted.a.stix_id not in seen.receivers
    outcome = release(intake=intake, seal=seen.seal, by=hosted.people["aa.lead"], at=hosted.at + 2)
    assert outcome is not None
    assert outcome.accepted == 1
    assert intake.content is None
    assert intake.outcome is not None
    assert intake.outcome["accepted"] == 1


def test_if_anything_changed_nothing_leaves(hosted: Hosted) -> None:
    intake = waiting(hosted)
    seen = preview_intake(intake, at=hosted.at + 1)
    choose(intake=intake, choice=Choice(hosted.circle, Tlp.AMBER), by=hosted.people["aa.lead"])
    with pytest.raises(Conflict) as caught:
        release(intake=intake, seal=seen.seal, by=hosted.people["aa.lead"], at=hosted.at + 2)
    assert caught.value.code is ExchangeFault.PREVIEW_CHANGED
    assert intake.content is not None


def test_an_analyst_prepares_and_only_a_releaser_releases(hosted: Hosted) -> None:
    intake = waiting(hosted)
    seal = preview_intake(intake, at=hosted.at).seal
    with pytest.raises(Refused) as caught:
        release(intake=intake, seal=seal, by=hosted.people["aa.analyst"], at=hosted.at)
    assert caught.value.code is ExchangeFault.MAY_NOT_RELEASE
    with pytest.raises(Refused):
        bring(content=b"{}", name="x", by=hosted.people["aa.observer"], at=hosted.at)


def test_another_member_s_file_does_not_exist(hosted: Hosted) -> None:
    intake = waiting(hosted)
    with pytest.raises(Absent):
        find_intake(str(intake.pk), member=hosted.b)
    assert find_intake(str(intake.pk), member=hosted.a) == intake


def test_it_is_settled_once(hosted: Hosted) -> None:
    intake = waiting(hosted)
    person = hosted.people["aa.lead"]
    settle_intake(intake=intake, by=person, at=hosted.at + 5, outcome=None)
    with pytest.raises(Conflict):
        settle_intake(intake=intake, by=person, at=hosted.at + 6, outcome=None)
    with pytest.raises(Conflict):
        preview_intake(intake, at=hosted.at + 6)


def test_too_large_a_file_is_refused_before_it_is_kept(hosted: Hosted) -> None:
    with pytest.raises(Refused) as caught:
        bring(
            content=b" " * (UPLOAD_BYTES + 1), name="x", by=hosted.people["aa.lead"], at=hosted.at
        )
    assert caught.value.code is ExchangeFault.TOO_LARGE


def test_without_a_group_there_is_no_preview(hosted: Hosted) -> None:
    intake = hosted.bring("aa.lead", an_indicator("w2", "w2.example"))
    with pytest.raises(Refused) as caught:
        preview_intake(intake, at=hosted.at)
    assert caught.value.code is ExchangeFault.NO_GROUP_CHOSEN


def test_the_preview_names_each_level_apart(hosted: Hosted) -> None:
    amber = {
        **an_indicator("w3", "w3.example"),
        "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
    }
    content = a_bundle(amber, an_indicator("w4", "w4.example"))
    intake = bring(content=content, name="x", by=hosted.people["aa.lead"], at=hosted.at)
    choose(intake=intake, choice=Choice(hosted.circle, None), by=hosted.people["aa.lead"])
    seen = preview_intake(intake, at=hosted.at)
    assert [(level.tlp, level.objects) for level in seen.levels] == [(Tlp.AMBER, 1)]
    assert [one.whys[0].code for one in seen.outcome.rejections] == ["unmarked"]


def test_a_file_is_left_for_the_signature_once_and_never_without_a_group(hosted: Hosted) -> None:
    analyst = hosted.people["aa.analyst"]
    intake = hosted.bring("aa.analyst", an_indicator("w5", "w5.example"))
    with pytest.raises(Refused) as caught:
        leave_for_signature(intake=intake, by=analyst, at=hosted.at + 1)
    assert caught.value.code is ExchangeFault.NO_GROUP_CHOSEN
    choose(intake=intake, choice=Choice(hosted.circle, GREEN), by=analyst)
    with pytest.raises(Refused):
        leave_for_signature(intake=intake, by=hosted.people["aa.observer"], at=hosted.at + 1)
    leave_for_signature(intake=intake, by=analyst, at=hosted.at - 5)
    leave_for_signature(intake=intake, by=hosted.people["aa.lead"], at=hosted.at + 9)
    kept = Intake.objects.get()
    assert (kept.left_at, kept.left_by) == (hosted.at, "aa.analyst")
