"""What names a state is found, and what is found is dropped and counted."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.ops.demo.actors import convert_actors
from bayanihan.ops.demo.attack import convert_software, convert_techniques
from bayanihan.ops.demo.loss import LossCount, LossReason
from bayanihan.ops.demo.neutrality import names_state, stands_for_state, text_names_state
from bayanihan.ops.demo.shaping import whole_sentences


@pytest.mark.parametrize(
    "name",
    [
        "Libyan Scorpions",
        "TurkHackTeam",
        "1937CN",
        "IRLeaks",
        "PLA Unit 61398",
        "FromRussiaWithLove",
        "China Chopper",
        "Cuba",
        "Anonymous KSA",
        "Bureau 121",
    ],
)
def test_a_name_that_names_a_state_is_found(name: str) -> None:
    assert names_state(name)


@pytest.mark.parametrize(
    "name",
    ["Comment Panda", "CopyKittens", "Volt Typhoon", "BRONZE UNION", "RedDelta", "Canvas Cyclone"],
)
def test_a_code_word_for_a_state_is_found(name: str) -> None:
    assert stands_for_state(name)
    assert not names_state(name)


@pytest.mark.parametrize(
    "name",
    ["Lazarus Group", "FIN7", "USBferry", "Cobalt Group", "Scattered Spider", "APT-C-36", "Turla"],
)
def test_a_neutral_name_passes(name: str) -> None:
    assert not names_state(name)
    assert not stands_for_state(name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A U.S. bank was hit.", True),
        ("The US bank was hit.", True),
        ("Let us look at the log.", False),
        ("Used by a state-sponsored group.", True),
        ("Seen with Emissary Panda.", True),
        ("Adversaries may dump credentials.", False),
    ],
)
def test_sentences_are_told_apart(text: str, *, found: bool) -> None:
    assert text_names_state(text) is found


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("One. Two is cut o...", "One."),
        ("Reads cmd.exe files. And then ...", "Reads cmd.exe files."),
        ("See [Page](https://x.example/a).(Citation: Y 2018) Done.", "See Page. Done."),
        ("Whole <code>text</code>.", "Whole text."),
        ("Never ends and is cut...", ""),
    ],
)
def test_descriptions_keep_whole_sentences(given: str, kept: str) -> None:
    assert whole_sentences(given) == kept


def attack_entry(description: str) -> dict[str, Any]:
    return {
        "stix_id": "attack-pattern--00000000-0000-4000-8000-000000000001",
        "external_id": "T9999",
        "url": "https://attack.example/T9999",
        "name": "Sample",
        "description": description,
        "tactics": ["impact"],
        "revoked": False,
        "deprecated": False,
    }


def test_a_technique_whose_description_names_a_state_comes_without_it() -> None:
    count = LossCount()
    told = convert_techniques([attack_entry("Russian groups wipe disks. They ...")], count)
    assert "description" not in told[0]
    assert count.counts == {LossReason.DESCRIPTION_NAMES_A_STATE: 1}


def test_a_whole_neutral_description_comes_over_without_loss() -> None:
    count = LossCount()
    told = convert_techniques([attack_entry("Adversaries wipe disks.")], count)
    assert told[0]["description"] == "Adversaries wipe disks."
    assert not count.counts


def test_an_actor_loses_its_attribution_and_stands_under_a_neutral_name() -> None:
    cluster = {
        "uuid": "00000000-0000-4000-8000-000000000002",
        "value": "Sample Panda",
        "description": "A state-sponsored group.",
        "meta": {
            "country": "XX",
            "cfr-suspected-victims": ["Japan"],
            "synonyms": ["Neutral Name", " ", "neutral name", "G0001", "G9999", "China Crew"],
            "refs": ["https://attack.mitre.org/groups/G0001"],
            "targeted-sector": ["Finance", "Country"],
            "since": "2017",
        },
    }
    count = LossCount()
    bodies, stands_for = convert_actors(
        [cluster, cluster | {"value": "Bear", "meta": {}}],
        [{"external_id": "G0001", "stix_id": "intrusion-set--x", "name": "A", "aliases": []}],
        count,
    )
    assert [body["name"] for body in bodies] == ["Neutral Name"]
    assert "aliases" not in bodies[0]
    assert "targets: Finance." in bodies[0]["description"]
    assert stands_for == {"intrusion-set--x": bodies[0]["id"]}
    assert count.renamed == 1
    assert count.counts == {
        LossReason.ATTRIBUTION_FIELD: 1,
        LossReason.TARGETED_STATES: 1,
        LossReason.OTHER_FIELD: 1,
        LossReason.REFERENCE: 1,
        LossReason.ACTOR_DESCRIPTION: 2,
        LossReason.NAME_STANDS_FOR_A_STATE: 2,
        LossReason.NAME_NAMES_A_STATE: 1,
        LossReason.NO_NEUTRAL_NAME: 1,
    }


def test_a_program_named_after_a_state_stands_under_its_other_name_or_not_at_all() -> None:
    program = attack_entry("Used by somebody.") | {"stix_type": "tool", "platforms": []}
    both = [program | {"name": "Cuba", "aliases": aliases} for aliases in (["Plain"], ["Cuba"])]
    count = LossCount()
    told = convert_software(both, count)
    assert [body["name"] for body in told] == ["Plain"]
    assert count.renamed == 1
    assert count.counts[LossReason.NO_NEUTRAL_NAME] == 1
