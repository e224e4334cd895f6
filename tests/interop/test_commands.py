"""Commands that scripts can rely on: real processes, exit codes, JSON on standard output."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import stix2  # type: ignore[import-untyped]  # ships no types
from stix2validator import (  # type: ignore[import-untyped]  # ships no types
    ValidationOptions,
    validate_instance,
)

from tests.nodes import Node, make_node

STAMP = "2026-07-01T08:00:00.000Z"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def indicator(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--11111111-2222-4333-8444-{number:012d}",
        "created": STAMP,
        "modified": STAMP,
        "name": f"Number {number}",
        "pattern": f"[domain-name:value = 'n{number}.example']",
        "pattern_type": "stix",
        "valid_from": STAMP,
        **changes,
    }


def bundle(*objects: dict[str, Any]) -> bytes:
    key = "bundle--11111111-2222-4333-8444-555555555555"
    return json.dumps({"type": "bundle", "id": key, "objects": objects}).encode()


def bring(node: Node, path: Path, *more: str, group: str = "asean-region") -> dict[str, Any]:
    done = node.run("import", str(path), "--as", "PH-CERT", "--group", group, "--json", *more)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["read"] == answer["accepted"] + answer["duplicates"] + answer["quarantined"]
    assert len(answer["reasons"]) == answer["quarantined"]
    return answer


def test_lists_are_one_json_array_each(node: Node) -> None:
    groups, members, people = node.ask("groups"), node.ask("members"), node.ask("people")
    known = {one["id"] for one in members}
    assert {"id", "name", "layer", "ceiling", "members"} <= set(groups[0])
    assert all(set(group["members"]) <= known for group in groups)
    assert {"id", "name", "kind"} <= set(members[0])
    assert {"username", "member", "roles"} <= set(people[0])
    assert {person["member"] for person in people} <= known
    assert {group["step"] for group in groups} == {0, 1, 2, 3, 4}


def test_the_doctor_finds_the_demonstration_well(node: Node) -> None:
    findings = node.ask("doctor")
    assert "ill" not in {finding["state"] for finding in findings}


def test_check_says_in_order_what_is_valid(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "mixed.json"
    path.write_bytes(bundle(indicator(1), indicator(2, valid_from="yesterday"), indicator(3)))
    done = node.run("check", str(path), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line["valid"] for line in lines] == [True, False, True]
    assert [line["id"] for line in lines] == [indicator(n)["id"] for n in (1, 2, 3)]
    assert lines[1]["reasons"]
    path.write_bytes(bundle(indicator(1)))
    assert node.run("check", str(path), "--json").returncode == 0


def test_check_and_verify_need_no_data_directory(tmp_path: Path) -> None:
    empty = make_node(tmp_path / "nowhere")
    path = tmp_path / "one.json"
    path.write_bytes(bundle(indicator(1)))
    assert empty.run("check", str(path)).returncode == 0
    assert not empty.data.exists()


def test_import_export_verify(node: Node, tmp_path: Path) -> None:
    path, out = tmp_path / "in.json.gz", tmp_path / "out.json"
    path.write_bytes(gzip.compress(bundle(indicator(10), indicator(11))))
    assert bring(node, path, "--tlp", "green")["accepted"] == 2
    assert bring(node, path, "--tlp", "TLP:GREEN")["duplicates"] == 2
    words: tuple[str, ...]
    words = ("export", "--as", "SG-CERT", "--group", "asean-region", "-o", str(out))
    assert node.run(*words).returncode == 0
    report = json.loads(node.run("verify", str(out), "--json").stdout)
    assert report["holds"]
    damaged = tmp_path / "damaged.json"
    damaged.write_bytes(out.read_bytes().replace(b"n10.example", b"n19.example"))
    done = node.run("verify", str(damaged), "--json")
    assert done.returncode == 1
    assert not json.loads(done.stdout)["holds"]
    words = ("export", "--as", "SG-CERT", "--group", "asean-region", "--plain", "-o", str(out))
    assert node.run(*words, "--publisher", "PH-CERT").returncode == 0
    read = stix2.parse(out.read_bytes(), allow_custom=True)
    assert all(
        validate_instance(json.loads(one.serialize()), _musts()).is_valid for one in read.objects
    )


def _musts() -> ValidationOptions:
    return ValidationOptions(version="2.1", disabled="all")


BAD: dict[str, tuple[bytes, str]] = {
    "empty file": (b"", "empty"),
    "truncated": (bundle(indicator(20))[:-40], "truncated"),
    "rubbish": (b"\x00\x01\x02 not json", "not_an_object"),
    "invalid UTF-8": (bundle(indicator(21)).replace(b"Number", b"N\xffmber"), "not_utf8"),
    "10 000 levels": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
    "a gzip bomb": (b"\x1f\x8b\x08\x00broken", "truncated"),
    "unmarked": (bundle(indicator(22)), "unmarked"),
    "unknown marking": (
        bundle(
            indicator(
                23,
                object_marking_refs=["marking-definition--99999999-2222-4333-8444-555555555555"],
            )
        ),
        "unknown_marking",
    ),
    "a wrong type": (bundle(indicator(24, pattern=5)), "schema"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_quarantined_with_its_reason(node: Node, tmp_path: Path, name: str) -> None:
    data, code = BAD[name]
    path = tmp_path / "bad"
    path.write_bytes(data)
    answer = bring(node, path)
    assert answer["accepted"] == 0
    found = {reason["code"] for one in answer["reasons"] for reason in one["reasons"]}
    assert code in found, answer


def test_good_objects_survive_bad_neighbours(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    good = [json.dumps(indicator(n, object_marking_refs=[GREEN])).encode() for n in (30, 31)]
    path.write_bytes(good[0] + b'\n{"type": "indicator",\n' + good[1] + b"\n")
    answer = bring(node, path)
    assert (answer["accepted"], answer["quarantined"]) == (2, 1)


def test_an_object_of_100_megabytes_is_refused_and_the_rest_kept(
    node: Node, tmp_path: Path
) -> None:
    path = tmp_path / "huge.jsonl"
    small = json.dumps(indicator(32, object_marking_refs=[GREEN])).encode()
    huge = json.dumps(indicator(33, description="x" * (100 << 20))).encode()
    path.write_bytes(huge + b"\n" + small + b"\n")
    answer = bring(node, path)
    assert (answer["accepted"], answer["quarantined"]) == (1, 1)
    assert answer["reasons"][0]["reasons"][0]["code"] == "too_long"


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nothere.json", "--as", "PH-CERT", "--group", "asean-region"),
        ("import", __file__, "--as", "NOBODY", "--group", "asean-region"),
        ("import", __file__, "--as", "PH-CERT", "--group", "nothing"),
        ("import", __file__, "--as", "SG-CERT", "--group", "ph-domestic"),
        ("import", __file__, "--as", "PH-CERT", "--group", "asean-region", "--tlp", "pink"),
        ("export", "--as", "SG-CERT", "--group", "ph-domestic", "-o", "/dev/null"),
        ("verify", __file__),
        ("verify", "nothere.json"),
        ("demo-not-a-word",),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(node: Node, words: tuple[str, ...]) -> None:
    done = node.run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_what_the_conversion_left_behind_is_said_and_kept(node: Node) -> None:
    kept = json.loads((node.data / "loss-report.json").read_text(encoding="utf-8"))
    assert kept["counts"]["attribution_field"] > 0
    assert kept["kept"]["intrusion-set"] > 0


def test_a_second_build_keeps_what_is_there(node: Node) -> None:
    done = node.run("demo")
    assert done.returncode == 0
    assert "already" in done.stdout


def test_every_word_has_help_with_an_example(node: Node) -> None:
    for word in ("demo", "serve", "doctor", "check", "import", "export", "verify", "groups"):
        done = node.run(word, "--help")
        assert done.returncode == 0
        assert "example: bayanihan" in done.stdout
