"""A record says what it is, who said it to whom, in which versions, and in which languages."""

from __future__ import annotations

import json

import pytest

from tests.rooms.web.hosted import Hosted, an_id, an_indicator, an_object
from tests.rooms.web.object_pages import (
    LATER,
    ONE,
    address,
    fact,
    shown,
    text_of,
)


def test_a_record_says_who_said_it_to_whom_under_which_marking(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), ONE)
    assert page.title.text == "circle one"
    assert page.kind[0] == "Indicator"
    assert [(value.kind, value.text) for value in page.values] == [("domain-name", "one[.]example")]
    assert page.pattern == "[domain-name:value = 'one[.]example']"
    assert fact(page, "Marking").startswith("TLP:AMBER For your organisation")
    assert "carries no TLP" in fact(page, "Marking")
    assert "charter version 1" in fact(page, "Group")
    assert fact(page, "Published by") == "AA-CERT National CERT of Aland"
    assert fact(page, "Created by") == "The object does not say."
    assert page.beam is not None
    assert page.beam.sentence == "3 of 3 members hold it"


def test_the_frame_carries_marking_group_and_proof(hosted: Hosted) -> None:
    band = hosted.client("bb.lead").get(address(ONE)).context["frame"].band
    assert (band.tlp, band.group, band.proof_state) == ("TLP:AMBER", "Bank circle", "done")
    assert band.proof == "Proved: AA-CERT said it, nobody changed it"


def test_whose_object_it_is_stands_beside_who_published_it(hosted: Hosted) -> None:
    source = an_object("identity", "A source", identity_class="organization")
    things = {
        "own": an_object("tool", "own", created_by_ref=hosted.b.stix_id),
        "known": an_object("tool", "known", created_by_ref=source["id"]),
        "unknown": an_object("tool", "unknown", created_by_ref=an_id("identity", "nobody")),
    }
    hosted.publish(hosted.circle, hosted.b, source, *things.values())
    client = hosted.client("aa.lead")
    said = {name: fact(shown(client, one["id"]), "Created by") for name, one in things.items()}
    assert said == {
        "own": "The publisher itself.",
        "known": "A source",
        "unknown": an_id("identity", "nobody"),
    }


def test_a_member_may_pass_on_what_another_member_created(hosted: Hosted) -> None:
    tool = an_object("tool", "passed on", created_by_ref=hosted.a.stix_id)
    hosted.publish(hosted.circle, hosted.a, tool)
    hosted.publish(hosted.everyone, hosted.b, tool)
    page = shown(hosted.client("aa.lead"), tool["id"])
    assert fact(page, "Published by").startswith("AA-CERT"), "the creator's own copy comes first"
    [passed_on] = page.others
    assert passed_on.publisher.code == "BB-CERT"
    theirs = hosted.client("aa.lead").get(passed_on.url).context["page"]
    assert fact(theirs, "Published by").startswith("BB-CERT")
    assert fact(theirs, "Created by") == "AA-CERT National CERT of Aland"
    assert [(row.publisher.code, row.group) for row in theirs.others] == [
        ("AA-CERT", "Bank circle")
    ]


def test_members_words_keep_their_voice_and_lose_their_links(hosted: Hosted) -> None:
    body = an_object(
        "malware",
        "talker",
        is_family=True,
        description="See http://evil.example/x, e.g. from 203.0.113.9.\n\nWrite to a@evil.example.",
        external_references=[
            {"source_name": "blog", "url": "https://blog.example/post", "description": "A post"},
            {"source_name": "cve", "external_id": "CVE-2026-0009"},
        ],
        kill_chain_phases=[{"kill_chain_name": "mitre-attack", "phase_name": "impact"}],
        confidence=85,
        x_own_field={"deep": ["evil.example"]},
    )
    hosted.publish(hosted.circle, hosted.a, body)
    client = hosted.client("bb.lead")
    page = shown(client, body["id"])
    assert page.speech is not None
    assert page.speech.paragraphs == (
        "See hxxp://evil[.]example/x, e.g. from 203[.]0[.]113[.]9.",
        "Write to a[@]evil[.]example.",
    )
    lines = {one.label: [line.text for line in one.lines] for one in page.properties}
    assert lines["Sources"] == ["blog: A post", "hxxps://blog[.]example/post", "cve CVE-2026-0009"]
    assert lines["Kill chain"] == ["mitre-attack / impact"]
    assert lines["Confidence"] == ["85 of 100, high"]
    assert lines["x_own_field"] == ['{"deep":["evil[.]example"]}']
    assert 'href="http://evil' not in text_of(client, body["id"])


@pytest.mark.parametrize(
    ("number", "word"), [(0, "none"), (1, "low"), (29, "low"), (30, "medium"), (70, "high")]
)
def test_confidence_has_its_word(hosted: Hosted, number: int, word: str) -> None:
    body = an_object("tool", "sure", confidence=number)
    hosted.publish(hosted.circle, hosted.a, body)
    page = shown(hosted.client("bb.lead"), body["id"])
    lines = {one.label: one.lines[0].text for one in page.properties}
    assert lines["Confidence"] == f"{number} of 100, {word}"


def test_no_page_attributes_an_act_to_a_state(hosted: Hosted) -> None:
    body = an_object("threat-actor", "Crew", x_suspected_sponsor="Utopia", x_country="UT")
    hosted.publish(hosted.circle, hosted.a, body)
    page = shown(hosted.client("bb.lead"), body["id"])
    lines = {one.label: one.lines[0].text for one in page.properties}
    assert lines["x_country"] == lines["x_suspected_sponsor"]
    assert "the file keeps it" in lines["x_country"]


def test_the_bytes_stand_on_the_page_as_they_were_written(hosted: Hosted) -> None:
    page = shown(hosted.client("bb.lead"), ONE)
    assert json.loads(page.raw) == an_indicator("circle one", "one.example")


def test_a_very_long_object_is_cut_on_the_page_only(hosted: Hosted) -> None:
    body = an_object("tool", "long", x_long="y" * 100_000)
    hosted.publish(hosted.circle, hosted.a, body)
    client = hosted.client("bb.lead")
    page = shown(client, body["id"])
    assert len(page.raw) < 40_000
    assert "characters in all" in page.raw
    assert len(client.get(address(body["id"])).content) < 80_000


def test_versions_say_what_changed(hosted: Hosted) -> None:
    first = an_indicator("moving", "moving.example")
    second = {**first, "modified": LATER, "confidence": 60, "name": "moved"}
    hosted.publish(hosted.circle, hosted.a, first)
    hosted.publish(hosted.circle, hosted.a, second)
    client = hosted.client("bb.lead")
    page = shown(client, first["id"])
    assert page.title.text == "moved"
    assert "version 2 of 2" in page.kind
    newest, oldest = page.versions
    assert newest.is_here
    assert [(one.name, one.old, one.new) for one in newest.changes] == [
        ("Name", "moving", "moved"),
        ("Confidence", "", "60"),
    ]
    assert oldest.words == "First said."
    older = shown(client, first["id"], f"?entry={oldest.url.partition('entry=')[2]}")
    assert older.title.text == "moving"
    assert [tell.title for tell in older.tells] == ["There is a newer version"]


def test_a_revoked_record_says_so(hosted: Hosted) -> None:
    first = an_indicator("gone", "gone.example")
    hosted.publish(hosted.circle, hosted.a, first, {**first, "modified": LATER, "revoked": True})
    page = shown(hosted.client("bb.lead"), first["id"])
    assert "revoked" in page.kind
    assert page.tells[0].title == "Its creator has revoked this"


def test_an_exercise_record_stands_under_its_banner(hosted: Hosted) -> None:
    answer = hosted.client("bb.lead").get(address(an_id("indicator", "EXERCISE wave")))
    assert answer.context["frame"].exercise == "Drill of July"


def test_a_real_copy_comes_before_an_exercise_copy_and_never_beside_it(hosted: Hosted) -> None:
    both = an_indicator("both", "both.example")
    hosted.publish(hosted.circle, hosted.a, both)
    hosted.publish(hosted.drill, hosted.a, both)
    client = hosted.client("bb.lead")
    answer = client.get(address(both["id"]))
    assert not answer.context["frame"].exercise
    assert answer.context["page"].others == ()


@pytest.mark.parametrize("entry", ["0", "x", "-1", "99999999999999999999999"])
def test_an_entry_that_is_not_there_is_absent(hosted: Hosted, entry: str) -> None:
    assert hosted.client("bb.lead").get(address(ONE, f"?entry={entry}")).status_code == 404


def test_a_translation_is_shown_as_such(hosted: Hosted) -> None:
    report = an_object(
        "report",
        "Wave of July",
        description="Three banks.",
        published="2026-07-01T08:00:00Z",
        object_refs=[ONE],
        lang="en",
    )
    translation = an_object(
        "language-content",
        "x",
        object_ref=report["id"],
        object_modified=report["modified"],
        contents={"fil": {"name": "Alon ng Hulyo", "description": "Tatlong bangko."}},
    )
    del translation["name"]
    hosted.publish(hosted.circle, hosted.a, report)
    hosted.publish(hosted.circle, hosted.b, translation)
    client = hosted.client("bb.lead")
    english = shown(client, report["id"])
    assert english.speech is not None
    assert english.speech.language == "in English"
    assert [link.text for link in english.speech.translations] == ["Filipino"]
    filipino = shown(client, report["id"], "?lang=fil")
    assert filipino.title.text == "Alon ng Hulyo"
    assert filipino.title.lang == "fil"
    assert filipino.speech is not None
    assert filipino.speech.paragraphs == ("Tatlong bangko.",)
    assert filipino.speech.language == "in Filipino, translated by BB-CERT"
    assert shown(client, report["id"], "?lang=xx").title.text == "Wave of July"
    assert translation["id"] not in {one.other.text for one in english.into}


def test_the_creator_s_own_copy_is_shown_before_another_s_word(hosted: Hosted) -> None:
    own = {**an_indicator("whose", "whose.example"), "created_by_ref": hosted.a.stix_id}
    hosted.publish(hosted.circle, hosted.a, own)
    other = {**own, "modified": "2026-07-20T08:00:00.000Z", "name": "Not at all", "revoked": True}
    del other["created_by_ref"]
    hosted.publish(hosted.circle, hosted.b, other)
    page = hosted.client("bb.lead").get(f"/exchange/objects/{own['id']}/").context["page"]
    assert page.title.text == "whose"
    assert [row.title.text for row in page.others] == ["Not at all"]
