"""What an object says about its handling, in right, wrong and contradictory ways."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.kernel.api import Malformed
from bayanihan.stix.api import TLP_IDS, TLP_LABELS, StixFault, marking, read_label
from bayanihan.stix.marking import TLP_1_IDS, TLP_EXTENSION
from tests.rooms.stix.samples import ref

INVENTED = "marking-definition--11111111-2222-4333-8444-555555555555"
OTHER = "marking-definition--66666666-2222-4333-8444-555555555555"
WHITE, RED_1 = TLP_1_IDS["TLP:CLEAR"], TLP_1_IDS["TLP:RED"]


def _by_extension(value: object, **more: object) -> dict[str, Any]:
    return {"extensions": {TLP_EXTENSION: {"tlp_2_0": value}}, **more}


@pytest.mark.parametrize("label", TLP_LABELS)
def test_the_ids_of_both_versions_need_no_definition(label: str) -> None:
    ids = [table[label] for table in (TLP_IDS, TLP_1_IDS) if label in table]
    for identifier in ids:
        found = marking({"object_marking_refs": [identifier]})
        assert (found.tlp, found.unknown, found.disagreement) == (label, (), False)


def test_no_marking_is_no_label() -> None:
    found = marking({"type": "tool"})
    assert (found.tlp, found.unknown, found.disagreement, found.statements) == (None, (), False, ())


def test_the_same_label_of_both_versions_agrees() -> None:
    refs = [TLP_IDS["TLP:RED"], RED_1]
    found = marking({"object_marking_refs": refs})
    assert (found.tlp, found.disagreement) == ("TLP:RED", False)


def test_of_two_labels_the_stricter_counts_and_is_flagged() -> None:
    refs = [TLP_IDS["TLP:AMBER"], TLP_IDS["TLP:AMBER+STRICT"], WHITE]
    found = marking({"object_marking_refs": refs})
    assert (found.tlp, found.disagreement) == ("TLP:AMBER+STRICT", True)


def test_a_stricter_part_makes_the_object_stricter_without_contradiction() -> None:
    parts = [{"selectors": ["name"], "marking_ref": TLP_IDS["TLP:RED"]}]
    found = marking({"object_marking_refs": [TLP_IDS["TLP:GREEN"]], "granular_markings": parts})
    assert (found.tlp, found.disagreement) == ("TLP:RED", False)


def test_a_language_marks_no_handling() -> None:
    found = marking({"granular_markings": [{"selectors": ["name"], "lang": "de"}]})
    assert (found.tlp, found.unknown) == (None, ())


def test_an_unknown_id_without_definition_is_not_understood() -> None:
    found = marking({"object_marking_refs": [INVENTED, TLP_IDS["TLP:GREEN"]]})
    assert (found.tlp, found.unknown) == ("TLP:GREEN", (INVENTED,))


def test_a_statement_is_known_and_no_label() -> None:
    definition = {"definition_type": "statement", "definition": {"statement": "Copyright"}}
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
    assert (found.tlp, found.unknown, found.statements) == (None, (), (INVENTED,))


def test_a_definition_of_another_kind_is_not_understood() -> None:
    definition = {"definition_type": "iep", "definition": {"policy": "x"}}
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
    assert (found.tlp, found.unknown) == (None, (INVENTED,))


@pytest.mark.parametrize(
    "definition",
    [
        _by_extension("amber+strict"),
        _by_extension("AMBER+STRICT", name="TLP:AMBER+STRICT"),
        {"name": "TLP:AMBER+STRICT"},
        {"definition_type": "tlp", "definition": {"tlp": "amber+strict"}},
        {"definition_type": "TLP", "definition": {"TLP": "TLP:AMBER+STRICT"}},
        {"definition_type": "statement", "definition": {"statement": "TLP:AMBER+STRICT"}},
    ],
)
def test_an_invented_id_is_understood_by_what_it_says_and_flagged(
    definition: dict[str, Any],
) -> None:
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
    assert (found.tlp, found.unknown) == ("TLP:AMBER+STRICT", ())
    assert (found.disagreement, found.wrong_ids) == (True, (INVENTED,))


def test_where_id_and_content_disagree_the_stricter_counts() -> None:
    green, red = TLP_IDS["TLP:GREEN"], TLP_IDS["TLP:RED"]
    for identifier, said in ((green, "red"), (red, "green")):
        found = marking({"object_marking_refs": [identifier]}, {identifier: _by_extension(said)})
        assert (found.tlp, found.disagreement) == ("TLP:RED", True)


def test_where_extension_and_name_disagree_the_stricter_counts() -> None:
    definition = _by_extension("green", name="TLP:AMBER")
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
    assert (found.tlp, found.disagreement) == ("TLP:AMBER", True)


@pytest.mark.parametrize("claim", ["purple", 5, None, ["red"], "TLP:PURPLE"])
def test_a_claim_that_names_no_label_is_not_understood(claim: object) -> None:
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: _by_extension(claim)})
    assert found.unknown == (INVENTED,)
    named = {"definition_type": "tlp", "definition": {"tlp": claim}}
    assert marking({"object_marking_refs": [INVENTED]}, {INVENTED: named}).unknown == (INVENTED,)


def test_a_name_of_its_own_does_not_make_a_statement_a_label() -> None:
    definition = {
        "name": "Terms of Example CERT",
        "definition_type": "statement",
        "definition": {"statement": "No TLP here"},
    }
    found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
    assert found.statements == (INVENTED,)


def test_right_definitions_of_right_ids_agree() -> None:
    red = TLP_IDS["TLP:RED"]
    found = marking({"object_marking_refs": [red]}, {red: _by_extension("red", name="TLP:RED")})
    assert (found.tlp, found.disagreement, found.wrong_ids) == ("TLP:RED", False, ())


@pytest.mark.parametrize(
    "body",
    [
        {"object_marking_refs": 5},
        {"object_marking_refs": [5]},
        {"object_marking_refs": [[]]},
        {"object_marking_refs": {"a": "b"}},
        {"object_marking_refs": OTHER},
        {"granular_markings": 5},
        {"granular_markings": [5]},
        {"granular_markings": [{}]},
        {"granular_markings": [{"marking_ref": {}}]},
        {"granular_markings": {"marking_ref": OTHER}},
    ],
)
def test_strange_markings_are_not_understood(body: dict[str, Any]) -> None:
    found = marking(body)
    assert found.tlp is None
    assert len(found.unknown) == 1


def test_strange_definitions_are_not_understood() -> None:
    strange: list[Any] = [[], {"extensions": []}, {"extensions": {"a": 5}}, {"definition": 5}]
    for definition in strange:
        found = marking({"object_marking_refs": [INVENTED]}, {INVENTED: definition})
        assert found.unknown == (INVENTED,)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("amber", "TLP:AMBER"),
        ("TLP:AMBER", "TLP:AMBER"),
        ("white", "TLP:CLEAR"),
        ("tlp:clear", "TLP:CLEAR"),
        ("TLP:AMBER+STRICT", "TLP:AMBER+STRICT"),
        ("amber strict", "TLP:AMBER+STRICT"),
        (" TLP-RED ", "TLP:RED"),
        ("Green", "TLP:GREEN"),
    ],
)
def test_labels_are_read_as_people_write_them(text: str, label: str) -> None:
    assert read_label(text) == label


@pytest.mark.parametrize("text", ["", "TLP", "purple", "red+strict", "TLP:AMBER!", "ambergreen"])
def test_other_words_are_no_labels(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_label(text)
    assert caught.value.code is StixFault.UNKNOWN_LABEL


def test_the_ids_of_this_page_are_ids() -> None:
    assert ref("marking-definition") not in TLP_IDS.values()
    assert tuple(TLP_IDS) == TLP_LABELS
