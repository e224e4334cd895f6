"""The form of a package: a STIX bundle that carries its own proof (pure).

Written by ``packing``, verified by ``verifying``; described in ``docs/package.md``.
There is one way to write each thing: an unknown field or another spelling of a
number makes the file none of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

import jiter
import msgspec

from bayanihan.journal.api import MAX_SIZE, LeafKind
from bayanihan.kernel.api import Malformed, is_stix_id, to_instant, to_text
from bayanihan.records.reports import PackageFault
from bayanihan.records.rules import RecordFault

FORMAT: Final = "bayanihan-package/1"
_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UNSET: Final = msgspec.UNSET

Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Salt: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Word: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,31}\Z")]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIZE)]


class CharterPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A charter as the file carries it."""

    text: str
    signatures: str


class EntryPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as the file carries it; ``hash`` alone for what the holder may not read."""

    hash: Digest | msgspec.UnsetType = _UNSET
    kind: Word | msgspec.UnsetType = _UNSET
    charter: Number | msgspec.UnsetType = _UNSET
    at: Number | msgspec.UnsetType = _UNSET
    handling: Number | msgspec.UnsetType = _UNSET
    commitment: Digest | msgspec.UnsetType = _UNSET
    text: str | msgspec.UnsetType = _UNSET
    salt: Salt | msgspec.UnsetType = _UNSET
    object: Number | msgspec.UnsetType = _UNSET
    enclosed: Number | msgspec.UnsetType = _UNSET
    copies: tuple[Number, ...] | msgspec.UnsetType = _UNSET


class JournalPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A journal up to a signed head."""

    member: str
    checkpoint: str
    entries: tuple[EntryPart, ...]


class ProofPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands under ``x_bayanihan_package``."""

    format: Literal["bayanihan-package/1"]
    group: Annotated[str, msgspec.Meta(pattern=rf"^{_UUID}\Z")]
    made_at: str
    made_for: str
    charters: tuple[CharterPart, ...]
    handlings: tuple[str, ...]
    journals: tuple[JournalPart, ...]
    enclosed: tuple[msgspec.Raw, ...]


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as a whole; objects as exact byte slices."""

    type: Literal["bundle"]
    id: Annotated[str, msgspec.Meta(pattern=rf"^bundle--{_UUID}\Z")]
    x_bayanihan_package: ProofPart
    objects: tuple[msgspec.Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that is more than a hash: what was said, and where its object stands.

    ``text`` is that of an act; its digest is then what the leaf holds.
    """

    kind: str
    charter: int
    at: int
    commitment: bytes = b""
    text: str | None = None
    handling: int | None = None
    salt: bytes | None = None
    object: int | None = None
    enclosed: int | None = None
    copies: tuple[int, ...] = ()


_ACT = frozenset({"kind", "charter", "at", "text"})
_BARE = _ACT - {"text"} | {"commitment"}
_ERASED = _BARE | {"handling"}
_HIDDEN = frozenset({"hash"})
_RECORDS = (
    _ERASED | {"salt", "object"},
    _ERASED | {"salt", "enclosed", "copies"},
    _ERASED,
)


def read_package(data: bytes) -> Package:
    """Read a file, refusing duplicate keys; raises ``Malformed`` for what is no package."""
    try:
        jiter.from_json(data, catch_duplicate_keys=True, allow_inf_nan=False)
        package = msgspec.json.decode(data, type=Package)
    except (ValueError, RecursionError) as error:
        if _is_plain_bundle(data):
            raise Malformed(PackageFault.PLAIN_BUNDLE) from error
        raise _malformed(str(error)) from error
    proof = package.x_bayanihan_package
    if not (proof.made_for.startswith("identity--") and is_stix_id(proof.made_for)):
        raise _malformed("made_for")
    if to_text(to_instant(proof.made_at, where="made_at")) != proof.made_at:
        raise _malformed("made_at")
    return package


def _is_plain_bundle(data: bytes) -> bool:
    """Whether somebody took the STIX bundle for the package: it has no proof to verify."""
    try:
        found = msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(found, dict)
        and found.get("type") == "bundle"
        and "x_bayanihan_package" not in found
    )


def read_entry(part: EntryPart, where: str) -> Said | bytes:
    """An entry in one of its forms, or its bare leaf hash; raises ``Malformed`` for a mixture."""
    found: dict[str, Any] = msgspec.to_builtins(part)
    form = frozenset(found)
    if form == _HIDDEN:
        return bytes.fromhex(found["hash"])
    if form not in (_RECORDS if found.get("kind") == LeafKind.RECORD else (_BARE, _ACT)):
        raise Malformed(PackageFault.ENTRY_FORM, where=where)
    for name in form & {"commitment", "salt"}:
        found[name] = bytes.fromhex(found[name])
    return Said(**found)


def _malformed(why: str) -> Malformed:
    return Malformed(RecordFault.PACKAGE_MALFORMED, facts={"why": why[:200]})
