"""Random charters and what may be done to them: lawful edits, and every sort of unlawful one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from bayanihan.journal.api import SigningKey, sign_note
from bayanihan.kernel.api import canonical
from bayanihan.membership.api import CharterText, read_charter
from tests.laws.model_charter import CEILINGS, EMPTY, Body, Signature, chairs, roles

GROUP = "11111111-2222-4333-8444-555555555555"
NAMES = tuple(f"identity--{letter * 8}-0000-4000-8000-{letter * 12}" for letter in "abcdef")
BEGUN, MINUTE = 1_000_000, 60
LAYERS = ("minilateral", "minilateral", "bilateral", "case", "domestic", "region", "exercise")
ROLES = ("coordinator", "member", "member", "observer")


@cache
def key_of(member: str, epoch: int) -> SigningKey:
    """The key of a member of an epoch; the same in every run."""
    return SigningKey(member, bytes([NAMES.index(member) + 1, epoch]) * 16)


def a_key(member: str, epoch: int, since: int = 0) -> Body:
    """A key as a charter lists it."""
    vkey = key_of(member, epoch).verifying_key.to_text()
    return {"vkey": vkey, "epoch": epoch, "valid_from": since, "valid_until": None}


def a_seat(member: str, role: str) -> Body:
    """A seat with one key; all are of one state."""
    letter = member[10].upper()
    return {
        "id": member,
        "code": f"{letter}-CERT",
        "name": f"CERT {letter}",
        "kind": "state_body",
        "role": role,
        "hosted_by": "a node",
        "state": "AA",
        "keys": [a_key(member, 1)],
    }


def a_first(layer: str, seats: dict[str, str], step: int) -> Body:
    """A lawful first charter."""
    return {
        "format": "bayanihan-charter/1",
        "group": GROUP,
        "number": 1,
        "name": "A circle",
        "purpose": "To test.",
        "layer": layer,
        "step": step,
        "ceiling": CEILINGS[step],
        "exercise": layer == "exercise",
        "history": "all",
        "members": [a_seat(one, role) for one, role in seats.items()],
        "previous": None,
        "at": BEGUN,
    }


@st.composite
def firsts(draw: st.DrawFn, layers: tuple[str, ...] = LAYERS) -> Body:
    """A lawful first charter of any of these layers; A coordinates."""
    layer = draw(st.sampled_from(layers))
    size = 2 if layer == "bilateral" else draw(st.integers(2, 5))
    choice = ("coordinator", "member") if layer == "bilateral" else ROLES
    others = {one: draw(st.sampled_from(choice)) for one in NAMES[1:size]}
    return a_first(layer, {NAMES[0]: "coordinator", **others}, draw(st.integers(0, 4)))


def as_charter(body: Body) -> CharterText:
    """The charter of a body; raises ``Malformed`` where its form is none."""
    return read_charter(canonical(body))


def signed_by(charter: CharterText, signatures: set[Signature]) -> str:
    """The note over a charter with these signatures."""
    keys = [
        key_of(member, epoch)
        for member in NAMES
        for epoch in range(1, 5)
        if (member, key_of(member, epoch).verifying_key.to_text()) in signatures
    ]
    return sign_note(charter.note_text(), *keys)


def all_signatures(body: Body) -> set[Signature]:
    """A signature by every key that a charter lists."""
    return {(seat["id"], key["vkey"]) for seat in body["members"] for key in seat["keys"]}


@st.composite
def signatures(draw: st.DrawFn, body: Body) -> set[Signature]:
    """Who signs: all, the coordinators, or any keys at all, listed or not; never nobody."""
    everybody = all_signatures(body)
    strangers = {
        (member, key_of(member, epoch).verifying_key.to_text())
        for member in NAMES
        for epoch in (1, 2, 3)
    }
    some = st.sets(st.sampled_from(sorted(everybody)), min_size=1)
    leading = {one for one in everybody if one[0] in chairs(body)}
    any_keys = st.sets(st.sampled_from(sorted(strangers)), min_size=1, max_size=4)
    return draw(st.one_of(st.just(everybody), st.just(leading or everybody), some, any_keys))


def next_body(old: Body, old_digest: str, at: int) -> Body:
    """The next version with the same content."""
    body = copy.deepcopy(old)
    for name in ("cuts", "also"):
        body.pop(name, None)
    return {**body, "number": old["number"] + 1, "previous": old_digest, "at": at}


Edit = Callable[[st.DrawFn, Body], None]


def _pick(draw: st.DrawFn, body: Body) -> Body:
    seat: Body = draw(st.sampled_from(body["members"]))
    return seat


def _step(draw: st.DrawFn, body: Body) -> None:
    near = st.sampled_from((max(0, body["step"] - 1), min(4, body["step"] + 1)))
    body["step"] = draw(near | st.integers(0, 4))
    body["ceiling"] = CEILINGS[body["step"]]


def _ceiling(draw: st.DrawFn, body: Body) -> None:
    body["ceiling"] = draw(st.sampled_from(CEILINGS))


def _remove(draw: st.DrawFn, body: Body) -> None:
    if len(body["members"]) > 1:
        gone = _pick(draw, body)
        body["members"].remove(gone)
        body["speakers"] = {
            state: names
            for state, names in body.get("speakers", {}).items()
            if gone["id"] not in names
        }


def _add(draw: st.DrawFn, body: Body) -> None:
    free = [one for one in NAMES if one not in roles(body)]
    if free:
        body["members"].append(a_seat(draw(st.sampled_from(free)), draw(st.sampled_from(ROLES))))


def _role(draw: st.DrawFn, body: Body) -> None:
    _pick(draw, body)["role"] = draw(st.sampled_from(ROLES))


def _add_key(draw: st.DrawFn, body: Body) -> None:
    seat = _pick(draw, body)
    last = max((key["epoch"] for key in seat["keys"]), default=1)
    epoch = draw(st.sampled_from((min(last + 1, 4), min(last + 1, 4), last)))
    since = draw(st.sampled_from((0, body["at"], body["at"])))
    seat["keys"].append(a_key(seat["id"], epoch, since))


def _end_key(draw: st.DrawFn, body: Body) -> None:
    keys = _pick(draw, body)["keys"]
    if not keys:
        return
    key = draw(st.sampled_from(keys))
    key["valid_until"] = body["at"] + draw(st.sampled_from((0, 0, -1, 5, -BEGUN - 10_000)))
    key["valid_until"] = max(0, key["valid_until"])


def _spoil_key(draw: st.DrawFn, body: Body) -> None:
    seat = _pick(draw, body)
    spoil = draw(st.integers(0, 4))
    if not seat["keys"]:
        return
    if spoil == 0:
        seat["keys"].pop()
    elif spoil == 1:
        seat["keys"][0]["valid_from"] += 1
    elif spoil == 2:
        seat["keys"][0]["epoch"] += 1
    elif spoil == 3:
        seat["keys"][-1]["valid_until"] = None
    else:
        seat["keys"].reverse()


def _threshold(draw: st.DrawFn, body: Body) -> None:
    words = ("two_coordinators", "one_coordinator", "both_sides", "opener", "king", None)
    body["threshold"] = draw(st.sampled_from(words))


def _constituents(draw: st.DrawFn, body: Body) -> None:
    named = draw(st.sets(st.sampled_from(NAMES), max_size=2))
    _pick(draw, body)["constituents"] = sorted(named)


def _speaker(draw: st.DrawFn, body: Body) -> None:
    named = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2))
    names = named if draw(st.booleans()) else [_pick(draw, body)["id"]]
    body["speakers"] = {draw(st.sampled_from(("AA", "AA", "BB"))): names}


def _describe(draw: st.DrawFn, body: Body) -> None:
    seat = _pick(draw, body)
    name, values = draw(
        st.sampled_from(
            [
                ("state", ("AA", "BB", None)),
                ("hosted_by", ("a node", "another")),
                ("name", ("CERT", "Renamed")),
                ("kind", ("state_body", "organisation")),
            ]
        )
    )
    seat[name] = draw(st.sampled_from(values))


def _words(draw: st.DrawFn, body: Body) -> None:
    name, values = draw(
        st.sampled_from(
            [
                ("name", ("A circle", "Renamed")),
                ("purpose", ("To test.", "Else.")),
                ("history", ("all", "from_joining", "some")),
                ("retention_days", (None, 0, 1, 30, 40_000)),
            ]
        )
    )
    body[name] = draw(st.sampled_from(values))


def _head(draw: st.DrawFn, body: Body) -> None:
    name, values = draw(
        st.sampled_from(
            [
                ("number", (body["number"] + 1, max(1, body["number"] - 1))),
                ("previous", ("ab" * 32, None)),
                ("at", (0, BEGUN, body["at"] + 1)),
                ("exercise", (True, False)),
                ("layer", ("minilateral", "region", "exercise")),
                ("group", (GROUP, GROUP.replace("1", "2"))),
            ]
        )
    )
    body[name] = draw(st.sampled_from(values))


_EDITS: tuple[Edit, ...] = (
    *[_step] * 4,
    *[_remove] * 3,
    *[_add] * 4,
    *[_role] * 4,
    *[_add_key] * 2,
    *[_end_key] * 2,
    *[_threshold] * 2,
    _ceiling,
    _spoil_key,
    _constituents,
    _speaker,
    *[_describe] * 3,
    _words,
    _head,
)


@st.composite
def successors(draw: st.DrawFn, old: Body, old_digest: str, at: int, *, most: int = 2) -> Body:
    """A version meant to follow another: mostly lawful, each rule broken now and then."""
    body = next_body(old, old_digest, at)
    for edit in draw(st.lists(st.sampled_from(_EDITS), max_size=most)):
        edit(draw, body)
    cuts = cuts_for([old], body)
    spoil = draw(st.integers(0, 9))
    if spoil == 0:
        cuts = cuts[1:]
    elif spoil == 1:
        cuts.append(a_cut(draw(st.sampled_from(NAMES)), None))
    body["cuts"] = _in_order(cuts)
    return without_defaults(body)


def a_cut(member: str, vkey: str | None) -> Body:
    """A cut of an empty journal."""
    cut: Body = {"member": member, "size": 0, "root": EMPTY}
    return cut if vkey is None else {**cut, "vkey": vkey}


def cuts_for(olds: list[Body], new: Body) -> list[Body]:
    """A cut for everybody who goes, and for every key that ends; the first of ``olds`` counts."""
    gone = {one for old in olds for one in roles(old)} - roles(new).keys()
    ended = [
        (seat["id"], key["vkey"])
        for seat in olds[0]["members"]
        for key in seat["keys"]
        if key["valid_until"] is None and _until(new, seat["id"], key["vkey"]) is not None
    ]
    return [a_cut(one, None) for one in gone] + [a_cut(*one) for one in ended]


def _until(body: Body, member: str, vkey: str) -> Any:
    for seat in body["members"]:
        for key in seat["keys"]:
            if (seat["id"], key["vkey"]) == (member, vkey):
                return key["valid_until"]
    return None


def _in_order(cuts: list[Body]) -> list[Body]:
    named = {(cut["member"], cut.get("vkey") or ""): cut for cut in cuts}
    return [named[one] for one in sorted(named)]


def without_defaults(body: Body) -> Body:
    """What holds its default is left out, as the form wants it."""
    for seat in body["members"]:
        for name in ("state", "constituents"):
            if not seat.get(name):
                seat.pop(name, None)
    optional = ("threshold", "speakers", "cuts", "also")
    kept = {name: value for name, value in body.items() if name not in optional or value}
    if kept.get("retention_days", 0) is None:
        del kept["retention_days"]
    return kept
