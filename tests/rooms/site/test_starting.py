"""Starting a node: what keeps it from starting is said in one line, and nothing is torn down."""

from __future__ import annotations

import fcntl
import gc
import os
import stat
import subprocess
from pathlib import Path

import pytest

from bayanihan.kernel.api import Misconfigured
from bayanihan.site.configuration import (
    Configuration,
    ConfigurationFault,
    create_master_key,
    database,
)
from bayanihan.site.refusals import REFUSALS, refusal_words
from tests.nodes import COMMAND


def _run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BAYANIHAN_KEY_FILE": f"{data}.key", **more}
    environment.pop("BAYANIHAN_DATABASE_URL", None)
    return subprocess.run(  # noqa: S603  # our own command
        [COMMAND, "--data", str(data), *words],
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _refused(done: subprocess.CompletedProcess[str], code: str) -> bool:
    """One line on standard error, nothing on standard output."""
    is_one_line = done.stderr.count("\n") == 1 and f"[{code}]" in done.stderr
    return done.returncode == 2 and not done.stdout and is_one_line


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a key beside it and nothing inside."""
    folder = tmp_path / "node"
    folder.mkdir()
    create_master_key(Path(f"{folder}.key"))
    return folder


def test_every_refusal_to_start_has_a_sentence() -> None:
    assert set(REFUSALS) == set(ConfigurationFault)
    assert refusal_words(ConfigurationFault.NO_DATA, "var/x").endswith("[no_data] at var/x")


@pytest.mark.parametrize("content", ["", "zz", "11" * 31])
def test_a_key_file_that_is_none_is_refused_in_one_line(data: Path, content: str) -> None:
    Path(f"{data}.key").write_text(content, encoding="ascii")
    assert _refused(_run(data, "groups", "--json"), "bad_key_file")


def test_a_missing_key_file_is_refused_in_one_line(data: Path) -> None:
    Path(f"{data}.key").unlink()
    assert _refused(_run(data, "groups", "--json"), "no_key_file")


def test_a_key_inside_the_data_is_refused_in_one_line(data: Path) -> None:
    done = _run(data, "groups", "--json", BAYANIHAN_KEY_FILE=str(data / "key"))
    assert _refused(done, "key_inside_data")


def test_a_directory_without_a_node_stays_empty(data: Path) -> None:
    for word in ("groups", "doctor"):
        assert _refused(_run(data, word, "--json"), "no_tables")
    assert list(data.iterdir()) == []


def test_an_unfinished_demonstration_is_not_served(data: Path) -> None:
    (data / "DEMO-BUILDING").touch()
    for words in (("groups", "--json"), ("serve", "--port", "1")):
        assert _refused(_run(data, *words), "being_built")


def test_a_second_build_at_the_same_time_is_refused(data: Path) -> None:
    with (data / ".building.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert _refused(_run(data, "demo"), "built_elsewhere")


def test_a_database_that_is_none_is_said_in_one_line(data: Path) -> None:
    (data / "bayanihan.sqlite3").write_bytes(b"no database at all" * 400)
    for words in (("groups", "--json"), ("doctor",), ("demo",)):
        done = _run(data, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "bayanihan: the database cannot be used: file is not a database\n"
    assert (data / "bayanihan.sqlite3").exists()


def test_a_port_that_is_none_is_refused(data: Path) -> None:
    done = _run(data, "serve", "--port", "99999")
    assert done.returncode == 2
    assert "no port: 99999" in done.stderr


def test_a_reader_who_goes_away_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "many.json"
    file.write_text("[]\n" * 3000, encoding="ascii")
    with subprocess.Popen(  # noqa: S603  # our own command
        [COMMAND, "check", str(file), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        _out, said = process.communicate()
    assert (process.returncode, said) == (141, b"")


def test_a_key_file_appears_whole_and_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "node.key"
    create_master_key(path)
    first = path.read_text(encoding="ascii")
    create_master_key(path)
    assert path.read_text(encoding="ascii") == first
    assert len(bytes.fromhex(first)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def _configured(url: str) -> Configuration:
    return Configuration(Path("d"), Path("k"), url, (), secure=False, demo=False)


def test_what_a_database_address_says_of_the_link_is_kept() -> None:
    url = "postgresql://u:p%40@db.example:5433/n?sslmode=verify-full&sslrootcert=%2Fca.pem"
    found = database(_configured(url))
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", "5433", "p@")
    assert found["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/ca.pem",
        "options": "-c synchronous_commit=on",
    }


def test_a_socket_directory_in_an_address_is_the_host() -> None:
    found = database(_configured("postgresql://u@/n?host=%2Frun%2Fpg&options=-c%20jit%3Doff"))
    assert found["HOST"] == "/run/pg"
    assert found["OPTIONS"] == {"options": "-c jit=off -c synchronous_commit=on"}


@pytest.mark.parametrize("url", ["mysql://u@h/n", "postgresql://u@h:port/n", "postgresql://h/n?x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        database(_configured(url))
    assert caught.value.code is ConfigurationFault.BAD_DATABASE_URL


def test_what_is_loaded_is_left_out_when_garbage_is_sought() -> None:
    assert gc.get_freeze_count() > 0
