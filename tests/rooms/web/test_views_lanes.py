"""Real records and exercises: two lists with a way between them, never one list."""

from __future__ import annotations

from django.test import Client

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.membership.api import NewGroup, find_group, find_member, open_group
from bayanihan.web.parts.marking import beside_badge
from bayanihan.web.parts.pages_exchange import ExchangePage
from tests.rooms.web.hosted import Hosted, an_indicator, an_object
from tests.rooms.web.test_views_exchange import LIST, queries, shown, titles


def switch(page: ExchangePage) -> list[tuple[str, str, bool]]:
    return [(one.text, one.url, one.is_here) for one in page.lanes]


def test_the_list_leads_to_its_other_lane_with_the_same_filters(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?type=indicator")
    assert switch(page) == [
        ("Real", "/exchange/?type=indicator", True),
        ("Exercise", "/exchange/?type=indicator&lane=exercise", False),
    ]


def test_a_chosen_group_is_let_go_in_the_other_lane(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?group=drill")
    assert switch(page) == [
        ("Real", "/exchange/", False),
        ("Exercise", "/exchange/?group=drill", True),
    ]


def test_the_form_stays_in_its_lane(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    kept = '<input type="hidden" name="lane" value="exercise">'
    assert kept in browser.get(LIST + "?lane=exercise").content.decode()
    assert kept not in browser.get(LIST).content.decode()


def test_what_is_only_in_an_exercise_is_offered_and_not_mixed_in(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?q=drill.example")
    assert page.rows == ()
    assert page.sentence == "No real record."
    assert page.empty.title == "No real record fits. 1 exercise record."
    assert [(link.text, link.url) for link in page.empty.links] == [
        ("Show the exercise records", "/exchange/?q=drill.example&lane=exercise")
    ]


def test_what_is_only_real_is_offered_among_exercises(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?q=three.example&lane=exercise")
    assert page.empty.title == "No exercise record fits. 1 record."
    assert page.empty.links[0].url == "/exchange/?q=three.example"


def test_whoever_is_only_in_an_exercise_is_led_there(hosted: Hosted) -> None:
    seats = {"IN-1": GroupRole.MEMBER, "AA-CERT": GroupRole.COORDINATOR}
    new = NewGroup("wave", "EXERCISE Wave", "Practise.", Layer.EXERCISE, 3, seats, exercise=True)
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    wave = find_group("wave", member=None)
    hosted.publish(wave, find_member("IN-1"), an_object("tool", "EXERCISE kit"))
    browser = hosted.client("in.lead")
    page = shown(browser)
    assert page.empty.title == "No real records in your groups. 1 exercise record."
    assert page.empty.links[0].url == "/exchange/?lane=exercise"
    assert titles(browser, "?lane=exercise") == ["EXERCISE kit"]


def test_the_badge_stands_for_the_word(hosted: Hosted) -> None:
    seats = {"BB-CERT": GroupRole.COORDINATOR, "IN-1": GroupRole.MEMBER}
    new = NewGroup("wave", "EXERCISE Wave", "Practise.", Layer.EXERCISE, 3, seats, exercise=True)
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    rows = hosted.client("bb.lead").get("/groups/").context["page"].rows
    assert [row.name for row in rows if row.is_exercise] == ["Drill of July", "Wave"]
    frame = hosted.client("bb.lead").get("/groups/wave/").context["frame"]
    assert (frame.exercise, frame.band.group) == ("Wave", "Wave")
    assert [beside_badge(name) for name in ("EXERCISE", "EXERCISES", "EXERCISE ")] == [
        "EXERCISE", "EXERCISES", "EXERCISE ",
    ]  # fmt: skip


def test_nothing_anywhere_stays_nothing(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?q=nothing.example")
    assert page.empty.title == "Nothing matches these filters"
    assert queries(hosted.client("bb.lead"), LIST + "?q=nothing.example") <= 41


def test_records_are_found_by_their_names_whatever_their_type(hosted: Hosted) -> None:
    report = an_object(
        "report", "Wave of July", published="2026-07-01T08:00:00Z", object_refs=[
            an_indicator("circle one", "one.example")["id"]
        ],
    )  # fmt: skip
    hosted.publish(hosted.circle, hosted.a, report)
    browser = hosted.client("bb.lead")
    assert titles(browser, "?q=wave+of+july") == ["Wave of July"]
    assert titles(browser, "?q=circle+two") == ["circle two"]


def test_a_web_address_and_its_host_find_each_other(hosted: Hosted) -> None:
    login = "https://three.example:8443/login?a=b"
    page = an_object(
        "indicator", "page", pattern=f"[url:value = '{login}']", pattern_type="stix",
        valid_from="2026-07-01T08:00:00Z",
    )  # fmt: skip
    hosted.publish(hosted.circle, hosted.a, page)
    browser = hosted.client("bb.lead")
    assert titles(browser, "?q=three.example") == ["page", "from b"]
    assert titles(browser, "?q=hxxps://three[.]example/other") == ["page", "from b"]


def test_a_defanged_value_is_defanged_once(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?q=192%5B.%5D0%5B.%5D2%5B.%5D10")
    assert page.filters.active[0].text == "Value: 192[.]0[.]2[.]10"


def offers_import(client: Client) -> bool:
    pages = [client.get(path).content.decode() for path in ("/", LIST)]
    found = {'href="/exchange/import/"' in page for page in pages}
    assert len(found) == 1
    return found.pop()


def test_bringing_in_is_offered_to_those_who_have_a_group_for_it(hosted: Hosted) -> None:
    assert offers_import(hosted.client("bb.lead"))
    assert not offers_import(hosted.client("bb.observer"))
    assert not offers_import(hosted.client("co.lead"))
    assert not offers_import(hosted.client("in.lead"))
