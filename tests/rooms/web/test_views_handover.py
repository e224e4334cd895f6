"""From the desk of who prepares to the desk of who signs, and back."""

from __future__ import annotations

from typing import Any

from django.test import Client

from bayanihan.exchange.api import Intake
from tests.rooms.web.bringing import NEW, brought, page_of, sign
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator


def left(client: Client, *objects: dict[str, Any]) -> str:
    """Bring a file in and leave it for the signature; gives its review."""
    review = brought(client, a_bundle(*(objects or NEW)))
    assert client.post(review, {"leave": "1"}).headers["Location"] == "/?left"
    return review


def test_leaving_a_file_is_confirmed_with_the_names_of_those_who_may_sign(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    left(analyst)
    answer = analyst.get("/?left")
    told = answer.context["frame"].tells[0]
    assert told.text == "Left for AA lead; not yet signed."
    page = answer.context["page"]
    assert page.sentence == "Nothing waits for you. 1 file waits for a signature."
    assert [(one.kind, one.act.is_main) for one in page.waiting] == [
        ("Waits for a signature", False)
    ]


def test_a_releaser_finds_it_first_and_decides(hosted: Hosted) -> None:
    hosted.bring("aa.analyst", an_indicator("older", "older.example"))
    review = left(hosted.client("aa.analyst"))
    lead = hosted.client("aa.lead")
    page = page_of(lead, "/")
    assert page.sentence == "2 files wait for you."
    first, second = page.waiting
    assert (first.kind, first.act.text, first.act.url, first.act.is_main) == (
        "Ready for your signature",
        "Read and decide",
        f"{review}release/",
        True,
    )
    assert (second.kind, second.act.is_main) == ("File brought in", False)
    assert "AA analyst" in first.text


def test_after_the_signature_its_bringer_is_told_for_a_day(hosted: Hosted) -> None:
    analyst, lead = hosted.client("aa.analyst"), hosted.client("aa.lead")
    review = left(analyst)
    sign(lead, review)
    (said,) = page_of(analyst, "/").settled
    assert (said.label, said.lines[0].text) == ("report.json", "Released by AA lead")
    assert said.lines[0].url == f"{review}receipt/"
    assert page_of(lead, "/").settled == ()
    assert page_of(hosted.client("bb.lead"), "/").settled == ()
    row = Intake.objects.get()
    Intake.objects.update(settled_at=(row.settled_at or 0) - 86_400_000_001)
    assert page_of(analyst, "/").settled == ()


def test_what_was_put_away_by_another_is_told_too(hosted: Hosted) -> None:
    analyst, lead = hosted.client("aa.analyst"), hosted.client("aa.lead")
    lead.post(left(analyst), {"discard": "1"})
    (said,) = page_of(analyst, "/").settled
    assert (said.lines[0].text, said.lines[0].url) == ("Put away by AA lead", "")


def test_another_choice_after_leaving_it_asks_for_another_look(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    review = left(analyst)
    analyst.post(review, {"group": "circle", "handling": "TLP:GREEN"})
    assert Intake.objects.get().left_by == "aa.analyst"
    analyst.post(review, {"group": "circle", "handling": "TLP:AMBER"})
    assert Intake.objects.get().left_at is None


def test_each_kind_stands_with_the_longest_waiting_first(hosted: Hosted) -> None:
    for name in ("first", "second"):
        left(hosted.client("aa.analyst"), an_indicator(name, f"{name}.example"))
        hosted.bring("aa.lead", an_indicator(f"{name} own", f"{name}-own.example"))
    strips = page_of(hosted.client("aa.lead"), "/").waiting
    assert [one.kind for one in strips] == [
        "Ready for your signature",
        "Ready for your signature",
        "File brought in",
        "File brought in",
    ]
    for pair in (strips[:2], strips[2:]):
        assert pair[0].clock.at <= pair[1].clock.at
