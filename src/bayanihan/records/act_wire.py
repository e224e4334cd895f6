"""Acts on the wire: what a member does in a group that is no record (pure).

A proposal, an answer to one, a withdrawal, an erasure, a receipt. Each is canonical
JSON in one form only, with the group, the author and sixteen random bytes, so that
nobody can guess from the digest in a leaf what was said to others. Source: protocol,
"Charter" and "Withdraw and erase".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from bayanihan.journal.api import MAX_SIZE, LeafKind, is_name
from bayanihan.kernel.api import Malformed, canonical, digest
from bayanihan.records.rules import RecordFault

MAX_ACT_BYTES: Final = 1 << 20
"""The most that the text of an act weighs, whether its kind is known or not."""
MAX_TARGETS: Final = 1000
"""The most records that one withdrawal, erasure or receipt speaks of."""

_SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z_]{0,23}", re.ASCII)
_SIGNED, _DECLINED = "signed", "declined"


@dataclass(frozen=True, slots=True)
class Author:
    """In which group, and by whom; ``salt`` is 32 hexadecimal digits, new for each act."""

    group: str
    member: str
    salt: str


@dataclass(frozen=True, slots=True)
class ProposalAct:
    """A charter version that the author proposes: its exact text, and the note it signed.

    ``note`` is empty where the author has no voice of its own, as an observer.
    """

    author: Author
    charter: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerAct:
    """Whether the author signs the version with this digest (hexadecimal).

    ``note`` carries the author's signature; it is empty where the author declined.
    """

    author: Author
    digest: str
    is_signed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemovalAct:
    """Which of its own records the author withdraws, or erases, and why.

    ``kind`` is ``WITHDRAWAL`` or ``ERASURE``, ``entries`` are indexes in the author's
    journal in rising order, ``why`` a word of ``RemovalReason``.
    """

    author: Author
    kind: LeafKind
    entries: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What became of one record at the author: removed, or kept with the word why."""

    index: int
    is_removed: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptAct:
    """The author's answer to a removal that stands at ``index`` of ``publisher``'s journal."""

    author: Author
    publisher: str
    index: int
    answers: tuple[ReceiptLine, ...]


ActText: TypeAlias = ProposalAct | AnswerAct | RemovalAct | ReceiptAct


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: str
    group: str
    member: str
    salt: str


class _Proposal(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    charter: str
    note: str


class _Answer(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    digest: str
    answer: str
    note: str


class _Removal(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    entries: tuple[int, ...]
    why: str


class _Of(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    member: str
    index: int


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    index: int
    is_removed: bool
    why: str


class _Receipt(_Form, frozen=True, forbid_unknown_fields=True, kw_only=True):
    of: _Of
    answers: tuple[_Line, ...]


_FORMS: Final[dict[LeafKind, type[_Form]]] = {
    LeafKind.PROPOSAL: _Proposal,
    LeafKind.ANSWER: _Answer,
    LeafKind.WITHDRAWAL: _Removal,
    LeafKind.ERASURE: _Removal,
    LeafKind.RECEIPT: _Receipt,
}
ACTS: Final = frozenset(_FORMS)
"""Kinds of entry whose text stands beside the journal."""
_NAMING: Final = frozenset({LeafKind.WITHDRAWAL, LeafKind.ERASURE, LeafKind.RECEIPT})


def kind_of(act: ActText) -> LeafKind:
    """The kind of entry that an act makes."""
    if isinstance(act, RemovalAct):
        return act.kind
    kinds = {
        ProposalAct: LeafKind.PROPOSAL,
        AnswerAct: LeafKind.ANSWER,
        ReceiptAct: LeafKind.RECEIPT,
    }
    return kinds[type(act)]


def write_act(act: ActText) -> str:
    """The act's canonical text; raises ``Malformed`` for one that nobody could read."""
    kind, author = kind_of(act), act.author
    fields = {
        "format": _format(kind),
        "group": author.group,
        "member": author.member,
        "salt": author.salt,
        **_fields(act),
    }
    text = canonical(fields).decode()
    read_act(kind, text)
    return text


def act_digest(text: str) -> bytes:
    """SHA-256 of the text; what the journal's leaf commits to."""
    return digest(text.encode())


def read_act(kind: LeafKind, text: str | bytes) -> ActText:
    """Read an act of this kind; total: ``Malformed`` for anything but the one canonical form."""
    try:
        raw = text.encode() if isinstance(text, str) else text
        if kind not in _FORMS or len(raw) > MAX_ACT_BYTES:
            raise _malformed("kind or size")
        form = msgspec.json.decode(raw, type=_FORMS[kind])
        is_canonical = canonical(msgspec.to_builtins(form)) == raw
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise _malformed(str(error)[:200]) from error
    if form.format != _format(kind) or not is_canonical:
        raise _malformed("not canonical")
    return _READERS[kind](kind, form)


def names_in(kind: str, text: str) -> int:
    """How many records an act speaks of; none where it is of another kind, or cannot be read."""
    if kind not in _NAMING:
        return 0
    try:
        act = read_act(LeafKind(kind), text)
    except Malformed:
        return 0
    if isinstance(act, RemovalAct):
        return len(act.entries)
    return len(act.answers) if isinstance(act, ReceiptAct) else 0


def _format(kind: LeafKind) -> str:
    return f"bayanihan-{kind.value}/1"


def _malformed(why: str) -> Malformed:
    return Malformed(RecordFault.ACT_MALFORMED, facts={"why": why})


def _fields(act: ActText) -> dict[str, Any]:
    """What an act says besides who says it where."""
    if isinstance(act, ProposalAct):
        return {"charter": act.charter, "note": act.note}
    if isinstance(act, AnswerAct):
        answer = _SIGNED if act.is_signed else _DECLINED
        return {"digest": act.digest, "answer": answer, "note": act.note}
    if isinstance(act, RemovalAct):
        return {"entries": list(act.entries), "why": act.why}
    answers = [
        {"index": one.index, "is_removed": one.is_removed, "why": one.why} for one in act.answers
    ]
    return {"of": {"member": act.publisher, "index": act.index}, "answers": answers}


def _author(form: _Form) -> Author:
    """The author, with names that can stand in a journal."""
    _require(is_name(form.group), "group")
    _require(is_name(form.member), "member")
    _require(_SALT.fullmatch(form.salt) is not None, "salt")
    return Author(form.group, form.member, form.salt)


def _require(holds: bool, where: str) -> None:  # noqa: FBT001  # reads like assert
    if not holds:
        raise Malformed(RecordFault.ACT_MALFORMED, where=where)


def _require_rising(indexes: Sequence[int], where: str) -> None:
    """Some places of a journal, none twice, in order."""
    _require(0 < len(indexes) <= MAX_TARGETS, where)
    _require(list(indexes) == sorted(set(indexes)), where)
    _require(indexes[0] >= 0 and indexes[-1] < MAX_SIZE, where)


def _read_proposal(_kind: LeafKind, form: Any) -> ProposalAct:  # noqa: ANN401  # by the table below
    _require(form.charter != "", "charter")
    return ProposalAct(_author(form), form.charter, form.note)


def _read_answer(_kind: LeafKind, form: Any) -> AnswerAct:  # noqa: ANN401  # by the table below
    _require(_DIGEST.fullmatch(form.digest) is not None, "digest")
    _require(form.answer in {_SIGNED, _DECLINED}, "answer")
    is_signed = form.answer == _SIGNED
    _require(is_signed == bool(form.note), "note")
    return AnswerAct(_author(form), form.digest, is_signed, form.note)


def _read_removal(kind: LeafKind, form: Any) -> RemovalAct:  # noqa: ANN401  # by the table below
    _require_rising(form.entries, "entries")
    _require(_WORD.fullmatch(form.why) is not None, "why")
    return RemovalAct(_author(form), kind, form.entries, form.why)


def _read_receipt(_kind: LeafKind, form: Any) -> ReceiptAct:  # noqa: ANN401  # by the table below
    _require(is_name(form.of.member), "of")
    _require(0 <= form.of.index < MAX_SIZE, "of")
    _require_rising([line.index for line in form.answers], "answers")
    for line in form.answers:
        says_why = _WORD.fullmatch(line.why) is not None
        _require(line.why == "" if line.is_removed else says_why, "answers")
    answers = tuple(ReceiptLine(one.index, one.is_removed, one.why) for one in form.answers)
    return ReceiptAct(_author(form), form.of.member, form.of.index, answers)


_READERS: Final[dict[LeafKind, Callable[[LeafKind, Any], ActText]]] = {
    LeafKind.PROPOSAL: _read_proposal,
    LeafKind.ANSWER: _read_answer,
    LeafKind.WITHDRAWAL: _read_removal,
    LeafKind.ERASURE: _read_removal,
    LeafKind.RECEIPT: _read_receipt,
}
