"""Taking records out: a group as package or bundle, a list as table or records."""

from __future__ import annotations

import csv
import io
import json
from typing import IO, Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Refused
from bayanihan.records.api import RecordFault, verify_package
from bayanihan.web.downloads import send_file
from tests.rooms.web.hosted import Hosted, an_indicator, an_object

EXPORT = "/groups/circle/export/"
LIST = "/exchange/export/"


def sent(client: Client, address: str, **form: str) -> tuple[Any, bytes]:
    """The answer to a form, and the whole file."""
    answer: Any = client.post(address, form)
    assert answer.status_code == 200
    return answer, answer.getvalue()


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    """The list as a table, line by line."""
    _answer, data = sent(client, f"{LIST}{query}", form="csv")
    return list(csv.DictReader(io.StringIO(data.decode())))


def listed(client: Client, query: str = "") -> list[dict[str, Any]]:
    """The list as records."""
    _answer, data = sent(client, f"{LIST}{query}", form="json")
    records: list[dict[str, Any]] = json.loads(data)
    return records


def test_the_page_says_what_the_file_would_hold(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(33):
        answer = browser.get(EXPORT)
    page = answer.content.decode()
    assert "Export records of Bank circle." in page
    assert "4 records" in page
    assert "5 records, latest versions" in page
    assert "Make the file for BB-CERT" in page
    assert answer.context["frame"].band.tlp == "TLP:AMBER"


def test_the_package_verifies_and_is_never_cached(hosted: Hosted) -> None:
    answer, data = sent(hosted.client("bb.lead"), EXPORT, form="package")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="bayanihan-circle-20'
    )
    report = verify_package(data)
    assert report.holds
    assert report.objects == 5


def test_the_bundle_is_plain_stix(hosted: Hosted) -> None:
    answer, data = sent(hosted.client("bb.lead"), EXPORT, form="stix")
    assert answer.headers["Content-Type"] == "application/stix+json;version=2.1"
    bundle = json.loads(data)
    assert set(bundle) == {"type", "id", "objects"}
    assert "Northwind" in {thing.get("name") for thing in bundle["objects"]}


def test_an_unknown_form_is_refused_with_what_was_typed(hosted: Hosted) -> None:
    answer = hosted.client("bb.lead").post(EXPORT, {"form": "word"})
    assert answer.status_code == 400
    assert "Choose one of the files below." in answer.content.decode()


def test_a_group_that_carries_no_records_holds_nothing(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get("/groups/mute/export/").content.decode()
    assert "0 records" in page


def test_an_exercise_goes_out_under_its_name(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get("/groups/drill/export/").content.decode()
    assert "nothing on this page is real" in page


def test_the_table_marks_and_defangs_every_line(hosted: Hosted) -> None:
    rows = table(hosted.client("bb.lead"))
    assert len(rows) == 7
    assert {row["tlp"] for row in rows} == {"TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"}
    found = next(row for row in rows if row["title"] == "circle one")
    assert found["values"] == "one[.]example"
    assert (found["publisher"], found["group"]) == ("AA-CERT", "Bank circle")
    assert not any(row["exercise"] for row in rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r"])
def test_no_cell_of_the_table_is_a_formula(hosted: Hosted, start: str) -> None:
    name = f"{start}cmd|' /C calc'!A0"
    hosted.publish(hosted.circle, hosted.b, an_object("tool", name))
    cells = [cell for row in table(hosted.client("bb.lead")) for cell in row.values()]
    assert any("cmd" in cell for cell in cells)
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_the_records_keep_their_values_and_carry_their_marking(hosted: Hosted) -> None:
    rows = listed(hosted.client("bb.lead"))
    assert len(rows) == 7
    found = next(row for row in rows if row["title"] == "circle one")
    assert found["values"] == ["one.example"]
    assert found["tlp"] == "TLP:AMBER"
    assert found["object"]["pattern"] == "[domain-name:value = 'one.example']"


def test_the_filters_of_the_list_hold_for_its_files(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    assert len(table(browser, "?type=indicator")) == 3
    assert [row["title"] for row in listed(browser, "?q=three[.]example")] == ["from b"]
    assert [row["tlp"] for row in table(browser, "?handling=clear")] == ["TLP:CLEAR"]
    assert listed(browser, "?q=nothing.example") == []


def test_exercise_records_go_out_apart(hosted: Hosted) -> None:
    rows = table(hosted.client("bb.lead"), "?lane=exercise")
    assert [(row["title"], row["exercise"]) for row in rows] == [("EXERCISE wave", "EXERCISE")]


def test_the_choice_of_a_file_counts_what_the_list_shows(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(20):
        page = browser.get(LIST).content.decode()
    assert "7 records" in page
    assert "1 record" in browser.get(f"{LIST}?handling=clear").content.decode()


def test_a_file_can_be_asked_for_by_its_address(hosted: Hosted) -> None:
    answer: Any = hosted.client("bb.lead").get(LIST, {"form": "csv"})
    assert answer.getvalue().startswith(b"tlp,")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert hosted.client("bb.lead").get(LIST, {"form": "word"}).status_code == 400


def test_a_filter_that_was_not_understood_leads_back_to_the_list(hosted: Hosted) -> None:
    answer = hosted.client("bb.lead").get(LIST, {"form": "csv", "from": "yesterday"})
    assert answer.headers["Location"] == "/exchange/?form=csv&from=yesterday"


def test_an_observer_takes_out_what_it_may_read_and_no_more(hosted: Hosted) -> None:
    hosted.publish(hosted.everyone, hosted.b, an_indicator("for all", "all.example"), tlp=Tlp.CLEAR)
    assert len(table(hosted.client("co.lead"))) == 3
    assert hosted.client("co.lead").get(EXPORT).status_code == 404


def test_a_file_that_fails_while_it_is_written_is_not_sent() -> None:
    kept: list[IO[bytes]] = []

    def fail(file: IO[bytes]) -> None:
        kept.append(file)
        raise Refused(RecordFault.GATE_REFUSES)

    with pytest.raises(Refused):
        send_file(fail, name="x.json", kind="application/json")
    assert kept[0].closed
