"""The audit of reads on the pages: nothing of AMBER is shown before it is on record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.urls import reverse

from bayanihan.membership.api import Member, NewPerson, Role, add_person
from bayanihan.records.api import Part, TrailFilters, TrailLine, trail_path, walk_trail
from tests.rooms.web.bringing import NEW, brought, sign
from tests.rooms.web.hosted import PASSWORD, Hosted, a_bundle, an_id, an_indicator, sign_in

ONE = an_id("indicator", "circle one")
AMBER_PAGES = (
    "/",
    "/exchange/",
    "/exchange/?q=one.example",
    f"/exchange/objects/{ONE}/",
    f"/exchange/objects/{ONE}/verify/",
    f"/exchange/objects/{ONE}/stix/",
    "/exchange/export/?form=json",
    "/exchange/export/?form=csv",
)
GREEN_PAGES = (
    "/groups/",
    "/groups/circle/charter/",
    "/members/",
    "/exchange/?group=everyone",
    "/exchange/export/?group=everyone&form=json",
)


@pytest.fixture(autouse=True)
def audit(settings: Any, tmp_path: Path) -> Path:
    """Audit files of this test alone."""
    settings.DATA_DIRECTORY = tmp_path
    return tmp_path / "audit"


def lines_of(member: Member, by: str | None = None) -> list[TrailLine]:
    found = list(walk_trail(member, TrailFilters(by=by)))
    assert all(isinstance(one, TrailLine) for one in found)
    return [one for one in found if isinstance(one, TrailLine)]


def administrator(hosted: Hosted, member: Member) -> Client:
    person = add_person(
        member=member,
        new=NewPerson(
            username=f"{member.code.lower()}.admin",
            display_name=f"Admin of {member.code}",
            credential=make_password(PASSWORD),
            roles=(Role.ADMINISTRATOR,),
        ),
        at=hosted.at,
    )
    client = Client()
    sign_in(client, person)
    return client


# Before the answer


@pytest.mark.parametrize("address", AMBER_PAGES)
def test_every_answer_with_amber_leaves_a_line(hosted: Hosted, address: str) -> None:
    answer = hosted.client("bb.analyst").get(address)
    answer.getvalue()
    assert answer.status_code == 200
    line = lines_of(hosted.b)[-1]
    assert (line.by, line.query, line.tlp.label) == ("bb.analyst", address, "TLP:AMBER")
    assert line.count >= 1
    assert line.first <= line.last
    assert lines_of(hosted.a) == []


@pytest.mark.parametrize("address", GREEN_PAGES)
def test_answers_below_amber_write_nothing(hosted: Hosted, audit: Path, address: str) -> None:
    answer = hosted.client("bb.analyst").get(address)
    answer.getvalue()
    assert answer.status_code == 200
    assert not audit.exists()


def test_what_is_not_found_leaves_no_line(hosted: Hosted, audit: Path) -> None:
    hosted.open_pair()
    private = an_id("indicator", "private 1")
    for stix_id in (private, an_id("indicator", "never was")):
        assert hosted.client("bb.lead").get(f"/exchange/objects/{stix_id}/").status_code == 404
    assert not audit.exists()


@contextmanager
def answered(hosted: Hosted, address: str) -> Iterator[tuple[Iterable[bytes], list[int]]]:
    """The body that the WSGI application gives, and how many lines stood when it began."""
    client = hosted.client("bb.lead")
    request = RequestFactory().get(address)
    cookies = (f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    request.environ["HTTP_COOKIE"] = "; ".join(cookies)
    stood: list[int] = []

    def start_response(status: str, _headers: list[tuple[str, str]], *_rest: Any) -> Any:
        assert status == "200 OK"
        stood.append(len(lines_of(hosted.b)))

    # As Django's own client does: the test's transaction lives on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with closing(get_wsgi_application()(request.environ, start_response)) as body:
            yield body, stood
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.parametrize("address", AMBER_PAGES)
def test_the_line_stands_before_the_first_byte(hosted: Hosted, address: str) -> None:
    with answered(hosted, address) as (body, stood):
        assert stood[0] >= 1
        assert any(body)
        assert len(lines_of(hosted.b)) == stood[0]


def test_a_file_has_a_line_before_and_one_with_what_was_in_it(hosted: Hosted) -> None:
    client = hosted.client("bb.lead")
    for form in ("package", "stix"):
        client.post("/groups/circle/export/", {"form": form}).getvalue()
        begins, ends = lines_of(hosted.b)[-2:]
        assert (begins.part, ends.part) == (Part.BEGINS, Part.ENDS)
        assert begins.query == ends.query == f"/groups/circle/export/ form={form}"
        assert (begins.count, ends.count) == (0, 4)
        assert begins.tlp is ends.tlp
        assert ends.first < ends.last


# What cannot be put on record is not answered


@pytest.mark.parametrize("address", AMBER_PAGES)
def test_a_full_disk_refuses_in_words_and_shows_nothing(
    hosted: Hosted, audit: Path, address: str
) -> None:
    audit.mkdir()
    trail_path(hosted.b).symlink_to("/dev/full")
    answer = hosted.client("bb.lead").get(address)
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "put on record before they are shown" in text
    assert "No space left on device" in text
    assert "circle one" not in text
    other = hosted.client("aa.lead").get(address)
    other.getvalue()
    assert other.status_code == 200


def test_what_needs_no_line_is_answered_with_a_full_disk(hosted: Hosted, audit: Path) -> None:
    audit.mkdir()
    trail_path(hosted.b).symlink_to("/dev/full")
    for address in GREEN_PAGES:
        answer = hosted.client("bb.lead").get(address)
        answer.getvalue()
        assert answer.status_code == 200


def test_a_release_is_answered_after_its_receipt_is_on_record(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW), handling="TLP:AMBER")
    assert sign(lead, review).status_code == 302
    lead.get(f"{review}receipt/")
    assert lines_of(hosted.a)[-1].what == "import-receipt"


# The page


def test_administrators_see_who_of_their_member_read_what(hosted: Hosted) -> None:
    hosted.client("bb.analyst").get(f"/exchange/objects/{ONE}/")
    hosted.client("bb.lead").get("/exchange/?q=one.example")
    hosted.client("aa.lead").get("/exchange/?q=two.example")
    page = administrator(hosted, hosted.b).get("/audit/").context["page"]
    assert [(row.username, row.what, row.tlp) for row in page.rows] == [
        ("bb.lead", "A list of records", "TLP:AMBER"),
        ("bb.analyst", "A record", "TLP:AMBER"),
    ]
    assert page.rows[1].url == f"/exchange/objects/{ONE}/"
    assert page.rows[1].who == "BB analyst"


def test_nothing_of_another_member_is_in_it(hosted: Hosted) -> None:
    client = administrator(hosted, hosted.b)
    before = client.get("/audit/").content
    hosted.client("aa.lead").get("/exchange/?q=two.example")
    page = client.get("/audit/")
    assert "two.example" not in page.content.decode()
    assert page.context["page"].rows == ()
    assert len(page.content) == len(before)
    narrowed = client.get("/audit/", {"by": "aa.lead"})
    assert narrowed.context["page"].rows == ()


@pytest.mark.parametrize("name", ["audit", "audit-file"])
def test_only_administrators_may_look(hosted: Hosted, name: str) -> None:
    for role in ("lead", "analyst", "observer"):
        assert hosted.client(f"bb.{role}").get(reverse(name)).status_code == 403
    assert Client().get(reverse(name)).status_code == 302


def test_person_and_day_narrow_the_page(hosted: Hosted) -> None:
    for name in ("bb.lead", "bb.analyst"):
        hosted.client(name).get(f"/exchange/objects/{ONE}/")
    client = administrator(hosted, hosted.b)
    page = client.get("/audit/", {"by": "bb.lead"}).context["page"]
    assert [row.username for row in page.rows] == ["bb.lead"]
    assert [link.text for link in page.filters.active] == ["Person: BB lead"]
    assert client.get("/audit/", {"day": "2020-01-01"}).context["page"].rows == ()
    wrong = client.get("/audit/", {"day": "yesterday"})
    assert wrong.status_code == 400
    assert "year-month-day" in wrong.content.decode()
    for day in ("0001-01-01", "9999-12-31"):
        assert client.get("/audit/", {"day": day, "before": "x"}).status_code == 200


def test_a_long_audit_is_paged(hosted: Hosted) -> None:
    reader = hosted.client("bb.lead")
    for _ in range(60):
        reader.get(f"/exchange/objects/{ONE}/verify/")
    client = administrator(hosted, hosted.b)
    first = client.get("/audit/").context["page"]
    assert len(first.rows) == 50
    assert len(client.get(first.paging.onward_url).context["page"].rows) == 10


def test_a_damaged_line_is_shown_on_the_page(hosted: Hosted) -> None:
    hosted.client("bb.lead").get(f"/exchange/objects/{ONE}/")
    path = trail_path(hosted.b)
    path.write_bytes(path.read_bytes() + b"<script>\n")
    answer = administrator(hosted, hosted.b).get("/audit/")
    assert "This line is damaged: 8 bytes from byte" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert len(answer.context["page"].rows) == 2


def test_the_audit_as_a_file(hosted: Hosted) -> None:
    for name in ("bb.lead", "bb.analyst"):
        hosted.client(name).get("/exchange/?q=one.example")
    client = administrator(hosted, hosted.b)
    answer = client.get("/audit/file/?form=json&by=bb.lead")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = json.loads(answer.getvalue())
    assert [row["by"] for row in rows] == ["bb.lead"]
    text = client.get("/audit/file/?form=csv").getvalue().decode()
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["by"] for row in table] == ["bb.lead", "bb.analyst"]
    assert table[0]["query"] == "/exchange/?q=one.example"
    for query in ("", "?form=xml", "?form=csv&day=x"):
        assert client.get(f"/audit/file/{query}").status_code == 404


def test_a_query_is_no_formula_and_hides_no_letter(hosted: Hosted) -> None:
    thing = an_indicator("=cmd", "evil.example")
    hosted.publish(hosted.circle, hosted.a, thing)
    client = hosted.client("bb.lead")
    client.get("/exchange/", {"q": "one.example", "group": "=1+1"})
    client.get("/exchange/", {"q": "one.example"})
    text = administrator(hosted, hosted.b).get("/audit/file/?form=csv").getvalue().decode()
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(text)) for cell in row)
