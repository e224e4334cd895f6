"""The list of records: what stands in it, how it is narrowed, and what nobody learns from it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bayanihan.gate.api import Tlp
from bayanihan.web.parts.pages_exchange import ExchangePage
from tests.rooms.web.hosted import Hosted, an_id, an_indicator, an_object, day_of

LIST = "/exchange/"


def shown(client: Client, query: str = "") -> ExchangePage:
    """The list as its template gets it."""
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    page: ExchangePage = answer.context["page"]
    return page


def titles(client: Client, query: str = "") -> list[str]:
    return [row.title.text for row in shown(client, query).rows]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_member_sees_what_was_said_in_its_groups(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"))
    assert page.sentence == "7 records."
    assert page.rows[0].title.text == "Netscan"
    assert {row.group for row in page.rows} == {"Bank circle", "All of the Isles"}
    assert "Real records only" in page.scope


def test_a_row_says_who_holds_it(hosted: Hosted) -> None:
    answer = hosted.client("bb.lead").get(LIST)
    row = next(row for row in answer.context["page"].rows if row.title.text == "Northwind")
    assert row.kind == "Malware"
    assert row.publisher.code == "AA-CERT"
    assert row.tlp == "TLP:AMBER"
    assert row.beam is not None
    assert row.beam.sentence == "3 of 3 members hold it"


def test_a_relationship_is_called_by_both_its_ends(hosted: Hosted) -> None:
    assert "circle one indicates Northwind" in titles(hosted.client("bb.lead"))


def test_an_end_that_may_not_be_read_stands_with_its_id(hosted: Hosted) -> None:
    secret = an_id("indicator", "private 0")
    link = an_object(
        "relationship",
        "x",
        relationship_type="derived-from",
        source_ref=secret,
        target_ref=an_id("malware", "Northwind"),
    )
    del link["name"]
    hosted.open_pair()
    hosted.publish(hosted.circle, hosted.a, link, tlp=Tlp.AMBER)
    assert f"{secret} derived from Northwind" in titles(hosted.client("bb.lead"))
    assert "private 0 derived from Northwind" in titles(hosted.client("aa.lead"))


def test_values_and_names_that_look_like_addresses_are_defanged(hosted: Hosted) -> None:
    bare = an_indicator("evil.example on 203.0.113.9", "evil.example")
    nameless = an_indicator("", "nameless.example")
    del nameless["name"]
    hosted.publish(hosted.circle, hosted.a, bare, nameless)
    page = hosted.client("bb.lead").get(LIST).content.decode()
    assert "evil[.]example on 203[.]0[.]113[.]9" in page
    assert "nameless[.]example" in page
    assert "evil.example" not in page
    assert "nameless.example" not in page


def test_exercises_stand_apart_under_a_banner(hosted: Hosted) -> None:
    client = hosted.client("bb.lead")
    assert "EXERCISE wave" not in titles(client)
    answer = client.get(LIST + "?lane=exercise")
    assert [row.title.text for row in answer.context["page"].rows] == ["EXERCISE wave"]
    assert answer.context["frame"].exercise
    assert "EXERCISE EXERCISE EXERCISE" in answer.content.decode()


@pytest.mark.parametrize("lane", ["", "&lane=real", "&lane=exercise"])
def test_choosing_a_group_chooses_its_lane(hosted: Hosted, lane: str) -> None:
    client = hosted.client("bb.lead")
    assert titles(client, f"?group=drill{lane}") == ["EXERCISE wave"]
    assert client.get(f"{LIST}?group=drill{lane}").context["frame"].exercise
    assert len(titles(client, f"?group=circle{lane}")) == 5


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?type=malware", ["Northwind"]),
        ("?group=everyone", ["Netscan", "CVE-2026-0001"]),
        ("?publisher=cc-cert", ["Netscan"]),
        ("?handling=TLP:CLEAR", ["Netscan"]),
        ("?handling=white", ["Netscan"]),
        ("?q=three.example", ["from b"]),
        ("?q=%20THREE%5B.%5Dexample", ["from b"]),
        ("?q=northwind", ["Northwind"]),
        ("?q=three", []),
        ("?type=x-not-there", []),
        ("?publisher=BB-CERT&type=indicator", ["from b"]),
    ],
)
def test_filters_narrow_the_list(hosted: Hosted, query: str, expected: list[str]) -> None:
    page = shown(hosted.client("bb.lead"), query)
    assert [row.title.text for row in page.rows] == expected
    assert page.paging.total == len(expected)
    assert page.filters.active


def test_days_are_utc_and_the_last_day_counts(hosted: Hosted) -> None:
    client, today = hosted.client("bb.lead"), day_of(hosted.at)
    assert shown(client, f"?from={today}&to={today}").paging.total == 7
    assert shown(client, "?to=2020-01-01").paging.total == 0
    assert shown(client, "?from=2999-01-01").paging.total == 0
    assert shown(client, "?to=9999-12-31").paging.total == 7


def test_each_set_filter_can_be_taken_away(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), "?type=malware&group=circle")
    assert [(link.text, link.url) for link in page.filters.active] == [
        ("Type: Malware", "/exchange/?group=circle"),
        ("Group: Bank circle", "/exchange/?type=malware"),
    ]


def test_a_stix_id_leads_to_its_object(hosted: Hosted) -> None:
    stix_id = an_id("malware", "Northwind")
    answer = hosted.client("bb.lead").get(LIST, {"q": f" {stix_id} "})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/exchange/objects/{stix_id}/"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?from=yesterday", "from"),
        ("?to=2026-02-30", "to"),
        ("?from=2026-02-02&to=2026-02-01", "to"),
        ("?group=nope", "group"),
        ("?publisher=UN-1", "publisher"),
        ("?handling=PURPLE", "handling"),
        ("?lane=both", "lane"),
        ("?type=DROP TABLE", "type"),
        ("?before=x", "before"),
        ("?before=99999999999999999999", "before"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_shown(
    hosted: Hosted, query: str, name: str
) -> None:
    answer = hosted.client("bb.lead").get(LIST + query)
    page = answer.context["page"]
    assert page.rows == ()
    told = answer.context["frame"].tells
    assert "not understood" in told[0].title
    if name != "before":
        fields = {one.name: one for one in (*page.filters.fields, *page.filters.more)}
        assert fields[name].errors
        assert told[0].links[0].url == f"#f-{name}"
        typed = query.partition(f"{name}=")[2].partition("&")[0]
        assert fields[name].value == typed or name == "lane"


def test_an_empty_list_says_what_to_do(hosted: Hosted) -> None:
    alone = shown(hosted.client("in.lead"))
    assert alone.rows == ()
    assert "Nothing has been said" in alone.empty.title
    assert not any(link.url == "/exchange/import/" for link in alone.empty.links)
    lead = shown(hosted.client("bb.lead"), "?q=nothing.example")
    assert any(link.url == "/exchange/import/" for link in lead.empty.links)
    assert "try the full name or value" in lead.empty.text
    narrowed = shown(hosted.client("bb.observer"), "?q=nothing.example")
    assert any(link.url == LIST for link in narrowed.empty.links)
    assert narrowed.import_url == ""


def test_pages_follow_each_other_without_gap_or_repeat(hosted: Hosted) -> None:
    many = [an_indicator(f"n{number}", f"n{number}.example") for number in range(120)]
    hosted.publish(hosted.circle, hosted.a, *many)
    client = hosted.client("bb.lead")
    seen: list[str] = []
    query = "?group=circle"
    while query:
        page = shown(client, query)
        seen += [row.url for row in page.rows]
        assert page.paging.total == 125
        query = page.paging.onward_url.partition("/exchange/")[2]
        if len(seen) > 50:
            assert page.paging.start_url == "/exchange/?group=circle"
    assert len(seen) == len(set(seen)) == 125


def test_the_number_of_queries_does_not_grow_with_the_records(hosted: Hosted) -> None:
    client = hosted.client("bb.lead")
    before = queries(client, LIST)
    hosted.publish(
        hosted.circle, hosted.a, *(an_indicator(f"n{n}", f"n{n}.example") for n in range(60))
    )
    assert queries(client, LIST) <= before <= 30


def test_a_light_page_of_fifty_rows(hosted: Hosted) -> None:
    many = [an_indicator(f"n{number}", f"n{number}.example") for number in range(60)]
    hosted.publish(hosted.circle, hosted.a, *many)
    assert len(hosted.client("bb.lead").get(LIST).content) < 120_000


def test_no_cache_keeps_it(hosted: Hosted) -> None:
    assert hosted.client("bb.lead").get(LIST).headers["Cache-Control"] == "private, no-store"


def test_nobody_without_sign_in_sees_it(hosted: Hosted) -> None:
    assert Client().get(LIST).status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(hosted: Hosted, method: str) -> None:
    assert getattr(hosted.client("bb.lead"), method)(LIST).status_code == 405


# What B must never learn: the private pair of A and C.


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?group=circle",
        "?type=malware",
        "?publisher=AA-CERT",
        "?publisher=CC-CERT",
        "?handling=AMBER",
        "?q=one.example",
        "?q=private-0.example",
        "?q=Pair+0",
        "?lane=exercise",
    ],
)
def test_a_private_group_changes_nothing_for_others(hosted: Hosted, query: str) -> None:
    client = hosted.client("bb.lead")
    before = seen_by(client, query)
    hosted.open_pair()
    assert seen_by(client, query) == before
    assert "rivate" not in before


def seen_by(client: Client, query: str) -> str:
    """The page as B gets it, without what changes with every request."""
    text = client.get(LIST + query).content.decode()
    text = text.replace("private-0.example", "(typed)").replace("private-0[.]example", "(typed)")
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|\d\d:\d\d(:\d\d)?', "", text)


def test_a_private_group_is_as_unknown_as_none(hosted: Hosted) -> None:
    hosted.open_pair()
    client = hosted.client("bb.lead")

    def faults(key: str) -> Any:
        answer = client.get(LIST, {"group": key})
        return [tell.links for tell in answer.context["frame"].tells]

    assert faults("pair") == faults("no-such-group")
