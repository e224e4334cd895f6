"""The drawn audit path is the real one, and roots can be compared by people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.web.parts.aloud import COUNT, WORDS, aloud
from bayanihan.web.parts.proof import grouped, path_of, sides
from bayanihan.web.parts.samples import proof


def sides_by_definition(index: int, size: int) -> tuple[bool, ...]:
    """RFC 9162, section 2.1.3.1, written down as it stands: recursion from the root."""
    if size == 1:
        return ()
    split = 1 << ((size - 1).bit_length() - 1)
    if index < split:
        return (*sides_by_definition(index, split), False)
    return (*sides_by_definition(index - split, size - split), True)


@pytest.mark.parametrize("size", range(1, 70))
def test_neighbours_stand_where_the_definition_puts_them(size: int) -> None:
    for index in range(size):
        assert sides(index, size) == sides_by_definition(index, size)


@given(size=st.integers(1, 1 << 40), data=st.data())
def test_a_path_is_drawn_from_entry_to_root_however_long(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = path_of(index, size)
    assert path.count == len(sides(index, size))
    assert (path.entry.x, path.root.x) == (11, 451)
    assert path.line.startswith("M16.0 104.0L")
    assert path.number == index + 1


def test_a_single_entry_is_its_own_root() -> None:
    assert path_of(0, 1).neighbours == ()


def test_a_root_is_read_in_groups_of_four() -> None:
    assert grouped("0123456789abcdef01", line=16) == ("0123 4567 89ab cdef", "01")
    panel = proof()
    assert len(panel.root_lines) == 4
    assert panel.entry_number == 1204


def test_the_words_are_many_short_and_all_different() -> None:
    assert len(WORDS) == len(set(WORDS)) == 512
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 10 for word in WORDS)


@given(root=st.binary(min_size=32, max_size=32))
def test_equal_roots_have_equal_words(root: bytes) -> None:
    assert aloud(root) == aloud(bytes(root))
    assert len(aloud(root)) == COUNT
    assert set(aloud(root)) <= set(WORDS)


def test_the_words_never_change_between_versions() -> None:
    assert aloud(bytes(32)) == KNOWN
    assert aloud(b"\x01" * 32) != KNOWN


KNOWN = ("radish", "ink", "ice", "oven")
