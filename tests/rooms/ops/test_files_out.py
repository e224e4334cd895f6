"""Files that a command writes: whole or not there, for their owner, and nothing replaced."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import IO

import pytest

from bayanihan.ops import files_out
from bayanihan.ops.commands import name_of, read_bytes
from bayanihan.records.api import Packed


def _write(file: IO[bytes]) -> Packed:
    file.write(b"content")
    return Packed(objects=1)


def _fail(file: IO[bytes]) -> Packed:
    file.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert files_out._written(path, _write).objects == 1
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failure_leaves_what_was_there_and_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_bytes(b"before")
    with pytest.raises(OSError, match="No space left"):
        files_out._written(path, _fail)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real.json")
    files_out._written(link, _write)
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_bytes() == b"content"


def test_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    """As root, ``-o /dev/null`` would otherwise put a file in its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    files_out._written(pipe, _write)
    reader.join()
    assert read == [b"content"]
    assert pipe.is_fifo()


def test_a_directory_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        files_out._written(tmp_path, _write)


def test_no_more_of_a_file_is_read_than_may_be_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_bytes(b"x" * 100)
    assert read_bytes(path, most=11) == b"x" * 11
    assert read_bytes(path) == b"x" * 100


def test_a_name_that_is_no_text_can_be_written() -> None:
    assert name_of(Path(os.fsdecode(b"\xff.json"))) == "\ufffd.json"
