"""Agreement with OASIS's validator, pattern grammar and example files, and with real feeds."""

from __future__ import annotations

from bayanihan.kernel.api import Malformed
from bayanihan.stix.api import (
    Broken,
    Fault,
    Slice,
    check,
    pattern_fault,
    read,
    read_fault,
    slices,
)
from tests.rooms.stix.public_data import bundles, folder, rows
from tests.rooms.stix.samples import written

# Explained in docs/conformance.md.
EXPECTED_DIFFERENCES = {"bundle_tests.BundleTestCases.test_bundle_object_categories"}


def _judged(data: bytes) -> list[Fault]:
    found: list[Fault] = []
    for piece in slices(data):
        if isinstance(piece, Broken):
            found.append(piece.fault)
            continue
        try:
            found += check(read(piece.raw))
        except Malformed as error:
            found.append(read_fault(error))
    return found


def test_the_validator_and_we_judge_its_own_test_objects_alike() -> None:
    labelled = [
        row
        for row in rows("stix-conformance/stix21-objects.jsonl.gz")
        if row["validator_must_only"] is not None
    ]
    differing = [
        row["test"]
        for row in labelled
        if (not _judged(written(row["object"]))) is not row["validator_must_only"]
    ]
    assert len(labelled) == 265
    assert set(differing) == EXPECTED_DIFFERENCES
    assert len(differing) <= 2


def test_the_grammar_and_we_judge_its_own_patterns_alike() -> None:
    differing = [
        row["pattern"]
        for row in rows("stix-conformance/stix21-patterns.jsonl.gz")
        if (pattern_fault(row["pattern"]) is None) is not row["expected_valid"]
    ]
    assert differing == []


def test_all_objects_of_the_public_bundles_are_valid() -> None:
    count = 0
    for data in bundles():
        for piece in slices(data):
            assert isinstance(piece, Slice)
            assert data[piece.start : piece.start + len(piece.raw)] == piece.raw
            assert check(read(piece.raw)) == ()
            count += 1
    assert count == 4138


def test_the_traffic_light_markings_of_oasis_are_valid() -> None:
    files = sorted((folder() / "stix-conformance" / "tlp2").glob("*.json"))
    assert files
    assert [_judged(path.read_bytes()) for path in files] == [[] for _ in files]


def test_the_examples_of_oasis_are_judged_without_an_exception() -> None:
    files = sorted((folder() / "stix-conformance").glob("*/*.json"))
    assert len(files) > 15
    for path in files:
        assert isinstance(_judged(path.read_bytes()), list)
