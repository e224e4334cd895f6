"""Signing in and out, choosing a language, and the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bayanihan.gate.api import Tlp
from bayanihan.web.models import FailedSignIn
from bayanihan.web.throttling import MOST, WINDOW, count_attempt
from tests.rooms.web.hosted import PASSWORD, Hosted, an_indicator

SIGN_IN = "/sign-in/"


def attempt(client: Client, username: str, password: str, wanted: str = "") -> tuple[int, str]:
    """Send the form; gives the status and where it leads, or the page."""
    typed = {"username": username, "password": password, "next": wanted}
    answer = client.post(SIGN_IN, typed)
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def test_a_person_signs_in_with_name_and_password(hosted: Hosted, client: Client) -> None:
    assert hosted.people["aa.lead"].username == "aa.lead"
    assert attempt(client, "aa.lead", PASSWORD) == (302, "/")
    assert "National CERT of Aland" in client.get("/").content.decode()


def test_signing_in_leads_to_the_page_that_was_asked_for(hosted: Hosted, client: Client) -> None:
    assert hosted.circle.key == "circle"
    asked = client.get("/groups/circle/")
    assert asked.headers["Location"] == "/sign-in/?next=/groups/circle/"
    assert attempt(client, "aa.lead", PASSWORD, "/groups/circle/") == (302, "/groups/circle/")


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\x.example"],
)
def test_signing_in_never_leads_to_another_site(
    hosted: Hosted, client: Client, wanted: str
) -> None:
    assert hosted.people
    assert attempt(client, "aa.lead", PASSWORD, wanted) == (302, "/")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("aa.lead", "no-such-x"),
        ("nobody", "no-such-x"),
        ("nobody", PASSWORD),
        ("AA.LEAD", PASSWORD),
    ],
)
def test_every_wrong_sign_in_gets_the_same_message(
    hosted: Hosted, client: Client, username: str, password: str
) -> None:
    assert hosted.people
    status, page = attempt(client, username, password)
    assert status == 400
    assert "User name or password is not right; which one is not said." in page
    assert f'value="{username}"' in page
    assert password not in page


def test_an_inactive_person_gets_the_same_message(hosted: Hosted, client: Client) -> None:
    person = hosted.people["aa.lead"]
    person.is_active = False
    person.save()
    status, page = attempt(client, "aa.lead", PASSWORD)
    assert status == 400
    assert "which one is not said" in page


def test_empty_fields_are_named(hosted: Hosted, client: Client) -> None:
    assert hosted.people
    status, page = attempt(client, "", "")
    assert status == 400
    assert "You are not signed in." in page
    assert page.count("Say your password.") == 2  # above the form, and beside the field
    assert FailedSignIn.objects.count() == 0


def test_after_ten_failures_even_the_right_password_is_refused(
    hosted: Hosted, client: Client
) -> None:
    assert hosted.people
    wrong = [attempt(client, "aa.lead", "wrong") for _number in range(MOST)]
    assert attempt(client, "AA.lead ", PASSWORD)[0] == 400
    refused = attempt(Client(), "aa.lead", PASSWORD)
    assert refused[0] == wrong[0][0]
    assert "which one is not said" in refused[1]
    assert attempt(client, "bb.lead", PASSWORD) == (302, "/")


@pytest.mark.django_db
def test_failures_are_forgotten_after_a_quarter_of_an_hour() -> None:
    at = 1_000 * WINDOW
    assert [count_attempt("one", at=at + number) for number in range(MOST + 1)][-2:] == [
        True,
        False,
    ]
    assert not count_attempt("one", at=at + WINDOW - 1)
    assert count_attempt("one", at=at + WINDOW)
    assert FailedSignIn.objects.filter(at__lte=at).count() == 0


def test_a_success_forgets_the_failures_before_it(hosted: Hosted, client: Client) -> None:
    assert hosted.people
    attempt(client, "aa.lead", "wrong")
    attempt(client, "aa.lead", PASSWORD)
    assert FailedSignIn.objects.count() == 0


@pytest.mark.django_db
def test_a_name_that_was_typed_is_not_kept_in_the_clear() -> None:
    count_attempt("my secret password", at=WINDOW)
    row = FailedSignIn.objects.get()
    assert "secret" not in row.name_digest
    assert str(row) == f"{row.name_digest[:8]} at {WINDOW}"


def test_whoever_is_signed_in_is_led_on(hosted: Hosted) -> None:
    answer = hosted.client("aa.lead").get(SIGN_IN, {"next": "/members/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/members/")


def test_a_real_node_lists_no_people(hosted: Hosted, client: Client) -> None:
    assert hosted.people
    page = client.get(SIGN_IN, {"who": "aa.lead"}).content.decode()
    assert 'value="aa.lead"' in page
    assert "bb.lead" not in page
    assert "BB-CERT" not in page


def test_a_demonstration_lists_its_people_and_their_password(
    hosted: Hosted,
    client: Client,
    settings: Settings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    assert hosted.people
    settings.IS_DEMO, settings.DEMO_PASSWORD = True, "shown to everybody"
    with django_assert_max_num_queries(2):
        page = client.get(SIGN_IN, {"who": "bb.analyst", "next": "/groups/"}).content.decode()
    assert 'value="bb.analyst"' in page
    assert "shown to everybody" in page
    assert "/sign-in/?who=aa.lead&amp;next=%2Fgroups%2F" in page
    assert "analyst, releaser" in page
    assert page.count('aria-current="true"') == 2  # the chosen person, and the language


def test_signing_out_takes_a_form(hosted: Hosted) -> None:
    browser = hosted.client("aa.lead")
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").headers["Location"] == SIGN_IN
    assert browser.get("/").headers["Location"] == "/sign-in/?next=/"


def test_the_language_is_kept_in_the_browser(hosted: Hosted) -> None:
    browser = hosted.client("aa.lead")
    assert browser.get("/language/").status_code == 405
    answer = browser.post("/language/", {"language": "fil"}, headers={"referer": "/groups/"})
    assert answer.status_code == 302
    assert '<html lang="fil"' in browser.get("/").content.decode()


def test_a_form_of_somebody_signed_out_leads_to_the_desk(client: Client) -> None:
    answer = client.post("/exchange/import/", {"group": "circle"})
    assert answer.headers["Location"] == "/sign-in/?next=/"


def test_the_desk_says_that_nothing_waits(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("aa.lead")
    with django_assert_max_num_queries(35):
        page = browser.get("/").content.decode()
    assert "<h1" in page
    assert "Nothing waits for you." in page
    assert "Bring in a report" in page


def test_the_desk_asks_as_often_for_many_records_as_for_few(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    things = [an_indicator(f"more {n}", f"more-{n}.example") for n in range(30)]
    hosted.publish(hosted.circle, hosted.b, *things, tlp=Tlp.AMBER)
    browser = hosted.client("aa.lead")
    with django_assert_max_num_queries(35):
        page = browser.get("/").content.decode()
    assert page.count("more-") == 0
    assert page.count("more 2") == 5


def test_the_desk_names_what_waits_and_has_one_main_act(hosted: Hosted) -> None:
    hosted.bring("aa.analyst", an_indicator("first", "first.example"))
    hosted.bring("aa.lead", an_indicator("second", "second.example"))
    broken = an_indicator("broken", "broken.example") | {"pattern": "[domain-name:value ="}
    hosted.publish(hosted.circle, hosted.a, broken)
    page = hosted.client("aa.analyst").get("/").content.decode()
    assert "2 files and a quarantine of 1 object wait for you." in page
    assert page.count("btn--do") == 1
    assert "Brought by AA analyst. Nothing of it has left." in page


def test_quarantine_alone_is_the_main_act(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.a, {"type": "indicator", "id": "no"})
    page = hosted.client("aa.analyst").get("/").content.decode()
    assert "A quarantine of 1 object waits for you." in page
    assert page.count("btn--do") == 1


def test_what_another_member_brought_does_not_wait_for_us(hosted: Hosted) -> None:
    hosted.bring("aa.lead", an_indicator("theirs", "theirs.example"))
    assert "Nothing waits for you." in hosted.client("bb.lead").get("/").content.decode()


def test_whoever_may_not_prepare_sees_nothing_that_they_cannot_open(hosted: Hosted) -> None:
    hosted.bring("aa.lead", an_indicator("ours", "ours.example"))
    page = hosted.client("aa.observer").get("/").content.decode()
    assert "Nothing waits for you." in page
    assert "Bring in a report" not in page


def test_the_desk_tells_real_news_and_exercises_apart(hosted: Hosted) -> None:
    news = hosted.client("aa.lead").get("/").context["page"].news
    assert [one.group for one in news] == ["All of the Isles", "Bank circle", "Drill of July"] or [
        one.group for one in news
    ] == ["Bank circle", "All of the Isles", "Drill of July"]
    assert [one.is_exercise for one in news] == [False, False, True]
    drilled = [event.what.text for event in news[2].events]
    assert drilled == ["EXERCISE wave"]
    assert not any("EXERCISE" in event.what.text for one in news[:2] for event in one.events)


def test_the_desk_carries_the_highest_marking_that_it_shows(hosted: Hosted) -> None:
    frame = hosted.client("bb.lead").get("/").context["frame"]
    assert frame.band.tlp == "TLP:AMBER"
    assert hosted.client("co.lead").get("/").context["frame"].band.tlp == "TLP:GREEN"


def test_a_member_without_groups_finds_the_next_step(hosted: Hosted) -> None:
    page = hosted.client("in.lead").get("/").content.decode()
    assert "Nothing has been said in your groups yet" in page
    assert 'href="/groups/"' in page
