"""Whatever is done to a package, the verifier answers; and what was signed cannot be changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import Malformed
from bayanihan.records.api import Report, verify_package
from tests.rooms.records.forging import a_true_forge

TRUE = a_true_forge().to_bytes()
FILE = json.loads(TRUE)
# What the file says of itself; nobody signs it, and ``docs/package.md`` says so.
_UNSIGNED = ("made_at", "made_for")

Path = tuple[str | int, ...]


def places(node: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every node below the root."""
    inside: Any = ()
    if isinstance(node, dict):
        inside = node.items()
    elif isinstance(node, list):
        inside = enumerate(node)
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=4), some, max_size=3)
    ),
    max_leaves=4,
)
nodes = st.sampled_from(sorted(places(FILE), key=repr))
_SEEN = "delete", "replace", "borrow", "double", "cut"


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """The file with up to three nodes deleted, replaced, doubled, cut or filled with another."""
    file = copy.deepcopy(FILE)
    for path in draw(st.lists(nodes, min_size=1, max_size=3)):
        try:
            parent = _at(file, path[:-1])
            _mutate(draw, file, parent, path[-1])
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took the place away
    return file


def _at(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node


def _mutate(draw: st.DrawFn, file: Any, parent: Any, key: Any) -> None:
    value = parent[key]
    match draw(st.sampled_from(_SEEN)):
        case "delete":
            del parent[key]
        case "replace":
            parent[key] = draw(junk)
        case "borrow":
            parent[key] = copy.deepcopy(_at(file, draw(nodes)))
        case "double" if isinstance(parent, list):
            parent.insert(draw(st.integers(0, len(parent))), copy.deepcopy(value))
        case "double":
            parent[draw(st.sampled_from(sorted(parent)))] = copy.deepcopy(value)
        case _ if isinstance(value, str) and value:
            place = draw(st.integers(0, len(value) - 1))
            parent[key] = value[:place] + draw(st.text(max_size=2)) + value[place + 1 :]
        case _ if isinstance(value, int):
            parent[key] = value + draw(st.sampled_from((-1, 1, 2**53, -(2**64))))


def judged(data: bytes) -> Report | None:
    """The report, or ``None`` for what is no package; anything else that is raised is a crash."""
    try:
        return verify_package(data)
    except Malformed:
        return None


def signed(file: Any) -> Any:
    """The file without what nobody signs."""
    if not isinstance(file, dict) or not isinstance(file.get("x_bayanihan_package"), dict):
        return None
    proof = file["x_bayanihan_package"]
    kept = {key: value for key, value in proof.items() if key not in _UNSIGNED}
    return {**file, "id": "", "x_bayanihan_package": kept}


@given(file=mutated())
def test_no_change_of_a_node_passes_or_crashes(file: Any) -> None:
    report = judged(json.dumps(file).encode())
    if signed(file) != signed(FILE):
        assert report is None or not report.holds


@given(place=st.integers(0, len(TRUE) - 1), byte=st.integers(0, 255))
def test_no_change_of_a_byte_passes_or_crashes(place: int, byte: int) -> None:
    data = TRUE[:place] + bytes([byte]) + TRUE[place + 1 :]
    report = judged(data)
    if report is not None and report.holds:
        assert signed(json.loads(data)) == signed(FILE)


@given(start=st.integers(0, len(TRUE)), size=st.integers(0, 200), more=st.binary(max_size=20))
def test_no_cut_and_no_insertion_passes_or_crashes(start: int, size: int, more: bytes) -> None:
    data = TRUE[:start] + more + TRUE[start + size :]
    report = judged(data)
    if report is not None and report.holds:
        assert signed(json.loads(data)) == signed(FILE)


@given(data=st.binary(max_size=400))
def test_no_bytes_crash(data: bytes) -> None:
    assert judged(data) is None


def test_the_file_that_is_mutated_holds() -> None:
    report = judged(TRUE)
    assert report is not None
    assert report.holds
