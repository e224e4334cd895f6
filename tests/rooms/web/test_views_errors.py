"""What goes wrong becomes a page in words; what is closed stays closed; headers hold everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter
from pytest_django import Settings

from bayanihan.web.api import REQUIREMENTS, Requirement, page_urls
from tests.rooms.web.hosted import Hosted, an_indicator, sign_in

PAGES = (
    "/", "/groups/", "/groups/circle/", "/groups/circle/charter/", "/groups/circle/export/",
    "/members/", "/members/AA-CERT/", "/region/", "/exchange/", "/exchange/export/", "/sign-in/",
    "/styleguide/", "/quarantine/", "/exchange/import/", "/account/", "/account/password/",
    "/account/factor/", "/account/token/", "/people/", "/invited/no-such-secret/",
)  # fmt: skip
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


@pytest.fixture
def unlisted(settings: Settings) -> Client:
    """A browser on a node with a forgotten address and failing ones."""
    settings.ROOT_URLCONF = "tests.rooms.web.unlisted_urls"
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_an_unknown_address_says_nothing_more(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here that you may see." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/forgotten/", "/nameless/"])
def test_an_address_without_requirement_is_closed_to_all(
    hosted: Hosted, unlisted: Client, address: str
) -> None:
    sign_in(unlisted, hosted.people["aa.lead"])
    answer = unlisted.get(address)
    assert answer.status_code == 403
    assert "seen" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("absent", 404, "There is nothing here that you may see."),
        ("refused", 403, "Your member has no seat in this group."),
        ("conflict", 409, "Another member has this code."),
        ("malformed", 400, "Found at byte 7."),
        ("unverified", 500, "do not give the root that was signed"),
        ("misconfigured", 500, "This kind of member is not known."),
        ("suspicious", 400, "This request could not be understood."),
        ("broken", 500, "This node made a mistake and stopped."),
    ],
)
def test_what_a_room_raises_becomes_a_page(
    unlisted: Client, code: str, status: int, words: str
) -> None:
    answer = unlisted.get(f"/fail/{code}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    for hidden in ("Traceback", "hidden-group", "secret detail", "forged cookie", "RecordFault"):
        assert hidden not in page
    assert "What was kept" in page
    assert "What to do" in page


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["unverified", "broken"])
def test_our_own_faults_have_a_reference_that_stands_in_the_log(
    unlisted: Client, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    page = unlisted.get(f"/fail/{code}/").content.decode()
    found = re.search(r"<code>([0-9a-f]{8})</code>", page)
    assert found
    assert found[1] in caplog.text


def test_a_form_of_another_session_is_refused_in_words(hosted: Hosted) -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, hosted.people["aa.lead"])
    answer = browser.post("/sign-out/")
    assert answer.status_code == 403
    assert "This form no longer belongs to your session." in answer.content.decode()


@pytest.mark.parametrize("person", ["aa.observer", "aa.analyst", "aa.lead"])
def test_rights_are_held_before_any_view_runs(hosted: Hosted, person: str) -> None:
    browser = hosted.client(person)
    signing = {Requirement.RELEASER, Requirement.SIGNATORY, Requirement.PROPOSER}
    closed = {
        name
        for name in REQUIREMENTS
        if name != "sign-out" and browser.get(address_of(name)).status_code == 403
    }
    assert closed == {
        name
        for name, needed in REQUIREMENTS.items()
        if (needed is Requirement.PREPARER and person == "aa.observer")
        or (needed in signing and person != "aa.lead")
        or needed is Requirement.ADMINISTRATOR
    }


@pytest.mark.django_db
def test_nobody_comes_in_without_signing_in(client: Client) -> None:
    for name, needed in REQUIREMENTS.items():
        answer = client.get(address_of(name))
        if needed is Requirement.PUBLIC:
            # A second step without a first leads to that; a link that is none opens nothing.
            alone = {"sign-in-code": 302, "invited": 404}
            assert answer.status_code in {alone.get(name, 200), 405}, name
        else:
            assert answer.headers["Location"].startswith("/sign-in/?next=/"), name


def address_of(name: str) -> str:
    """An address of a route, with a key where it takes one."""
    keys: dict[str, object] = {
        "stix_id": "indicator--x", "code": "AA-CERT", "username": "aa.lead", "word": "anew",
        "secret": "no-such-secret",
    }  # fmt: skip
    kinds: dict[type, object] = {
        IntConverter: 1,
        SlugConverter: "circle",
        UUIDConverter: "00000000-0000-4000-8000-000000000000",
    }
    route = next(one for one in page_urls if one.name == name)
    taken = route.pattern.converters.items()
    return reverse(name, kwargs={k: keys.get(k) or kinds[type(one)] for k, one in taken})


def test_every_answer_carries_the_headers_that_protect_it(hosted: Hosted) -> None:
    browser = hosted.client("aa.lead")
    for address in (*PAGES, "/no/such/page/", "/groups/none/"):
        require_headers(browser.get(address), address)


def require_headers(answer: Any, address: str) -> None:
    """The headers of one answer."""
    said = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert {name: said.get(name) for name in CSP} == CSP, address
    assert "unsafe" not in answer.headers["Content-Security-Policy"], address
    assert answer.headers["X-Frame-Options"] == "DENY", address
    assert answer.headers["X-Content-Type-Options"] == "nosniff", address
    assert answer.headers["Referrer-Policy"] == "same-origin", address
    assert answer.headers["Cache-Control"] == "private, no-store", address


def test_no_page_has_inline_code_or_leads_elsewhere(hosted: Hosted) -> None:
    browser = hosted.client("aa.lead")
    for address in PAGES:
        page = browser.get(address).content.decode()
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page), address
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page), address


def test_looking_writes_nothing(hosted: Hosted) -> None:
    hosted.bring("aa.lead", an_indicator("waits", "waits.example"))
    browser = hosted.client("aa.lead")
    with CaptureQueriesContext(connection) as asked:
        for address in PAGES:
            browser.get(address)
    reading = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")
    written = [
        query["sql"] for query in asked.captured_queries if not query["sql"].startswith(reading)
    ]
    assert len(asked.captured_queries) > len(PAGES)
    assert written == []
