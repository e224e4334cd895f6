"""The conversion of public knowledge: complete, valid, without attribution to states."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bayanihan.ops.demo.convert import public_knowledge
from bayanihan.ops.demo.library import attack_entries, galaxy_actors
from bayanihan.ops.demo.loss import Loss, LossReason
from bayanihan.ops.demo.loss_words import SENTENCES, say_loss
from bayanihan.ops.demo.shaping import CLEAR_ID, MITRE_NOTICE
from bayanihan.stix.api import check, marking, read, references
from tests.rooms.ops.demo_texts import as_bytes, foreign_faults, state_pattern, texts

Bodies = list[dict[str, Any]]


@pytest.fixture(scope="module")
def knowledge() -> tuple[Bodies, Loss]:
    return public_knowledge()


@pytest.fixture(scope="module")
def bodies(knowledge: tuple[Bodies, Loss]) -> Bodies:
    return knowledge[0]


@pytest.fixture(scope="module")
def loss(knowledge: tuple[Bodies, Loss]) -> Loss:
    return knowledge[1]


def test_no_converted_object_names_a_state_a_people_or_a_sponsor(bodies: Bodies) -> None:
    pattern = state_pattern()
    found = {
        (body["id"], match[0])
        for body in bodies
        for text in texts(body)
        if (match := pattern.search(text))
    }
    assert found == set()


def test_the_scan_itself_finds_states_in_the_sources() -> None:
    pattern = state_pattern()
    hits = [c for c in galaxy_actors() if any(pattern.search(t) for t in texts(c))]
    assert len(hits) > 400


def test_no_actor_carries_a_vendor_word_for_a_state(bodies: Bodies) -> None:
    words = ("panda", "kitten", "chollima", " bear", "typhoon", "blizzard", "sandstorm", "sleet")
    actors = [b for b in bodies if b["type"] in {"intrusion-set", "campaign"}]
    names = [name for b in actors for name in (b["name"], *b.get("aliases", []))]
    assert not [name for name in names for word in words if word in name.casefold()]


def test_nothing_of_the_attribution_survives_in_any_property(bodies: Bodies) -> None:
    allowed = {
        "type",
        "spec_version",
        "id",
        "created_by_ref",
        "created",
        "modified",
        "name",
        "description",
        "aliases",
        "external_references",
        "object_marking_refs",
    }
    assert all(set(b) <= allowed for b in bodies if b["type"] == "intrusion-set")


def test_most_of_the_public_knowledge_comes_over(bodies: Bodies, loss: Loss) -> None:
    kept = Counter(body["type"] for body in bodies)
    assert kept == loss.kept
    assert kept["intrusion-set"] > 750
    assert kept["attack-pattern"] == 691
    assert kept["malware"] > 650
    assert kept["relationship"] > 5000


def test_every_entry_of_the_sources_is_kept_or_said_to_be_lost(loss: Loss) -> None:
    groups = attack_entries("groups-campaigns")
    sources = [
        *galaxy_actors(),
        *attack_entries("attack-patterns"),
        *attack_entries("software"),
        *attack_entries("mitigations"),
        *(entry for entry in groups if entry["stix_type"] == "campaign"),
    ]
    kept = sum(n for kind, n in loss.kept.items() if kind != "relationship") - 2
    left_out = (
        loss.counts[LossReason.NO_NEUTRAL_NAME]
        + loss.counts[LossReason.NAME_INSULTS]
        + loss.counts[LossReason.REVOKED_IN_SOURCE]
    )
    assert kept + left_out == len(sources)
    said = (LossReason.RELATION_NOT_TAKEN, LossReason.RELATION_WITHOUT_END)
    relations = loss.kept["relationship"] + sum(loss.counts[reason] for reason in said)
    assert relations <= len(attack_entries("relationships"))
    assert relations > len(attack_entries("relationships")) * 0.99


def test_the_loss_report_gives_ids_and_never_a_lost_name(loss: Loss) -> None:
    pattern = state_pattern()
    assert loss.counts[LossReason.ATTRIBUTION_FIELD] > 500
    assert set(loss.examples) == set(loss.counts)
    for examples in loss.examples.values():
        assert 1 <= len(examples) <= 3
        assert not any(pattern.search(example) for example in examples)


def test_every_reason_has_a_sentence_and_the_report_names_each(loss: Loss) -> None:
    assert set(SENTENCES) == set(LossReason)
    lines = say_loss(loss)
    assert len(lines) == len(loss.counts) + 1
    assert lines[0].endswith(SENTENCES[LossReason.RELATION_NOT_TAKEN])


def test_all_objects_obey_the_must_rules(bodies: Bodies) -> None:
    faults = {body["id"]: f for body in bodies if (f := check(read(as_bytes(body))))}
    assert faults == {}


def test_the_validator_of_oasis_agrees_on_a_sample_of_every_type(bodies: Bodies) -> None:
    by_type: dict[str, Bodies] = {}
    for body in bodies:
        by_type.setdefault(body["type"], []).append(body)
    sample = [b for some in by_type.values() for b in some[:: max(1, len(some) // 60)]]
    assert [f for body in sample for f in foreign_faults(body)] == []


def test_every_object_is_clear_and_every_attack_copy_carries_the_notice(bodies: Bodies) -> None:
    notice = bodies[0]
    assert notice["definition"]["statement"] == MITRE_NOTICE
    for body in bodies:
        said = marking(body, {notice["id"]: notice})
        assert said.tlp == "TLP:CLEAR"
        assert not said.unknown
        sources = [ref["source_name"] for ref in body.get("external_references", [])]
        if "mitre-attack-stix" in sources or body["type"] == "relationship":
            assert body["object_marking_refs"] == [CLEAR_ID, notice["id"]]


def test_copies_have_ids_of_their_own_and_name_their_source(bodies: Bodies) -> None:
    ids = [body["id"] for body in bodies]
    assert len(set(ids)) == len(ids)
    taken = {e["stix_id"] for e in attack_entries("attack-patterns")}
    techniques = [b for b in bodies if b["type"] == "attack-pattern"]
    assert not taken.intersection(b["id"] for b in techniques)
    for body in techniques:
        page, source = body["external_references"]
        assert page["external_id"].startswith("T")
        assert source["external_id"] in taken
        assert body["kill_chain_phases"]


def test_every_reference_leads_to_an_object_published_before_it(bodies: Bodies) -> None:
    seen = {CLEAR_ID}
    for body in bodies:
        seen.add(body["id"])
        assert {ref.target for ref in references(body)} <= seen, body["id"]


def test_the_same_packages_give_the_same_objects(bodies: Bodies) -> None:
    assert public_knowledge()[0] == bodies
