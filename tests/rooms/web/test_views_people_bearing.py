"""Tokens in the header: files for programs, for their person's member, and nothing else."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import Person, Scope, Token, make_token, revoke_token, short_name
from bayanihan.web.api import REQUIREMENTS
from bayanihan.web.bearing import FILE_ROUTES, RefusedTokens
from bayanihan.web.throttling import MOST, WINDOW
from tests.rooms.membership.sample_people import TwoMembers
from tests.rooms.web.hosted import Hosted, an_id, build_hosted
from tests.rooms.web.signing import browser
from tests.rooms.web.test_views_errors import address_of

FILES = (
    "/exchange/export/?form=json",
    "/exchange/export/?form=csv",
    "/groups/circle/export/?form=package",
    "/groups/circle/export/?form=stix",
    "/groups/circle/charter/",
    f"/exchange/objects/{an_id('indicator', 'circle one')}/stix/",
)


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Built for each test: others here need a node without it."""
    return build_hosted(read_clock())


def token_of(person: Person) -> str:
    return make_token(name="a test", scope=Scope.READ, days=1, by=person, at=read_clock())[1]


def ask(token: str, address: str, client: Client | None = None) -> HttpResponseBase:
    return (client or Client()).get(address, headers={"authorization": f"Bearer {token}"})


def said(answer: HttpResponseBase) -> bytes:
    """What an answer says; a file is read to its end, which closes it."""
    if isinstance(answer, StreamingHttpResponse):
        return answer.getvalue()
    assert isinstance(answer, HttpResponse)
    return answer.content


@pytest.mark.parametrize("address", FILES)
def test_a_token_takes_the_same_file_as_its_person(hosted: Hosted, address: str) -> None:
    who = hosted.people["bb.analyst"]
    by_token, by_page = ask(token_of(who), address), browser(who).get(address)
    assert (by_token.status_code, by_page.status_code) == (200, 200)
    assert by_token.headers["Content-Type"] == by_page.headers["Content-Type"]
    assert len(said(by_token)) == len(said(by_page)) > 0
    assert "sessionid" not in by_token.cookies


def test_the_gate_decides_as_for_the_person(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    ours, theirs = token_of(hosted.people["aa.lead"]), token_of(hosted.people["bb.lead"])
    for address in (f"/groups/{pair.key}/charter/", f"/groups/{pair.key}/export/?form=package"):
        assert said(ask(ours, address))[:1] == b"{"
        there, not_there = ask(theirs, address), ask(theirs, address.replace("pair", "none"))
        assert there.status_code == not_there.status_code == 404
        assert said(there) == said(not_there)
    assert b"private-0" in said(ask(ours, "/exchange/export/?form=json"))
    assert b"private-0" not in said(ask(theirs, "/exchange/export/?form=json"))


def test_whatever_is_no_open_token_gets_the_same_answer(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    ended, revoked, fine = token_of(who), token_of(who), token_of(who)
    rows = list(Token.objects.order_by("pk"))
    now = read_clock()
    Token.objects.filter(pk=rows[0].pk).update(made_at=1, expires_at=now)
    revoke_token(name=short_name(rows[1].digest), by=who, at=now)
    Token.objects.filter(pk=rows[2].pk).update(scopes=["write"])
    answers = [ask(one, FILES[0]) for one in (ended, revoked, fine, "unknown", "", "x" * 5000)]
    assert {one.status_code for one in answers} == {401}
    assert len({said(one) for one in answers}) == 1
    assert {one.headers["WWW-Authenticate"] for one in answers} == {'Bearer realm="bayanihan"'}


def test_a_token_opens_no_page_and_no_form(two: TwoMembers) -> None:
    token = token_of(two.people["aa.lead"])
    wrong = said(ask("unknown", FILES[0]))
    for name in REQUIREMENTS.keys() - FILE_ROUTES:
        answer = ask(token, address_of(name))
        assert (answer.status_code, said(answer)) == (401, wrong), name
    for name in REQUIREMENTS:
        answer = Client().post(address_of(name), headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, said(answer)) == (401, wrong), name


def test_a_file_that_was_not_named_is_asked_for_in_words(hosted: Hosted) -> None:
    token = token_of(hosted.people["aa.lead"])
    for address in (
        "/exchange/export/",
        "/exchange/export/?form=exe",
        "/groups/circle/export/",
        "/exchange/export/?form=json&handling=purple",
    ):
        answer = ask(token, address)
        assert answer.headers["Content-Type"].startswith("text/plain"), address
        assert answer.status_code == 400, address
        assert b"<" not in said(answer), address


def test_a_token_in_an_address_is_no_token(two: TwoMembers) -> None:
    token = token_of(two.people["aa.lead"])
    for address in (f"/exchange/export/?form=json&access_token={token}", f"/?token={token}"):
        assert Client().get(address).headers["Location"].startswith("/sign-in/")


def test_a_cookie_does_not_help_a_token_that_is_none(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    assert ask("unknown", FILES[0], client).status_code == 401
    assert client.get("/account/").status_code == 200


def test_a_token_beside_a_cookie_speaks_for_its_own_person(hosted: Hosted) -> None:
    hosted.open_pair()
    client = browser(hosted.people["aa.lead"])
    answer = ask(token_of(hosted.people["bb.lead"]), "/exchange/export/?form=json", client)
    assert b"private-0" not in said(answer)


def test_taking_a_file_by_token_writes_nothing(hosted: Hosted) -> None:
    token = token_of(hosted.people["aa.lead"])
    with CaptureQueriesContext(connection) as asked:
        for text in (token, "unknown"):
            ask(text, "/groups/circle/charter/")
    reading = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")
    assert [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(reading)] == []


def test_no_log_line_holds_a_token(two: TwoMembers, caplog: pytest.LogCaptureFixture) -> None:
    token = token_of(two.people["aa.lead"])
    with caplog.at_level(logging.DEBUG):
        said(ask(token, FILES[0]))
        ask(token, "/groups/none/charter/")
        ask(token, "/no/such/")
        ask(token + "x", FILES[0])
    assert token not in caplog.text


@pytest.mark.django_db
def test_a_token_refused_ten_times_is_not_looked_up_again() -> None:
    client = Client()
    for _number in range(MOST):
        ask("unknown", FILES[0], client)
    with CaptureQueriesContext(connection) as asked:
        answer = ask("unknown", FILES[0], client)
    assert answer.status_code == 401
    assert asked.captured_queries == []


def test_refusals_are_counted_by_token_and_forgotten_in_time() -> None:
    refused, at = RefusedTokens(), 1_000 * WINDOW
    for number in range(MOST):
        assert not refused.is_closed("one", at + number)
        refused.note("one", at + number)
    assert refused.is_closed("one", at + WINDOW - 1)
    assert not refused.is_closed("two", at)
    assert not refused.is_closed("one", at + WINDOW)
    refused.note("one", at + WINDOW)
    assert not refused.is_closed("one", at + WINDOW)


def test_the_memory_of_refusals_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayanihan.web.bearing._REMEMBERED", 3)
    refused = RefusedTokens()
    for number in range(10):
        refused.note(f"token {number}", 1)
    assert len(refused._seen) == 3
