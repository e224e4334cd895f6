"""The queue of releases that wait for a signature, and the desk that leads to it."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rooms.web.bringing import NEW, brought, page_of, sign
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator
from tests.rooms.web.test_views_signing_two import agreed

QUEUE = "/approvals/"


def leave(hosted: Hosted, name: str = "report", **said: str) -> str:
    analyst = hosted.client("aa.analyst")
    thing = an_indicator(name, f"{name}.example")
    review = brought(analyst, a_bundle(thing), **said)
    analyst.post(review, {"leave": "1"})
    return review


def test_an_empty_queue_says_so(hosted: Hosted) -> None:
    page = page_of(hosted.client("aa.lead"), QUEUE)
    assert page.sentence == "Nothing waits for a signature."
    assert page.waiting == ()


def test_what_was_left_waits_with_level_group_receivers_and_preparer(hosted: Hosted) -> None:
    review = leave(hosted, handling="TLP:AMBER")
    page = page_of(hosted.client("aa.lead"), QUEUE)
    assert page.sentence == "1 release waits for a signature."
    [strip] = page.waiting
    assert (strip.tlp, strip.group, strip.kind) == (
        "TLP:AMBER",
        "Bank circle",
        "Left for a signature",
    )
    assert strip.text == "Prepared by AA analyst. 2 members would get it."
    assert strip.url == f"{review}release/"
    assert strip.act.is_main


def test_the_level_is_that_of_what_would_be_released(hosted: Hosted) -> None:
    marked = {
        **an_indicator("marked", "marked.example"),
        "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
    }
    analyst = hosted.client("aa.analyst")
    review = brought(analyst, a_bundle(marked), handling="quarantine")
    analyst.post(review, {"leave": "1"})
    [strip] = page_of(hosted.client("aa.lead"), QUEUE).waiting
    assert strip.tlp == "TLP:AMBER"


def test_what_the_first_agreed_to_waits_for_the_second(hosted: Hosted) -> None:
    first, second, review = agreed(hosted)
    [strip] = page_of(second, QUEUE).waiting
    assert strip.kind == "Waits for a second person"
    assert "Agreed by AA lead" in strip.text
    assert strip.act.text == "Read and decide"
    mine = page_of(first, QUEUE)
    assert mine.sentence.endswith("1 of them you have agreed to.")
    assert mine.waiting[0].act.text == "Look at it"
    sign(second, review)
    assert page_of(second, QUEUE).waiting == ()


def test_the_desk_leads_to_the_queue(hosted: Hosted) -> None:
    leave(hosted)
    [strip] = page_of(hosted.client("aa.lead"), "/").waiting
    assert strip.more is not None
    assert strip.more.url == QUEUE
    assert QUEUE in hosted.client("aa.lead").get("/").content.decode()
    assert QUEUE not in hosted.client("aa.analyst").get("/").content.decode()


def test_the_desk_says_that_a_second_person_is_awaited(hosted: Hosted) -> None:
    _first, second, _review = agreed(hosted)
    [strip] = page_of(second, "/").waiting
    assert strip.text == "Agreed by AA lead; waits for a second person."


def test_only_releasers_see_the_queue_and_only_their_own_member_s(hosted: Hosted) -> None:
    leave(hosted)
    assert hosted.client("aa.analyst").get(QUEUE).status_code == 403
    assert hosted.client("aa.observer").get(QUEUE).status_code == 403
    assert page_of(hosted.client("bb.lead"), QUEUE).waiting == ()


def test_the_number_of_queries_does_not_grow_with_the_queue(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")

    def queries() -> int:
        lead.get(QUEUE)
        with CaptureQueriesContext(connection) as caught:
            assert lead.get(QUEUE).status_code == 200
        return len(caught)

    leave(hosted, "one")
    few = queries()
    for number in range(5):
        leave(hosted, f"more-{number}")
    assert queries() == few <= 40
    assert len(page_of(lead, QUEUE).waiting) == 6
    assert NEW
