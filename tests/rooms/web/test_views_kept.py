"""What a member keeps of others: its reason, its copy, and the way to end it; nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bayanihan.records.api import Entry, Hold, KeptCopy
from tests.rooms.web.hosted import Hosted
from tests.rooms.web.test_views_removals import act, object_url, said, url

KEPT = "/exchange/kept/"
WHY = {"why": "evidence"}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, settings: Any) -> None:
    """A list of erasures of its own for each test."""
    settings.DATA_DIRECTORY = tmp_path


def held(hosted: Hosted) -> Entry:
    """BB keeps what AA said."""
    entry = said(hosted)
    answer = hosted.client("bb.lead").post(url(entry, "hold"), WHY)
    assert answer.headers["Location"] == KEPT
    return entry


def test_before_a_hold_it_is_asked_in_words_whom_it_tells(hosted: Hosted) -> None:
    entry = said(hosted)
    page = hosted.client("bb.lead").get(url(entry, "hold")).context["page"]
    assert page.sentence == "Keep “wrong one” of AA-CERT?"
    assert [who.codes for who in page.whos] == [("AA-CERT",)]
    assert not Hold.objects.exists()


def test_a_hold_stands_in_the_list_of_its_member_alone(hosted: Hosted) -> None:
    entry = held(hosted)
    answer = hosted.client("bb.observer").get(KEPT)
    [row] = answer.context["page"].rows
    assert (row.title.text, row.publisher.code, row.tlp) == ("wrong one", "AA-CERT", "TLP:AMBER")
    assert (row.why, row.by) == ("It is evidence in a proceeding", "bb.lead")
    assert row.url == object_url(entry)
    assert row.acts == (), "an observer ends no hold"
    assert answer.context["frame"].band.tlp == "TLP:AMBER"
    for who in ("aa.lead", "cc.lead"):
        assert hosted.client(who).get(KEPT).context["page"].rows == ()


def test_after_an_erasure_the_copy_is_shown_and_given_to_its_member_alone(hosted: Hosted) -> None:
    entry = held(hosted)
    act(hosted.client("aa.lead"), entry, "erase")
    lead = hosted.client("bb.lead")
    [row] = lead.get(KEPT).context["page"].rows
    assert (row.title.text, row.state, row.url) == ("wrong one", "late", "")
    copy = lead.get(row.raw_url)
    assert b"wrong.example" in copy.content
    assert copy.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert copy.headers["Content-Disposition"].startswith("attachment;")
    for who in ("aa.lead", "cc.lead"):
        assert hosted.client(who).get(row.raw_url).status_code == 404
    kept = hosted.client("aa.lead").get(url(entry, "holders")).context["page"]
    assert [(one.face.code, one.said, one.why) for one in kept.rows] == [
        ("BB-CERT", "keeps it", "It is evidence in a proceeding"),
        ("CC-CERT", "removed", ""),
    ]
    assert kept.sentence == "1 of 2 holders have removed it."


def test_when_a_hold_ends_the_copy_is_deleted(hosted: Hosted) -> None:
    entry = held(hosted)
    act(hosted.client("aa.lead"), entry, "erase")
    lead = hosted.client("bb.lead")
    [row] = lead.get(KEPT).context["page"].rows
    asked = lead.get(row.acts[0].url).context["page"]
    assert asked.act.text == "End it and delete the copy"
    assert asked.whos[0].because.startswith("It was told that your member keeps it")
    assert KeptCopy.objects.exists(), "a question changes nothing"
    for _twice in range(2):
        assert lead.post(asked.action).headers["Location"] == KEPT
    assert lead.get(KEPT).context["page"].rows == ()
    assert not KeptCopy.objects.exists()
    held_by = hosted.client("aa.lead").get(url(entry, "holders")).context["page"]
    assert [one.said for one in held_by.rows] == ["removed", "removed"]


def test_a_hold_on_what_stands_ends_without_a_word_to_its_publisher(hosted: Hosted) -> None:
    entry = held(hosted)
    lead = hosted.client("bb.lead")
    [row] = lead.get(KEPT).context["page"].rows
    asked = lead.get(row.acts[0].url).context["page"]
    assert asked.whos[0].because == "It is not told that the hold ends."
    before = Entry.objects.count()
    lead.post(asked.action)
    assert Entry.objects.count() == before
    assert Entry.objects.get(pk=entry.pk).fate == "stands"


def test_holds_of_others_do_not_exist(hosted: Hosted) -> None:
    held(hosted)
    number = Hold.objects.get().entry_id
    assert hosted.client("bb.analyst").get(f"{KEPT}{number}/end/").status_code == 403
    for who in ("aa.lead", "cc.lead"):
        client = hosted.client(who)
        for one in (number, number + 7, 10**30):
            assert client.post(f"{KEPT}{one}/end/").status_code == 404
            assert client.get(f"{KEPT}{one}/end/").status_code == 404
            assert client.get(f"{KEPT}{one}/raw/").status_code == 404
    assert Hold.objects.get().ended_at is None


def test_a_hold_needs_the_right_a_reason_and_another_members_record(hosted: Hosted) -> None:
    entry = said(hosted)
    for who, status in (("bb.analyst", 403), ("bb.observer", 403), ("aa.lead", 403)):
        client = hosted.client(who)
        assert client.get(url(entry, "hold")).status_code == status
        assert client.post(url(entry, "hold"), WHY).status_code == status
    answer = hosted.client("bb.lead").post(url(entry, "hold"), {"why": "curious"})
    assert answer.status_code == 400
    assert answer.context["page"].fields[0].errors
    assert hosted.client("in.lead").get(url(entry, "hold")).status_code == 404
    assert not Hold.objects.exists()


def test_keeping_twice_is_refused_in_words(hosted: Hosted) -> None:
    entry = held(hosted)
    answer = hosted.client("bb.lead").post(url(entry, "hold"), WHY)
    assert answer.status_code == 403
    assert "keeps this already" in answer.content.decode()
    assert Hold.objects.count() == 1


def test_a_record_that_one_may_not_read_cannot_be_kept(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    entry = Entry.objects.filter(group=pair, kind="record")[0]
    client = hosted.client("bb.lead")
    for number in (entry.pk, entry.pk + 3):
        assert client.post(f"/exchange/records/{number}/hold/", WHY).status_code == 404


def test_to_end_a_hold_on_exercise_material_is_asked_under_its_banner(hosted: Hosted) -> None:
    entry = Entry.objects.get(group=hosted.drill, object__isnull=False)
    lead = hosted.client("bb.lead")
    assert lead.post(url(entry, "hold"), WHY).headers["Location"] == KEPT
    [row] = lead.get(KEPT).context["page"].rows
    answer = lead.get(row.acts[0].url)
    assert answer.context["frame"].exercise == "Drill of July"
    assert "nothing on this page is real" in answer.content.decode()
