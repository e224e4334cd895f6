"""Laws of patterns, markings and harmless values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import run_validator  # type: ignore[import-untyped]  # has none

from bayanihan.stix.api import (
    TLP_EXTENSION,
    TLP_IDS,
    TLP_LABELS,
    Fault,
    Value,
    defang,
    fold,
    marking,
    pattern_fault,
    read_label,
    refang,
    searchable,
)
from tests.laws.strategies_stix import VALUES

LABELS = st.sampled_from(TLP_LABELS)
RANK = {label: rank for rank, label in enumerate(TLP_LABELS)}
HOSTS = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,12}){1,3}", fullmatch=True)
SCHEMES = st.sampled_from(["http://", "https://", "ftp://", ""])
PATHS = st.from_regex(r"(/[a-z0-9.?=&-]{0,20})?", fullmatch=True)
PIECES = (
    "[;];(;);file:name;url:value;file:hashes.MD5;=;!=;LIKE;IN;AND;OR;NOT;FOLLOWEDBY;'a';'it\\'s';"
    "5;1.5;true;x;';\\;REPEATS 2 TIMES;[file:name = 'a'];file:name = 'b';t'2026-01-01T00:00:00Z'"
)
WORDS = st.sampled_from(PIECES.split(";"))
SUBJECTS = (
    "file:name;url:value;file:hashes.MD5;file:hashes.'SHA-256';a-b:c_d;A:b;a:B;x:true;x:a.true;"
    "x:a.b[0].c;x:a[*].'b-c';x:a[ 0 ];x:'q';x:a.'';x:AND;x:a.OR;x:a.t;x:_a;1:a;x-:a;x:a-b;x:a.1b"
)
TESTS = "=;==;!=;<;<=;>;>=; LIKE ; MATCHES;ISSUBSET ; IN;NOT =; NOT IN ;<>;= NOT"
CONSTANTS = (
    "'a';'';'it\\'s';'\\n';' x ';5;0;05;+5;-5;5.0;.5;1e5;true;'cead3f77f6cda6ec00f57d76c9a6879f';"
    "('a','b');('a' , 5);();('a',);(5);t'2026-01-01T00:00:00Z';h'00';b'AA==';x;\u00e9;"
    "99999999999999999"
)
JOINTS = " OR ; AND ;OR;AND ; or ;] OR [;] AND [;]AND[;] FOLLOWEDBY [;] [;) OR (; "


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """Something like a pattern of comparisons, with at most one character too few."""
    text = ""
    for _ in range(draw(st.integers(1, 3))):
        joint = draw(st.sampled_from(JOINTS.split(";"))) if text else ""
        parts = (draw(st.sampled_from(names.split(";"))) for names in (SUBJECTS, TESTS, CONSTANTS))
        text += joint + draw(st.sampled_from(["", " ", "\t"])).join(parts)
    text = draw(st.sampled_from(["[%s]", " [ %s ] ", "[%s] ", "([%s])", "[(%s)]"])) % text
    cut = draw(st.integers(-len(text), len(text)))
    return text if cut < 0 else text[:cut] + text[cut + 1 :]


PATTERNS = nearly() | st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30)


@given(SCHEMES, HOSTS, PATHS)
def test_a_harmless_value_is_taken_back(scheme: str, host: str, path: str) -> None:
    plain = scheme + host + path
    harmless = defang(plain)
    assert refang(harmless) == plain
    assert host not in harmless
    assert not harmless.startswith(("http", "ftp"))


@given(st.text())
def test_making_harmless_is_total_and_settles(text: str) -> None:
    assert refang(defang(text)) == refang(defang(refang(defang(text))))
    assert fold(fold(text)) == fold(text)


@given(PATTERNS)
def test_judging_a_pattern_is_total(pattern: str) -> None:
    fault = pattern_fault(pattern)
    assert fault is None or isinstance(fault, Fault)
    body = {"type": "indicator", "pattern_type": "stix", "pattern": pattern}
    assert all(value.kind and value.text.strip() for value in searchable(body))


@given(PATTERNS)
def test_patterns_are_judged_as_by_the_grammar(pattern: str) -> None:
    try:
        faults = run_validator(pattern, "2.1")
    except NameError:  # its way of saying that there is nothing but space
        faults = ["nothing"]
    assert (pattern_fault(pattern) is None) is (faults == [])


@given(st.text(min_size=1, max_size=20), st.sampled_from(["=", " = ", "  =\t", "== "]))
def test_a_text_is_found_again_from_its_pattern(text: str, test: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    pattern = f"[domain-name:value{test}'{quoted}']"
    assert pattern_fault(pattern) is None
    body = {"type": "indicator", "pattern_type": "stix", "pattern": pattern}
    assert searchable(body) == ((Value("domain-name", text),) if text.strip() else ())


@given(st.lists(LABELS, min_size=1, max_size=4), LABELS, st.sampled_from(["part", "whole"]))
def test_one_more_marking_never_loosens(labels: list[str], more: str, extent: str) -> None:
    body: dict[str, Any] = {"object_marking_refs": [TLP_IDS[label] for label in labels]}
    before = marking(body).tlp
    assert before == max(labels, key=RANK.__getitem__)
    if extent == "part":
        body["granular_markings"] = [{"selectors": ["name"], "marking_ref": TLP_IDS[more]}]
    else:
        body["object_marking_refs"].append(TLP_IDS[more])
    assert marking(body).tlp == max(before, more, key=RANK.__getitem__)


@given(LABELS, LABELS, LABELS)
def test_of_id_extension_and_name_the_strictest_counts(one: str, two: str, three: str) -> None:
    ref = TLP_IDS[one]
    value = two.removeprefix("TLP:").lower()
    definition = {"extensions": {TLP_EXTENSION: {"tlp_2_0": value}}, "name": three}
    found = marking({"object_marking_refs": [ref]}, {ref: definition})
    assert found.tlp == max(one, two, three, key=RANK.__getitem__)
    assert found.disagreement is (len({one, two, three}) > 1)
    assert found.unknown == ()


@given(
    st.fixed_dictionaries(
        {}, optional={"object_marking_refs": VALUES, "granular_markings": VALUES}
    ),
    st.dictionaries(st.text(max_size=5), st.dictionaries(st.text(max_size=5), VALUES), max_size=3),
)
def test_no_strange_marking_passes_as_nothing(
    body: dict[str, Any], definitions: dict[str, dict[str, Any]]
) -> None:
    found = marking(body, definitions)
    assert found.tlp is None or found.tlp in TLP_LABELS
    if body.get("object_marking_refs"):
        assert found.tlp or found.unknown or found.statements


@given(LABELS)
def test_labels_are_read_in_every_dress(label: str) -> None:
    bare = label.removeprefix("TLP:")
    for text in (label, label.lower(), bare, bare.lower(), f" {bare} ", bare.replace("+", " ")):
        assert read_label(text) == label


@pytest.mark.parametrize("label", TLP_LABELS)
def test_every_label_has_one_id(label: str) -> None:
    assert list(TLP_IDS.values()).count(TLP_IDS[label]) == 1
