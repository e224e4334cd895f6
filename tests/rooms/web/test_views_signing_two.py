"""Four eyes: where the member asks for it, two different people sign the same preview."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Tlp
from bayanihan.membership.api import NewPerson, Person, Role, add_person
from bayanihan.records.api import Bringing, Entry, Stated, publish
from bayanihan.stix.api import slices
from tests.rooms.web.bringing import NEW, brought, page_of, sign
from tests.rooms.web.hosted import PASSWORD, Hosted, a_bundle, sign_in


def second_of(hosted: Hosted, name: str = "second") -> Client:
    """Another person of AA with the right to release; the member asks for two from AMBER on."""
    hosted.a.four_eyes_from = "TLP:AMBER"
    hosted.a.save(update_fields=["four_eyes_from"])
    person = add_person(
        member=hosted.a,
        new=NewPerson(
            username=f"aa.{name}",
            display_name=f"AA {name}",
            credential=make_password(PASSWORD),
            roles=(Role.RELEASER,),
        ),
        at=hosted.at,
    )
    client = Client()
    sign_in(client, person)
    return client


def said(hosted: Hosted) -> int:
    return Entry.objects.filter(
        object__stix_id__in=[one["id"] for one in NEW], group=hosted.circle
    ).count()


def agreed(hosted: Hosted) -> tuple[Client, Client, str]:
    """The lead has agreed to a release of AMBER; gives both browsers and the address."""
    second, first = second_of(hosted), hosted.client("aa.lead")
    review = brought(first, a_bundle(*NEW), handling="TLP:AMBER")
    assert sign(first, review).headers["Location"] == f"{review}release/"
    return first, second, review


def test_the_first_signature_waits_and_the_second_releases(hosted: Hosted) -> None:
    first, second, review = agreed(hosted)
    assert said(hosted) == 0
    waits = page_of(first, f"{review}release/")
    assert [one.kind for one in waits.signs] == ["Prepared by", "Agreed by", "To be released by"]
    assert waits.signs[2].name == "AA second"
    assert waits.act.text == "Take your agreement back"
    page = page_of(second, f"{review}release/")
    assert page.signs[1].name == "AA lead"
    assert page.tells[0].title == "Agreed by AA lead; waits for a second person."
    assert page.act.text == "Sign and release to BB-CERT and CC-CERT"
    assert sign(second, review).headers["Location"] == f"{review}receipt/"
    assert said(hosted) == 2
    facts = {one.label: one.lines for one in page_of(second, f"{review}receipt/").facts}
    assert facts["Agreed by"][0].text == "aa.lead"
    assert facts["Signed by"][0].text == "aa.second"


def test_below_the_level_one_person_is_enough(hosted: Hosted) -> None:
    second = second_of(hosted)
    review = brought(hosted.client("aa.analyst"), a_bundle(*NEW), handling="TLP:GREEN")
    page = page_of(second, f"{review}release/")
    assert [one.kind for one in page.signs] == ["Prepared by", "Released by"]
    assert sign(second, review).headers["Location"] == f"{review}receipt/"
    assert said(hosted) == 2


def test_the_first_is_told_that_two_are_needed_and_who_the_second_may_be(hosted: Hosted) -> None:
    second_of(hosted)
    lead = hosted.client("aa.lead")
    page = page_of(lead, brought(lead, a_bundle(*NEW), handling="TLP:AMBER") + "release/")
    assert [one.kind for one in page.signs] == [
        "Prepared by",
        "First signature",
        "Then released by",
    ]
    assert page.signs[2].name == "AA second"
    assert "from TLP:AMBER on" in page.tells[0].title
    assert page.act.text == "Agree to the release to BB-CERT and CC-CERT"
    assert not page.act.leaves_node


def test_who_is_alone_is_told_whom_to_ask(hosted: Hosted) -> None:
    second_of(hosted)
    Person.objects.filter(username="aa.second").update(is_active=False)
    lead = hosted.client("aa.lead")
    page = page_of(lead, brought(lead, a_bundle(*NEW), handling="TLP:AMBER") + "release/")
    assert "Nobody else of your member may sign" in page.tells[0].text


def test_one_person_twice_is_refused(hosted: Hosted) -> None:
    first, _second, review = agreed(hosted)
    hidden = {"seal": Intake.objects.get().agreed_seal}
    answer = first.post(f"{review}sign/", hidden)
    assert answer.status_code == 403
    assert "the second person must be somebody else" in answer.content.decode()
    assert said(hosted) == 0


def test_a_changed_preview_voids_the_agreement_and_says_so(hosted: Hosted) -> None:
    first, second, review = agreed(hosted)
    seal = Intake.objects.get().agreed_seal
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a test")
    publish(slices(a_bundle(NEW[0])), bringing, at=hosted.at + 2000)
    page = page_of(second, f"{review}release/")
    assert page.tells[0].title == "The agreement of AA lead counts no more."
    assert second.post(f"{review}sign/", {"seal": seal}).status_code == 409
    assert said(hosted) == 1
    sign(second, review)
    assert said(hosted) == 1
    assert Intake.objects.get().agreed_by == "aa.second"
    sign(first, review)
    assert said(hosted) == 2


def test_changing_the_handling_voids_the_agreement(hosted: Hosted) -> None:
    _first, second, review = agreed(hosted)
    hosted.client("aa.analyst").post(
        review, {"group": "circle", "handling": "TLP:AMBER", "pap": "PAP:RED"}
    )
    assert Intake.objects.get().agreed_by == ""
    assert page_of(second, f"{review}release/").signs[1].kind == "First signature"


def test_the_first_can_take_it_back_and_nobody_else(hosted: Hosted) -> None:
    first, second, review = agreed(hosted)
    back = f"{review}take-back/"
    assert second.post(back).status_code == 403
    assert hosted.client("bb.lead").post(back).status_code == 404
    assert hosted.client("aa.analyst").post(back).status_code == 403
    assert first.get(back).status_code == 405
    assert Intake.objects.get().agreed_by == "aa.lead"
    assert first.post(page_of(first, f"{review}release/").action).status_code == 302
    assert Intake.objects.get().agreed_by == ""
    sign(second, review)
    assert said(hosted) == 0


@pytest.mark.parametrize("change", ["is_active", "role"])
def test_who_lost_the_right_has_agreed_to_nothing(hosted: Hosted, change: str) -> None:
    _first, second, review = agreed(hosted)
    person = Person.objects.get(username="aa.lead")
    if change == "is_active":
        person.is_active = False
        person.save()
    else:
        person.granted.filter(role=Role.RELEASER.value).delete()
    sign(second, review)
    assert said(hosted) == 0
    assert Intake.objects.get().agreed_by == "aa.second"


def test_the_rule_of_one_member_binds_no_other(hosted: Hosted) -> None:
    second_of(hosted)
    lead = hosted.client("bb.lead")
    review = brought(lead, a_bundle(*NEW), handling="TLP:AMBER")
    assert sign(lead, review).headers["Location"] == f"{review}receipt/"
    assert said(hosted) == 2


def test_an_operator_alone_puts_it_into_quarantine(hosted: Hosted) -> None:
    second_of(hosted)
    hosted.a.refresh_from_db()
    outcome: Any = hosted.publish(hosted.circle, hosted.a, *NEW, tlp=Tlp.AMBER)
    assert (outcome.accepted, len(outcome.rejections)) == (0, 2)
    assert {why.detail for one in outcome.rejections for why in one.whys} == {"needs_second_person"}
    assert hosted.publish(hosted.circle, hosted.a, *NEW, tlp=Tlp.GREEN).accepted == 2
