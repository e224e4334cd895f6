"""A fork on pages: the evidence that every member sees, and the way to go on."""

from __future__ import annotations

import pytest
from django.test import Client

from bayanihan.journal.api import sign_note
from bayanihan.membership.api import (
    Proposal,
    Role,
    SetPurpose,
    change_charter,
    charter_text,
    facts_of,
    signing_key,
)
from bayanihan.records.api import Entry, KeptEvidence, advance_charters
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_evidence import EvidencePage
from tests.rooms.web.changing import newest, proposed
from tests.rooms.web.hosted import Hosted, an_indicator

WORDS = {"name": "Bank circle", "purpose": "What stands here."}
EVIDENCE, RECOVER = "/groups/circle/evidence/", "/groups/circle/recover/"


def fork(hosted: Hosted) -> None:
    """``AA``, which coordinates, signs two second versions: one here, one that came later."""
    hosted.circle.refresh_from_db()
    assert hosted.circle.newest is not None
    old = charter_text(hosted.circle.newest)
    other = change_charter(old, [SetPurpose("Another story.")], at=old.at + 1)
    key, _epoch = signing_key(hosted.a, old, hosted.at + 1)
    proposed(hosted.client("aa.lead"), hosted.circle, "words", **WORDS)
    signed = (other.raw.decode(), sign_note(other.note_text(), key))
    assert advance_charters(hosted.circle, [signed], at=hosted.at + 9_000_000).rivals == 1


def shown(browser: Client) -> EvidencePage:
    """The page of what stands against each other."""
    page = browser.get(EVIDENCE).context["page"]
    assert isinstance(page, EvidencePage)
    return page


def test_a_group_without_contradictions_says_so(hosted: Hosted) -> None:
    b = hosted.client("bb.lead")
    page = shown(b)
    assert page.sentence == "There is no evidence of a contradiction in this group."
    assert (page.rivals, page.kept, page.acts) == ((), (), ())
    assert b.get(RECOVER).headers["Location"] == EVIDENCE
    assert b.post(RECOVER).headers["Location"] == EVIDENCE
    assert Proposal.objects.count() == 0


def test_every_member_sees_both_versions_who_signed_them_and_one_contradiction(
    hosted: Hosted,
) -> None:
    fork(hosted)
    for name in ("aa.lead", "bb.analyst", "cc.observer"):
        page = shown(hosted.client(name))
        assert page.sentence == "1 contradiction was found in this group."
        assert [one.title for one in page.rivals] == [
            "Version 2, which stands on this node", "Version 2, as others hold it",
        ]  # fmt: skip
        assert [one.changes[-1] for one in page.rivals] == [
            "It is now for: “What stands here.”", "It is now for: “Another story.”",
        ]  # fmt: skip
        assert {one.signed for one in page.rivals} == {"Signed by AA-CERT, verified."}
        assert len({one.digest for one in page.rivals}) == 2
        assert [one.words for one in page.kept] == ["Two charters with one number were signed"]
        assert page.kept[0].text == KeptEvidence.objects.get().text
    text = hosted.client("bb.lead").get("/groups/circle/").content.decode()
    assert "This group is frozen" in text
    assert f'href="{EVIDENCE}"' in text


def test_a_frozen_group_is_read_and_nothing_is_said_in_it(hosted: Hosted) -> None:
    fork(hosted)
    b = hosted.client("bb.lead")
    rows = b.get("/exchange/?group=circle").context["page"].rows
    assert "circle one" in [row.title.text for row in rows]
    before = Entry.objects.count()
    answer = b.post("/groups/circle/accept/", {"number": "2"})
    assert answer.status_code in {302, 403}
    words = b.post(
        "/groups/circle/change/words/",
        {
            **WORDS,
            "purpose": "A third.",
            "confirm": "yes",
            "seen": newest(hosted.circle).digest.hex(),
        },
    )
    assert words.status_code in {400, 403}
    assert "frozen" in words.content.decode()
    assert Entry.objects.count() == before


def test_a_majority_of_those_before_the_fork_ends_it(hosted: Hosted) -> None:
    fork(hosted)
    b = hosted.client("bb.lead")
    [act] = shown(b).acts
    assert act.url == RECOVER
    page = b.get(RECOVER).context["page"]
    assert isinstance(page, ConfirmPage)
    assert [one.codes for one in page.whos] == [("AA-CERT", "CC-CERT")]
    assert Proposal.objects.filter(state="open").count() == 0
    answer = b.post(RECOVER)
    one = Proposal.objects.get(state="open")
    assert answer.headers["Location"] == f"/proposals/{one.digest}/"
    text = b.get(answer.headers["Location"]).content.decode()
    assert "The fork ends: this version names both of the versions" in text
    assert facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen
    hosted.client("cc.lead").post(f"/proposals/{one.digest}/sign/")
    assert not facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen
    assert newest(hosted.circle).number == 3
    page = shown(b)
    assert page.acts == ()
    assert page.sentence == "1 contradiction was found in this group."
    done = hosted.publish(hosted.circle, hosted.b, an_indicator("again", "again.example"))
    assert done.accepted == 1
    assert b.get(RECOVER).headers["Location"] == EVIDENCE


def test_who_may_not_sign_sees_the_evidence_and_proposes_nothing(hosted: Hosted) -> None:
    fork(hosted)
    analyst = hosted.client("bb.analyst")
    assert shown(analyst).acts == ()
    assert analyst.get(RECOVER).status_code == 403
    assert analyst.post(RECOVER).status_code == 403
    policy = hosted.staff("bb.policy", hosted.b, Role.POLICY)
    assert [act.url for act in shown(policy).acts] == [RECOVER]


@pytest.mark.parametrize("address", [EVIDENCE, RECOVER])
def test_whoever_sits_elsewhere_learns_of_no_fork(hosted: Hosted, address: str) -> None:
    outside = hosted.client("co.lead")
    unknown = address.replace("circle", "no-such-group")
    before = outside.get(address).content
    fork(hosted)
    for browser in (outside, hosted.client("in.lead")):
        assert browser.get(address).status_code == browser.get(unknown).status_code == 404
    assert len(before) == len(outside.get(address).content)


def test_a_form_without_its_token_proposes_nothing(hosted: Hosted) -> None:
    fork(hosted)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = hosted.client("bb.lead").cookies
    assert strict.post(RECOVER).status_code == 403
    assert Proposal.objects.filter(state="open").count() == 0


def longer(hosted: Hosted) -> None:
    """``AA`` signs one second version here, and a branch of three that comes later."""
    hosted.circle.refresh_from_db()
    assert hosted.circle.newest is not None
    old, signed = charter_text(hosted.circle.newest), []
    for place in range(3):
        after = change_charter(old, [SetPurpose(f"Story {place}.")], at=old.at + 1)
        key, _epoch = signing_key(hosted.a, old, hosted.at + 1)
        signed.append((after.raw.decode(), sign_note(after.note_text(), key)))
        old = after
    proposed(hosted.client("aa.lead"), hosted.circle, "words", **WORDS)
    assert advance_charters(hosted.circle, signed, at=hosted.at + 9_000_000).rivals == 3


def test_a_branch_that_grew_is_one_contradiction_and_is_followed_to_its_end(
    hosted: Hosted,
) -> None:
    longer(hosted)
    b = hosted.client("bb.lead")
    page = shown(b)
    assert page.sentence == "1 contradiction was found in this group."
    assert [one.title for one in page.rivals] == [
        "Version 4, as others hold it", "Version 3, as others hold it",
        "Version 2, which stands on this node", "Version 2, as others hold it",
    ]  # fmt: skip
    assert {one.signed for one in page.rivals} == {"Signed by AA-CERT, verified."}
    asked = b.get(RECOVER).context["page"]
    assert "The longer branch, as others hold it, and what follows." in str(asked.facts)
    b.post(RECOVER)
    one = Proposal.objects.get(state="open")
    assert one.number == 5
    assert hosted.client("cc.lead").get(f"/proposals/{one.digest}/").status_code == 200
    hosted.client("cc.lead").post(f"/proposals/{one.digest}/sign/")
    assert newest(hosted.circle).number == 5
    assert not facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen
    text = b.get("/groups/circle/").content.decode()
    assert "Story 2." in text
    assert [one.title for one in shown(b).rivals] == [
        "Version 2, which stands on this node", "Version 2, as others hold it",
    ]  # fmt: skip


def test_who_signs_sees_what_changes_from_what_stands_here(hosted: Hosted) -> None:
    """Of an end that follows another branch, what that one would bring with it is shown."""
    longer(hosted)
    b = hosted.client("bb.lead")
    b.post(RECOVER)
    one = Proposal.objects.get(state="open")
    text = b.get(f"/proposals/{one.digest}/").content.decode()
    assert "What the group is for was written anew" in text
    assert "The fork ends" in text
