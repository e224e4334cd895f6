"""Proposals on pages: signed, declined, taken back; known to those who sit there alone."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.membership.api import Member, Proposal, Role
from tests.rooms.web.changing import newest, proposed
from tests.rooms.web.hosted import Hosted

WORDS = {"name": "Bank circle", "purpose": "Before the hour is over."}


def now(proposal: Proposal) -> str:
    """What has become of it."""
    return Proposal.objects.get(pk=proposal.pk).state


def said(browser: Client, address: str) -> str:
    """A page that must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_proposal_comes_into_force_once_the_coordinator_has_signed(hosted: Hosted) -> None:
    a, b = hosted.client("aa.lead"), hosted.client("bb.lead")
    one = proposed(b, hosted.circle, "words", **WORDS)
    page = said(b, f"/proposals/{one.digest}/")
    assert "Still needed: AA-CERT; or, by majority, 1 of AA-CERT, CC-CERT." in page
    assert "What the group is for was written anew." in page
    assert newest(hosted.circle).number == 1
    assert f"/proposals/{one.digest}/" in said(a, "/groups/circle/")
    assert f"/proposals/{one.digest}/" in said(a, "/")
    asked = said(a, f"/proposals/{one.digest}/sign/")
    assert "Your signature is the last one" in asked
    assert "BB-CERT, CC-CERT" in asked or "CC-CERT" in asked
    assert (
        a.post(f"/proposals/{one.digest}/sign/").headers["Location"] == f"/proposals/{one.digest}/"
    )
    assert now(one) == "adopted"
    assert newest(hosted.circle).purpose == WORDS["purpose"]
    assert "Nothing is asked of you any more." in said(b, f"/proposals/{one.digest}/")
    assert f"/proposals/{one.digest}/" not in said(a, "/")


def test_a_signature_that_is_not_enough_is_not_called_the_last_one(hosted: Hosted) -> None:
    """One coordinator is enough there; members are, once more than half of them have signed."""
    a, b = hosted.client("aa.lead"), hosted.client("bb.lead")
    one = proposed(a, hosted.everyone, "words", name="All of the Isles", purpose="News.")
    asked = said(b, f"/proposals/{one.digest}/sign/")
    assert "By signing you accept it: once it is in force" in asked
    assert "Your signature is the last one" not in asked
    b.post(f"/proposals/{one.digest}/sign/")
    assert now(one) == "open"
    regional = Member.objects.get(code="RC")
    chair = hosted.staff("rc.policy", regional, Role.POLICY)
    assert "Your signature is the last one" in said(chair, f"/proposals/{one.digest}/sign/")
    chair.post(f"/proposals/{one.digest}/sign/")
    assert now(one) == "adopted"


def test_a_member_that_did_not_sign_is_asked_to_accept_and_reads_what_changed(
    hosted: Hosted,
) -> None:
    b = hosted.client("bb.lead")
    proposed(hosted.client("aa.lead"), hosted.circle, "words", **WORDS)
    assert "Version 2 waits for your acceptance" in said(b, "/groups/circle/")
    assert "/groups/circle/accept/" in said(b, "/")
    assert b.get("/").context["page"].sentence == "1 charter waits for your answer."
    page = said(b, "/groups/circle/accept/")
    assert "Accept version 2 of “Bank circle”?" in page
    assert "What the group is for was written anew." in page
    seats = hosted.client("cc.lead").get("/groups/circle/").context["page"].seats
    assert [(one.face.code, one.accepted) for one in seats] == [
        ("AA-CERT", 2), ("BB-CERT", 1), ("CC-CERT", None),
    ]  # fmt: skip
    assert b.post("/groups/circle/accept/", {"number": "2"}).headers["Location"] == (
        "/groups/circle/"
    )
    assert "waits for your acceptance" not in said(b, "/groups/circle/")
    assert b.get("/groups/circle/accept/").headers["Location"] == "/groups/circle/"
    assert b.post("/groups/circle/accept/", {"number": "2"}).status_code == 302


def test_only_the_version_that_was_read_is_accepted(hosted: Hosted) -> None:
    a, b = hosted.client("aa.lead"), hosted.client("bb.lead")
    proposed(a, hosted.circle, "words", **WORDS)
    said(b, "/groups/circle/accept/")
    proposed(a, hosted.circle, "newcomers", history="from_joining")
    for number in ("2", "", "9" * 40, "x"):
        answer = b.post("/groups/circle/accept/", {"number": number})
        assert answer.status_code == 409, number
        assert "There is a newer version of this charter by now." in answer.content.decode()


def test_a_proposal_is_declined_without_a_reason_and_counts_as_hopeless_in_the_end(
    hosted: Hosted,
) -> None:
    a, b, c = (hosted.client(f"{name}.lead") for name in ("aa", "bb", "cc"))
    one = proposed(b, hosted.circle, "words", **WORDS)
    assert "no reason" in said(a, f"/proposals/{one.digest}/decline/")
    a.post(f"/proposals/{one.digest}/decline/")
    assert "will not be adopted" not in said(b, f"/proposals/{one.digest}/")
    c.post(f"/proposals/{one.digest}/decline/")
    page = said(b, f"/proposals/{one.digest}/")
    assert "This proposal will not be adopted" in page
    assert now(one) == "open"
    # An answer is given once; a page that was open longer than that does nothing.
    assert (
        a.post(f"/proposals/{one.digest}/sign/").headers["Location"] == f"/proposals/{one.digest}/"
    )
    assert Proposal.objects.get(pk=one.pk).answers.count() == 3
    assert newest(hosted.circle).number == 1


def test_whoever_proposed_takes_it_back_and_nobody_else_does(hosted: Hosted) -> None:
    a, b = hosted.client("aa.lead"), hosted.client("bb.lead")
    one = proposed(b, hosted.circle, "words", **WORDS)
    assert a.post(f"/proposals/{one.digest}/take-back/").status_code == 302
    assert now(one) == "open"
    assert "Nobody can sign it any more." in said(b, f"/proposals/{one.digest}/take-back/")
    b.post(f"/proposals/{one.digest}/take-back/")
    assert now(one) == "withdrawn"
    a.post(f"/proposals/{one.digest}/sign/")
    assert newest(hosted.circle).number == 1
    assert "taken back" in said(a, f"/proposals/{one.digest}/")


def test_whoever_sits_elsewhere_cannot_tell_a_proposal_from_none(hosted: Hosted) -> None:
    one = proposed(hosted.client("bb.lead"), hosted.circle, "words", **WORDS)
    outside = hosted.client("co.lead")
    for tail in ("", "sign/", "decline/", "withdraw/"):
        there = outside.get(f"/proposals/{one.digest}/{tail}")
        nothing = outside.get(f"/proposals/{'0' * 64}/{tail}")
        assert there.status_code == nothing.status_code == 404
        assert outside.post(f"/proposals/{one.digest}/{tail}").status_code in {404, 405}
    assert outside.get(f"/proposals/{'9' * 30}/").status_code == 404
    assert one.answers.count() == 1


def test_who_may_not_sign_reads_and_a_policy_officer_signs(hosted: Hosted) -> None:
    one = proposed(hosted.client("bb.lead"), hosted.circle, "words", **WORDS)
    analyst = hosted.client("aa.analyst")
    assert "Read and sign" not in said(analyst, f"/proposals/{one.digest}/")
    assert analyst.post(f"/proposals/{one.digest}/sign/").status_code == 403
    policy = hosted.staff("aa.policy", hosted.a, Role.POLICY)
    assert "Read and sign" in said(policy, f"/proposals/{one.digest}/")
    policy.post(f"/proposals/{one.digest}/sign/")
    assert now(one) == "adopted"


def test_reading_a_proposal_writes_nothing_and_a_form_needs_its_token(hosted: Hosted) -> None:
    one = proposed(hosted.client("bb.lead"), hosted.circle, "words", **WORDS)
    a = hosted.client("aa.lead")
    for tail in ("", "sign/", "decline/"):
        said(a, f"/proposals/{one.digest}/{tail}")
    assert a.get(f"/proposals/{one.digest}/dance/").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(hosted.people["aa.lead"])
    assert strict.post(f"/proposals/{one.digest}/sign/").status_code == 403
    assert (now(one), one.answers.count()) == ("open", 1)


def test_a_proposal_asks_a_fixed_number_of_questions(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = proposed(hosted.client("bb.lead"), hosted.circle, "words", **WORDS)
    a = hosted.client("aa.lead")
    for tail in ("", "sign/"):
        with django_assert_max_num_queries(20):
            a.get(f"/proposals/{one.digest}/{tail}")
