"""Publishing: every unit is counted once, and one bad object never takes down a batch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Refused
from bayanihan.records import publishing
from bayanihan.records.api import (
    Bringing,
    Entry,
    Journal,
    Outcome,
    Quarantined,
    RecordFault,
    Stated,
    preview,
    publish,
    settle,
)
from bayanihan.stix.api import TLP_IDS, slices
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator, an_object


def bring(
    hosted: Hosted, *objects: dict[str, Any], tlp: Tlp | None = Tlp.GREEN, member: str = "a"
) -> Outcome:
    publisher = getattr(hosted, member)
    bringing = Bringing(hosted.circle, publisher, Stated(tlp=tlp), "a file")
    return publish(slices(a_bundle(*objects)), bringing, at=hosted.at + 2000)


def codes(outcome: Outcome) -> list[str]:
    return [why.code for one in outcome.rejections for why in one.whys]


def accounted(outcome: Outcome) -> bool:
    return outcome.read == outcome.accepted + outcome.duplicates + len(outcome.rejections)


def marked(label: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {**thing, "object_marking_refs": [TLP_IDS[label]]}


def test_a_mixed_batch_keeps_the_good_and_says_why_for_the_bad(hosted: Hosted) -> None:
    good = an_indicator("good", "good.example")
    bad = {**an_indicator("bad", "bad.example"), "pattern": "[domain-name:value = ]"}
    outcome = bring(hosted, good, bad, good)
    assert (outcome.read, outcome.accepted, outcome.duplicates) == (3, 1, 1)
    assert len(outcome.rejections) == 1
    kept = Quarantined.objects.get(member=hosted.a, object_id=bad["id"])
    assert kept.reasons[0]["where"] == "/pattern"
    assert json.loads(bytes(kept.raw)) == bad


def test_what_waits_in_quarantine_waits_once(hosted: Hosted) -> None:
    bare = an_indicator("bare", "bare.example")
    for _again in range(3):
        assert codes(bring(hosted, bare, bare, tlp=None)) == [RecordFault.UNMARKED.value] * 2
    kept = Quarantined.objects.filter(member=hosted.a)
    assert [(one.number, one.object_id) for one in kept] == [(1, bare["id"])]
    settle(number=1, member=hosted.a, by="aa.lead", at=hosted.at + 9000)
    bring(hosted, bare, tlp=None)
    assert sorted(kept.values_list("number", flat=True)) == [1, 2], "dealt with, it may come again"


def test_quarantine_is_numbered_for_each_member_alone(hosted: Hosted) -> None:
    bring(hosted, an_indicator("of a", "a.example"), tlp=None)
    bring(hosted, an_indicator("of b", "b.example"), tlp=None, member="b")
    assert set(Quarantined.objects.values_list("number", flat=True)) == {1}


def test_the_same_file_again_is_all_duplicates(hosted: Hosted) -> None:
    things = [an_indicator(f"n{number}", f"n{number}.example") for number in range(5)]
    first, second = bring(hosted, *things), bring(hosted, *things)
    assert (first.accepted, second.accepted, second.duplicates) == (5, 0, 5)


def test_other_spacing_is_the_same_content(hosted: Hosted) -> None:
    thing = an_indicator("spaced", "spaced.example")
    bring(hosted, thing)
    spaced = json.dumps(
        {"type": "bundle", "id": an_id("bundle", "y"), "objects": [thing]}, indent=3
    )
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "spaced")
    assert publish(slices(spaced.encode()), bringing, at=hosted.at + 3000).duplicates == 1


def test_without_marking_and_without_word_nothing_is_guessed(hosted: Hosted) -> None:
    outcome = bring(hosted, an_indicator("bare", "bare.example"), tlp=None)
    assert codes(outcome) == [RecordFault.UNMARKED.value]
    assert outcome.accepted == 0


def test_handling_may_be_stricter_than_the_marking_but_never_lower(hosted: Hosted) -> None:
    amber = marked("TLP:AMBER", an_indicator("amber", "amber.example"))
    clear = marked("TLP:CLEAR", an_indicator("clear", "clear.example"))
    outcome = bring(hosted, amber, clear, tlp=Tlp.GREEN)
    assert codes(outcome) == [RecordFault.HANDLING_BELOW_MARKING.value]
    assert outcome.levels == {"TLP:GREEN": 1}


def test_an_unknown_marking_is_refused_and_a_defined_one_is_read(hosted: Hosted) -> None:
    foreign = an_id("marking-definition", "theirs")
    thing = {**an_indicator("odd", "odd.example"), "object_marking_refs": [foreign]}
    assert codes(bring(hosted, thing)) == [RecordFault.UNKNOWN_MARKING.value]


def test_a_definition_published_before_is_understood_later(hosted: Hosted) -> None:
    statement = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": an_id("marking-definition", "ours"),
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "ours"},
    }
    thing = {**an_indicator("later", "later.example"), "object_marking_refs": [statement["id"]]}
    assert codes(bring(hosted, thing)) == [RecordFault.UNKNOWN_MARKING.value]
    assert bring(hosted, statement).accepted == 1
    assert bring(hosted, thing).accepted == 1


def test_a_definition_that_one_may_not_read_stays_unknown(hosted: Hosted) -> None:
    statement = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": an_id("marking-definition", "secret"),
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "of the pair"},
    }
    hosted.publish(hosted.open_pair(), hosted.c, statement)
    thing = {**an_indicator("probe", "probe.example"), "object_marking_refs": [statement["id"]]}
    outcome = bring(hosted, thing, member="b")
    assert codes(outcome) == [RecordFault.UNKNOWN_MARKING.value]


def test_above_the_ceiling_the_gate_refuses(hosted: Hosted) -> None:
    red = marked("TLP:RED", an_indicator("red", "red.example"))
    outcome = bring(hosted, red, tlp=None)
    assert set(codes(outcome)) == {RecordFault.GATE_REFUSES.value}
    assert "above_ceiling" in {why.detail for one in outcome.rejections for why in one.whys}


def test_one_version_with_two_contents_is_kept_as_evidence(hosted: Hosted) -> None:
    thing = an_indicator("twice", "twice.example")
    other = {**thing, "description": "another story"}
    outcome = bring(hosted, thing, other)
    assert codes(outcome) == [RecordFault.SAME_VERSION_OTHER_CONTENT.value]
    assert codes(bring(hosted, other)) == [RecordFault.SAME_VERSION_OTHER_CONTENT.value]


def test_two_publishers_may_tell_two_stories_of_a_stranger_s_object(hosted: Hosted) -> None:
    thing = an_indicator("shared", "shared.example")
    other = {**thing, "description": "as B heard it"}
    assert bring(hosted, thing).accepted == 1
    assert bring(hosted, other, member="b").accepted == 1


def test_only_the_creator_versions_its_own_object(hosted: Hosted) -> None:
    own = {**an_indicator("own", "own.example"), "created_by_ref": hosted.a.stix_id}
    assert bring(hosted, own).accepted == 1
    forged = {**own, "modified": "2026-07-02T08:00:00.000Z", "description": "B says so"}
    assert codes(bring(hosted, forged, member="b")) == [RecordFault.NOT_THE_CREATOR.value]
    assert bring(hosted, own, member="b").accepted == 1, "unchanged, it may be passed on"


def test_what_is_passed_on_keeps_the_creator_s_handling(hosted: Hosted) -> None:
    own = {**an_indicator("strict", "strict.example"), "created_by_ref": hosted.a.stix_id}
    assert bring(hosted, own, tlp=Tlp.AMBER).accepted == 1
    lower = bring(hosted, own, member="b", tlp=Tlp.GREEN)
    assert codes(lower) == [RecordFault.HANDLING_BELOW_MARKING.value]
    assert bring(hosted, own, member="b", tlp=Tlp.AMBER).accepted == 1


def test_after_a_revocation_nothing_follows(hosted: Hosted) -> None:
    thing = an_indicator("gone", "gone.example")
    revoked = {**thing, "modified": "2026-07-02T08:00:00.000Z", "revoked": True}
    later = {**thing, "modified": "2026-07-03T08:00:00.000Z"}
    assert bring(hosted, thing, revoked).accepted == 2
    assert codes(bring(hosted, later)) == [RecordFault.AFTER_REVOCATION.value]


def test_the_time_of_creation_never_changes(hosted: Hosted) -> None:
    thing = an_indicator("born", "born.example")
    other = {**thing, "created": "2026-06-01T08:00:00.000Z", "modified": "2026-07-03T08:00:00.000Z"}
    assert codes(bring(hosted, thing, other)) == [RecordFault.CREATED_CHANGED.value]


def test_the_latest_version_wins_in_whatever_order_they_come(hosted: Hosted) -> None:
    first = an_indicator("order", "order.example")
    second = {**first, "modified": "2026-07-02T08:00:00.000Z"}
    third = {**first, "modified": "2026-07-03T08:00:00.000Z"}
    bring(hosted, second)
    bring(hosted, third, first)
    latest = Entry.objects.filter(object__stix_id=first["id"], latest=True)
    assert [json.loads(one.object.body)["modified"] for one in latest if one.object] == [
        third["modified"]
    ]


def test_a_first_act_accepts_the_charter_and_only_when_something_is_said(hosted: Hosted) -> None:
    assert not Journal.objects.filter(group=hosted.circle, member=hosted.c, size__gt=0).exists()
    bring(hosted, an_indicator("no", "no.example"), member="b", tlp=None)
    kinds = Entry.objects.filter(journal__group=hosted.circle, journal__member=hosted.b)
    assert [one.kind for one in kinds.order_by("index")][:1] == ["acceptance"]


def test_without_a_seat_nothing_is_read(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    bringing = Bringing(pair, hosted.b, Stated(tlp=Tlp.GREEN), "a file")
    with pytest.raises(Refused):
        publish(slices(a_bundle(an_indicator("x", "x.example"))), bringing, at=hosted.at + 2000)


def test_a_preview_says_what_publishing_does_and_writes_nothing(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "CHUNK", 2)
    thing = an_indicator("seen", "seen.example")
    things = [thing, an_object("malware", "M", is_family=True), thing, {**thing, "confidence": 5}]
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a file")
    before = (Entry.objects.count(), Quarantined.objects.count())
    foreseen = preview(slices(a_bundle(*things)), bringing, at=hosted.at + 2000)
    assert (Entry.objects.count(), Quarantined.objects.count()) == before
    done = publish(slices(a_bundle(*things)), bringing, at=hosted.at + 2000)
    assert (foreseen.read, foreseen.accepted, foreseen.duplicates) == (4, 2, 1)
    assert (done.read, done.accepted, done.duplicates) == (4, 2, 1)
    assert codes(foreseen) == codes(done)
    assert accounted(foreseen)
    assert accounted(done)


def test_numbers_rise_even_when_the_clock_falls_back(hosted: Hosted) -> None:
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a file")
    first = publish(
        slices(a_bundle(an_indicator("t1", "t1.example"))), bringing, at=hosted.at + 9_000_000
    )
    second = publish(
        slices(a_bundle(an_indicator("t2", "t2.example"))), bringing, at=hosted.at + 1_000_000
    )
    assert second.seqs[0] > first.seqs[-1]
