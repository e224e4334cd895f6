"""There is one way to write a package; any other form is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bayanihan.kernel.api import Malformed
from bayanihan.records.api import verify_package
from tests.rooms.records.forging import (
    GROUP,
    Body,
    a_forge,
    a_true_forge,
)


def _proof(change: Callable[[Body], Any]) -> Callable[[Body], Any]:
    return lambda file: change(file["x_bayanihan_package"])


def _entry(**changes: Any) -> Callable[[Body], Any]:
    return lambda file: file["x_bayanihan_package"]["journals"][0]["entries"][1].update(changes)


FORMS: dict[str, Callable[[Body], Any]] = {
    "type": lambda file: file.update(type="report"),
    "no type": lambda file: file.pop("type"),
    "id": lambda file: file.update(id="x"),
    "id with a line": lambda file: file.update(id=file["id"] + "\n"),
    "unknown at the top": lambda file: file.update(note="signed by the minister"),
    "unknown in the proof": _proof(lambda proof: proof.update(note="x")),
    "unknown in a charter": _proof(lambda proof: proof["charters"][0].update(note="x")),
    "unknown in a journal": _proof(lambda proof: proof["journals"][0].update(note="x")),
    "unknown in an entry": _entry(note="x"),
    "format": _proof(lambda proof: proof.update(format="bayanihan-package/2")),
    "group": _proof(lambda proof: proof.update(group="../../x\n")),
    "made_at": _proof(lambda proof: proof.update(made_at="never")),
    "made_at, another form": _proof(lambda proof: proof.update(made_at="2026-07-22T02:41:08Z")),
    "made_for": _proof(lambda proof: proof.update(made_for="nobody")),
    "made_for no member": _proof(lambda proof: proof.update(made_for=f"bundle--{GROUP}")),
    "at below zero": _entry(at=-1),
    "at beyond": _entry(at=10**18),
    "at a half": _entry(at=1500.5),
    "charter true": _entry(charter=True),
    "object below zero": _entry(object=-1),
    "null": _entry(enclosed=None),
    "upper hex": _entry(salt="AB" * 16),
    "spaced hex": _entry(commitment=" ".join(["ab"] * 32)),
    "hex with a line": _entry(salt="ab" * 16 + "\n"),
    "short hex": _entry(commitment="ab" * 31),
    "kind": _entry(kind="Re cord"),
}


@pytest.mark.parametrize("name", FORMS)
def test_another_form_is_no_package(name: str) -> None:
    file = json.loads(a_true_forge().to_bytes())
    FORMS[name](file)
    with pytest.raises(Malformed):
        verify_package(json.dumps(file).encode())


def test_a_package_may_leave_out_an_empty_list_of_objects() -> None:
    file = json.loads(a_forge().to_bytes())
    del file["objects"]
    assert verify_package(json.dumps(file).encode()).holds


DEEP = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"group"', b'"gro\\u0075p":"x","group"'),
        (b'"name":"Thing 1"', b'"name":"\\ud800"'),
        (b'"name":"Thing 1"', b'"name":"\xff"'),
        (b'"name":"Thing 1"', b'"name":1e999,"n":NaN'),
        (b'"objects":[', b'"objects":[' + DEEP + b","),
    ],
)
def test_bytes_that_programs_read_differently_are_no_package(old: bytes, new: bytes) -> None:
    true = a_true_forge().to_bytes()
    assert old in true
    with pytest.raises(Malformed):
        verify_package(true.replace(old, new, 1))
