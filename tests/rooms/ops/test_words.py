"""The command line has words of its own for every reason that it can meet."""

from __future__ import annotations

import sys

import pytest

from bayanihan.ops.words import count_words, counting, why_words
from bayanihan.records.api import RecordFault
from bayanihan.stix.api import StixFault

CODES = [fault.value for fault in StixFault]


@pytest.mark.parametrize("code", CODES)
def test_every_reason_against_an_object_is_said_in_words(code: str) -> None:
    said = why_words({"code": code, "where": "/name", "detail": "exactly this"})
    assert not said.startswith(code.replace("_", " ") + " [")
    assert f"[{code}]" in said
    assert "at /name (exactly this)" in said


def test_the_gate_s_own_reason_is_said() -> None:
    said = why_words(
        {"code": RecordFault.GATE_REFUSES.value, "where": "", "detail": "above_ceiling"}
    )
    assert "above_ceiling" in said


def test_numbers_agree_with_their_nouns() -> None:
    assert [count_words(n, "object") for n in (0, 1, 2)] == ["0 objects", "1 object", "2 objects"]
    assert count_words(2, "entry", "entries") == "2 entries"


def test_progress_is_said_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: list[bytes] = []
    assert counting(kept.append) == kept.append, "no terminal, no words"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    write = counting(kept.append)
    for _piece in range(3):
        write(bytes(700_000))
    assert sum(map(len, kept)) == 2_100_000
    assert capsys.readouterr().err == "1 MB written\r2 MB written\r"
