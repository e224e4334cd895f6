"""Out of quarantine: what only lacked a handling or a group is brought in once more."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from bayanihan.exchange.api import Intake
from bayanihan.records.api import Bringing, Entry, Quarantined, Stated, publish
from bayanihan.stix.api import TLP_IDS, slices
from tests.rooms.web.bringing import page_of, sign
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator

HELD = "/quarantine/"
BARE = tuple(an_indicator(f"bare {n}", f"bare-{n}.example") for n in range(3))
BAD = {**an_indicator("bad", "bad.example"), "pattern": "[broken"}
RED = {**an_indicator("red", "red.example"), "object_marking_refs": [TLP_IDS["TLP:RED"]]}
AMBER = {**an_indicator("am", "am.example"), "object_marking_refs": [TLP_IDS["TLP:AMBER"]]}


def hold(hosted: Hosted, *objects: dict[str, Any], source: str = "report.json") -> None:
    """Bring something for AA that is not accepted; AMBER is above what the group carries."""
    bringing = Bringing(hosted.everyone, hosted.a, Stated(), source)
    publish(slices(a_bundle(*objects)), bringing, at=hosted.at + 1000)


def again(client: Client, number: int, **form: str) -> str:
    answer = client.post(f"{HELD}{number}/again/", form)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def texts(client: Client) -> dict[str, list[str]]:
    """The acts of each thing in quarantine, by its object."""
    rows = page_of(client, HELD).rows
    return {row.name.text: [act.text for act in (*row.again, *row.acts)] for row in rows}


def test_only_what_a_person_can_cure_is_offered_again(hosted: Hosted) -> None:
    hold(hosted, BARE[0], BAD, RED, AMBER)
    offered = {name: "Bring it in again" in acts for name, acts in texts(
        hosted.client("aa.lead")
    ).items()}  # fmt: skip
    assert offered == {BARE[0]["id"]: True, BAD["id"]: False, RED["id"]: False, AMBER["id"]: True}
    number = Quarantined.objects.get(object_id=BAD["id"]).number
    assert hosted.client("aa.lead").post(f"{HELD}{number}/again/").status_code == 404


def test_acts_on_a_whole_file_stand_once_and_count_what_they_concern(hosted: Hosted) -> None:
    hold(hosted, BAD, *BARE)
    hold(hosted, an_indicator("else", "else.example"), source="other.json")
    acts = [text for row in texts(hosted.client("aa.lead")).values() for text in row]
    assert acts.count("Bring in again all 3 of this file") == 1
    assert acts.count("Mark all 4 of this file as dealt with") == 1


def test_kept_bytes_come_in_again_and_their_release_settles_them(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    hold(hosted, BARE[0])
    number = Quarantined.objects.get().number
    review = again(lead, number)
    intake = Intake.objects.get()
    assert (intake.name, bytes(intake.content or b"")) == (
        f"quarantine-{number}.json",
        json.dumps(BARE[0]).encode(),
    )
    assert page_of(lead, review).fields
    assert again(lead, number) == review
    assert Intake.objects.count() == 1
    lead.post(review, {"group": "circle", "handling": "TLP:GREEN"})
    assert Quarantined.objects.get().settled_at is None
    sign(lead, review)
    assert Entry.objects.filter(object__stix_id=BARE[0]["id"]).exists()
    assert Quarantined.objects.get().settled_by == "aa.lead"


def test_a_whole_file_comes_in_again_as_one(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    hold(hosted, BAD, *BARE)
    hold(hosted, an_indicator("else", "else.example"), source="other.json")
    first = Quarantined.objects.get(object_id=BARE[0]["id"]).number
    review = again(lead, first, file="1")
    lead.post(review, {"group": "circle", "handling": "TLP:GREEN"})
    assert page_of(lead, review).sentence == "3 objects read, 3 of them new."
    sign(lead, review)
    waits = Quarantined.objects.filter(settled_at=None).values_list("object_id", flat=True)
    assert set(waits) == {BAD["id"], an_indicator("else", "else.example")["id"]}


def test_what_is_held_back_once_more_is_kept_once_more(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    hold(hosted, BARE[0])
    review = again(lead, Quarantined.objects.get().number)
    lead.post(review, {"group": "everyone", "handling": "quarantine"})
    sign(lead, review)
    waits = Quarantined.objects.filter(settled_at=None)
    assert [row.object_id for row in waits] == [BARE[0]["id"]]


def test_a_file_put_away_leaves_quarantine_as_it_was(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    hold(hosted, BARE[0])
    lead.post(again(lead, Quarantined.objects.get().number), {"discard": "1"})
    assert Quarantined.objects.get().settled_at is None


def test_all_of_a_file_is_dealt_with_at_once(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    hold(hosted, BAD, *BARE)
    hold(hosted, an_indicator("else", "else.example"), source="other.json")
    first = Quarantined.objects.get(object_id=BARE[0]["id"]).number
    answer = lead.post(f"{HELD}{first}/settle/", {"file": "1"})
    assert answer.headers["Location"] == f"{HELD}?dealt=4"
    assert Quarantined.objects.filter(settled_at=None).count() == 1
    assert Quarantined.objects.exclude(settled_by="").values("settled_by").distinct().get() == {
        "settled_by": "aa.lead"
    }
