"""Patterns: well formed or not, and what they look for."""

from __future__ import annotations

import pytest

from bayanihan.stix import patterns
from bayanihan.stix.api import StixFault, Value, pattern_fault, searchable
from bayanihan.stix.patterns import comparisons, simple_comparisons
from tests.rooms.stix.samples import SHA256, faults_of, sample

SIMPLE = (
    "[domain-name:value='x.example']",
    "[domain-name:value = 'x.example']",
    "  [ domain-name:value\t= 'x.example' ]\n",
    "[domain-name:value == 'x.example']",
    "[domain-name:value != 'x.example']",
    f"[file:hashes.'SHA-256' = '{SHA256}']",
    "[file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f']",
    "[file:name = 'it\\'s' OR file:name = 'back\\\\slash']",
    "[url:value = 'a' OR url:value='b' AND url:value = 'c']",
    "[url:value = 'a'] OR [url:value = 'b'] AND [url:value = 'c'] FOLLOWEDBY [url:value = 'd']",
    "[file:size = 1280]",
    "[file:size>=0 AND file:size < 10]",
    "[file:name LIKE '%.exe']",
    "[file:name MATCHES '^a.*$']",
    "[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
    "[url:value IN ('a','b' , 'c')]",
    "[email-message:body_multipart[*].body_raw_ref.name = 'a']",
    "[file:extensions.'windows-pebinary-ext'.sections[0].name = '.text']",
    "[x-gate:colour = '']",
)
GRAMMAR = (
    "[file:size = 7.0]",
    "[file:size = -5]",
    "[file:name NOT = 'a']",
    "[(file:name = 'a' OR file:name = 'b') AND file:size = 5]",
    "[file:name = 'a'] REPEATS 5 TIMES",
    "[file:name = 'a'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
    "[EXISTS file:name]",
    "[file:name IN ()]",
    "[file:size IN (1, 2)]",
    "[file:hashes.'SHA3-256' = '" + "0" * 64 + "']",
    "[file:is_bad = true]",
    "[artifact:payload_bin = b'AAAA']",
)
BAD = (
    "",
    "x",
    "[]",
    "[domain-name:value = 'x'",
    "domain-name:value = 'x'",
    "[domain-name:value = 'x''y']",
    "[domain-name:value = 'x\\n']",
    "[domain-name:value = x]",
    '[domain-name:value = "x"]',
    "[domain-name:value = 'a' OR]",
    "[domain-name:value = 'a'] OR",
    "[domain-name:value = 'a'] [domain-name:value = 'b']",
    "[domain-name:value = 'a' ORdomain-name:value = 'b']",
    "[file:size = 007]",
    "[file:hashes.MD5 = 'abc']",
    "[file:hashes.'SHA-256' = 'cead3f77f6cda6ec00f57d76c9a6879f']",
    "[domain-name:value = 'a'] WITHIN 5 SECONDS WITHIN 6 SECONDS",
    "[domain-name:value LIKE 5]",
    "[x-gate:parts.OR = 'a']",
    "[x-gate:parts.true = 'a']",
    "[true:parts = 'a']",
    "[NOT domain-name:value = 'x']",
    "\ud800",
    "[domain-name:value = '\x00",
)


@pytest.mark.parametrize("pattern", SIMPLE)
def test_simple_patterns_are_judged_without_the_grammar(pattern: str) -> None:
    assert simple_comparisons(pattern) is not None
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize("pattern", GRAMMAR)
def test_other_patterns_are_judged_by_the_grammar(pattern: str) -> None:
    assert simple_comparisons(pattern) is None
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize("pattern", BAD)
def test_bad_patterns_are_told(pattern: str) -> None:
    fault = pattern_fault(pattern)
    assert fault is not None
    assert fault.code is StixFault.PATTERN
    assert fault.detail


def test_long_chains_are_read_and_other_long_patterns_refused() -> None:
    chain = " OR ".join(f"[domain-name:value = 'a{n}.example']" for n in range(5000))
    assert pattern_fault(chain) is None
    for long in (
        "[file:size = -1" + " OR file:size = -1" * 10_000 + "]",
        "[file:size = -1" + " OR file:size = -1" * 2000 + "]",
        "(" * 51 + "[file:size = -1]" + ")" * 51,
    ):
        fault = pattern_fault(long)
        assert fault is not None
        assert fault.code is StixFault.PATTERN_TOO_LONG


def test_a_pattern_of_the_older_language_is_judged_by_its_grammar() -> None:
    assert pattern_fault("[EXISTS file:name]") is None
    assert pattern_fault("[EXISTS file:name]", version="2.0") is not None
    changes = {"pattern": "[EXISTS file:name]", "pattern_version": "2.0"}
    assert faults_of(sample("indicator", **changes)) != ()


def test_a_grammar_that_gives_up_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> list[str]:
        raise ValueError("lost")

    monkeypatch.setattr("stix2patterns.validator.run_validator", give_up)
    fault = pattern_fault("[file:size = -4711]")
    assert fault is not None
    assert (fault.code, fault.detail) == (StixFault.PATTERN, "grammar gave up: lost")


def test_what_a_pattern_looks_for_is_found_in_both_ways() -> None:
    for pattern in (
        "[domain-name:value = 'a' OR file:hashes.'SHA-256' IN ('b', 'c') OR url:value != 'd']",
        "[(domain-name:value = 'a' OR file:hashes.'SHA-256' IN ('b', 'c')) OR url:value != 'd']",
    ):
        found = [(c.type, c.path, c.texts) for c in comparisons(pattern)]
        assert found == [
            ("domain-name", "value", ("a",)),
            ("file", "hashes.SHA-256", ("b", "c")),
            ("url", "value", ()),
        ]


def test_a_text_that_looks_like_a_test_is_a_text() -> None:
    pattern = "[(file:name = 'url:value = 5' OR file:name NOT = 'x')]"
    assert [(c.type, c.texts) for c in comparisons(pattern)] == [
        ("file", ("url:value = 5",)),
        ("file", ()),
    ]


def test_escapes_are_undone_in_values() -> None:
    body = sample("indicator", pattern="[file:name = 'it\\'s \\\\ here' AND file:name = ' ']")
    assert searchable(body) == (Value("file:name", "it's \\ here"),)


def test_texts_between_tests_are_passed_over() -> None:
    assert comparisons("'url:value = 5' (url:value = 'x')") != ()
    assert [c.texts for c in comparisons("'url:value = 5' (url:value = 'x')")] == [("x",)]


def test_what_the_check_has_read_the_index_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    body = sample("indicator", pattern="[domain-name:value = 'read-once.example']")
    assert faults_of(body) == ()

    def read_again(*_: object) -> int:
        raise AssertionError

    monkeypatch.setattr(patterns, "_take_bracket", read_again)
    assert searchable(body) == (Value("domain-name", "read-once.example"),)
