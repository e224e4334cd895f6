"""Arguments of the command, with an example for each word."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final, TypeAlias

_LAST_PORT: Final = 65_535
# Repeats the rights of membership: the arguments are read before Django is there.
_RIGHTS: Final = (
    "observer", "analyst", "releaser", "policy", "planner", "capacity", "administrator",
)  # fmt: skip


def make_parser(version: str) -> argparse.ArgumentParser:
    """The parser of everything that stands behind ``bayanihan``."""
    parser = argparse.ArgumentParser(
        prog="bayanihan",
        description="A node of Bayanihan: CERTs, ministries and partners of a region at work.",
        epilog="Every command has its own --help with an example.",
    )
    parser.add_argument("--version", action="version", version=version)
    parser.add_argument(
        "--data",
        type=Path,
        default=None,
        metavar="DIR",
        help="data directory of the node (or BAYANIHAN_DATA; var/demo if neither is given)",
    )
    words = parser.add_subparsers(dest="word", required=True, metavar="COMMAND")
    _add_running(words)
    _add_files(words)
    _add_people(words)
    _add_keeping(words)
    _add_lists(words)
    return parser


# argparse has no public name for what add_subparsers gives.
Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # as said


def _word(words: Words, name: str, about: str, example: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = words.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=f"example: bayanihan {example}",
    )
    # Also after the word: scripts put it on either side.
    command.add_argument(
        "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data directory"
    )
    return command


def _port(text: str) -> int:
    """A TCP port; argparse says what is wrong."""
    port = int(text)
    if not 1 <= port <= _LAST_PORT:
        message = f"no port: {text}"
        raise argparse.ArgumentTypeError(message)
    return port


def _add_running(words: Words) -> None:
    _word(words, "demo", "build the demonstration region (data only)", "--data var/demo demo")
    serve = _word(
        words, "serve", "serve the pages of this node", "--data var/demo serve --port 8000"
    )
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--address", default="127.0.0.1")
    doctor = _word(words, "doctor", "say whether this node is well", "--data var/demo doctor")
    _json(doctor, "one JSON array")


def _add_files(words: Words) -> None:
    check = _word(
        words, "check", "validate STIX 2.1 objects without storing them", "check report.json --json"
    )
    check.add_argument("file", type=Path, metavar="FILE")
    _json(check, "one JSON line for each object")
    bring = _word(
        words,
        "import",
        "publish files in a group as a member",
        "import report.json --as PH-CERT --group asean-region --tlp green",
    )
    bring.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _as_and_group(bring)
    bring.add_argument(
        "--tlp", metavar="LABEL", help="TLP of what carries none; never lower than what is carried"
    )
    _handling(bring)
    _json(bring, "one JSON line for each file")
    export = _word(
        words,
        "export",
        "write what a member may hold of a group to a file",
        "export --as PH-CERT --group asean-region -o region.json",
    )
    _as_and_group(export)
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    export.add_argument("--publisher", metavar="MEMBER", help="only this member's journal")
    export.add_argument("--plain", action="store_true", help="a STIX bundle without the proof")
    _json(export, "one JSON object")
    verify = _word(
        words,
        "verify",
        "verify an exported file without any database",
        "verify region.json",
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    _json(verify, "one JSON object")


def _handling(bring: argparse.ArgumentParser) -> None:
    """What an operator may say about the handling beyond the TLP."""
    bring.add_argument("--pap", metavar="LABEL", help="PAP: clear, green, amber or red")
    bring.add_argument(
        "--to", nargs="+", default=(), metavar="MEMBER", help="only these members of the group"
    )
    when = "instant in UTC, such as 2026-12-31T00:00:00Z"
    bring.add_argument("--until", metavar="INSTANT", help=f"nobody reads it after it ({when})")
    bring.add_argument("--keep-until", metavar="INSTANT", help=f"nobody erases it before ({when})")


def _as_and_group(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as", dest="member", required=True, metavar="MEMBER", help="code or identity id"
    )
    command.add_argument(
        "--group", required=True, metavar="GROUP", help="key, id or name of the group"
    )


def _add_people(words: Words) -> None:
    invite = _word(
        words,
        "invite",
        "print a link by which somebody gets in",
        'invite PH-CERT ph-cert.new --name "New Officer" --role analyst administrator',
    )
    invite.add_argument("member", metavar="MEMBER", help="code or identity id")
    invite.add_argument("username", metavar="USERNAME", help="the name to sign in with")
    invite.add_argument("--name", default="", metavar="NAME", help="the name that others see")
    invite.add_argument(
        "--role", dest="roles", nargs="+", default=[], choices=_RIGHTS, metavar="RIGHT",
        help=", ".join(_RIGHTS),
    )  # fmt: skip
    invite.add_argument(
        "--anew", action="store_true", help="for somebody who exists and lost password or factor"
    )
    _json(invite, "one JSON object")


def _add_keeping(words: Words) -> None:
    for name, about in (
        ("backup", "write everything that this node holds to a file, while it works"),
        ("restore", "make a node again from a backup, in an empty data directory"),
    ):
        command = _word(words, name, about, f"--data var/node {name} node.backup")
        command.add_argument("file", type=Path, metavar="FILE")
        _json(command, "one JSON object")
    compare = _word(
        words,
        "compare",
        "hold exports or heads that others have against this node's journals",
        "compare from-ph.json heads.txt",
    )
    compare.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _json(compare, "one JSON line for each journal in each file")
    confirm = _word(
        words,
        "confirm-restore",
        "let a restored node sign again",
        'confirm-restore --by "Duty officer"',
    )
    confirm.add_argument("--by", required=True, metavar="NAME", help="the person who is sure")
    _json(confirm, "one JSON object")
    move = _word(
        words,
        "member-export",
        "write all that one member takes along when it moves to another house",
        "member-export PH-CERT ph-cert.member",
    )
    move.add_argument("member", metavar="MEMBER", help="code or identity id")
    move.add_argument("file", type=Path, metavar="FILE")
    _json(move, "one JSON object")
    rebuild = _word(words, "rebuild", "compute the rooms' tables anew from the records", "rebuild")
    rebuild.add_argument("room", nargs="?", metavar="ROOM", help="only this room or table")
    _json(rebuild, "one JSON line for each table")


def _add_lists(words: Words) -> None:
    for name, about in (
        ("groups", "list the groups of this node"),
        ("members", "list the members of this node"),
        ("people", "list who can sign in"),
    ):
        _json(_word(words, name, about, f"{name} --json"), "one JSON array")


def _json(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("--json", action="store_true", help=f"answer with {what}")
