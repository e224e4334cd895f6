"""The rules of charters, written a second time and naively, from the design and not from the code.

Everything here works on charters as they stand in JSON, with loops and sets. A law
compares it with the product over random histories.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Body = dict[str, Any]
Signature = tuple[str, str]
"""Whose signature, and by which key (in the text form of a verifying key)."""

CEILINGS = [None, None, "TLP:GREEN", "TLP:AMBER", "TLP:RED"]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def roles(body: Body) -> dict[str, str]:
    """Identity id to role."""
    return {seat["id"]: seat["role"] for seat in body["members"]}


def voters(body: Body) -> set[str]:
    """Coordinators and members."""
    return {one for one, role in roles(body).items() if role != "observer"}


def chairs(body: Body) -> set[str]:
    """Coordinators."""
    return {one for one, role in roles(body).items() if role == "coordinator"}


def is_lawful(body: Body) -> bool:
    """Whether a charter with this content can be a charter at all."""
    return all(
        [
            _seats_are_lawful(body),
            0 <= body["step"] <= 4 and body["ceiling"] == CEILINGS[body["step"]],
            body["history"] in ("all", "from_joining"),
            "retention_days" not in body or 1 <= body["retention_days"] <= 36_500,
            _threshold_is_lawful(body),
            _states_are_lawful(body),
            _constituents_are_lawful(body),
            all(_keys_are_lawful(seat["keys"]) for seat in body["members"]),
            all(cut["size"] > 0 or cut["root"] == EMPTY for cut in body.get("cuts", [])),
        ]
    )


def _seats_are_lawful(body: Body) -> bool:
    number, layer = len(body["members"]), body["layer"]
    if layer == "bilateral" and (number != 2 or voters(body) != set(roles(body))):
        return False
    if layer == "exercise" and not body["exercise"]:
        return False
    if layer == "region":
        kinds = {seat["kind"] for seat in body["members"] if seat["role"] == "coordinator"}
        if kinds - {"state_body", "regional_body"}:
            return False
    return bool(chairs(body)) and (number >= 2 or layer == "case") and len(voters(body)) <= 199


def _threshold_is_lawful(body: Body) -> bool:
    words = {
        "bilateral": ["both_sides"],
        "case": ["opener", "one_coordinator", "two_coordinators"],
    }.get(body["layer"], ["one_coordinator", "two_coordinators"])
    said = body.get("threshold")
    if said is None:
        return True
    # The first is the default, and defaults are not written down.
    return said in words[1:] and (said != "two_coordinators" or len(chairs(body)) >= 2)


def _states_are_lawful(body: Body) -> bool:
    states = {seat["id"]: seat.get("state") for seat in body["members"]}
    if body["layer"] == "domestic" and (len(set(states.values())) > 1 or None in states.values()):
        return False
    for state, names in body.get("speakers", {}).items():
        for one in names:
            if one not in voters(body) or states[one] != state or names.count(one) > 1:
                return False
    return True


def _constituents_are_lawful(body: Body) -> bool:
    for seat in body["members"]:
        for one in seat.get("constituents", []):
            if one in roles(body) or seat["role"] == "observer":
                return False
    return True


def _keys_are_lawful(keys: list[Body]) -> bool:
    if not keys:
        return False
    for before, after in pairwise(keys):
        if before["epoch"] >= after["epoch"] or before["valid_from"] > after["valid_from"]:
            return False
    for key in keys:
        if key["valid_until"] is not None and key["valid_until"] <= key["valid_from"]:
            return False
    return len({key["vkey"] for key in keys}) == len(keys)


def may_follow(old: Body, old_digest: str, new: Body) -> bool:
    """Whether the new version can follow the old one, signatures apart, where nothing forked."""
    return not new.get("also") and _continues(old, old_digest, new, [old])


def may_end(base: Body, tips: dict[str, Body], new: Body) -> bool:
    """Whether the new version ends the fork between these tips (by digest)."""
    old = tips.get(new["previous"] or "")
    if old is None or len(tips) < 2:
        return False
    if sorted(new.get("also", [])) != sorted(set(tips) - {new["previous"]}):
        return False
    if any(tip["number"] <= base["number"] for tip in tips.values()):
        return False
    return _continues(old, new["previous"], new, list(tips.values()))


def _continues(old: Body, old_digest: str, new: Body, leaving: list[Body]) -> bool:
    same = all(old[name] == new[name] for name in ("group", "layer", "exercise"))
    if not same or new["number"] != old["number"] + 1 or new["previous"] != old_digest:
        return False
    if new["at"] < old["at"] or new["step"] > old["step"] + 1 or not is_lawful(new):
        return False
    wanted: set[tuple[str, str | None]] = {
        (one, None) for body in leaving for one in roles(body) if one not in roles(new)
    }
    for before in old["members"]:
        for after in new["members"]:
            if before["id"] != after["id"]:
                continue
            if before["kind"] != after["kind"]:
                return False
            ended = _ended(before["keys"], after["keys"], new["at"])
            if ended is None:
                return False
            wanted |= {(before["id"], vkey) for vkey in ended}
    return wanted == {(cut["member"], cut.get("vkey")) for cut in new.get("cuts", [])}


def _ended(before: list[Body], after: list[Body], at: int) -> set[str] | None:
    """The keys that were ended, or ``None`` where a key was altered, dropped or moved."""
    ended = set()
    for number, key in enumerate(before):
        if number >= len(after):
            return None
        now = after[number]
        if {**key, "valid_until": 0} != {**now, "valid_until": 0}:
            return None
        if key["valid_until"] == now["valid_until"]:
            continue
        if key["valid_until"] is not None or now["valid_until"] is None or now["valid_until"] > at:
            return None
        ended.add(key["vkey"])
    return ended


def who_counts(base: Body, new: Body, signatures: set[Signature]) -> set[str]:
    """Whose signature counts: made with a key that the base lists as valid, by who stays."""
    counted = set()
    for seat in base["members"]:
        for key in seat["keys"]:
            begun = key["valid_from"] <= new["at"]
            over = key["valid_until"] is not None and new["at"] >= key["valid_until"]
            if begun and not over and (seat["id"], key["vkey"]) in signatures:
                counted.add(seat["id"])
    return {one for one in counted if one in roles(new)}


def is_signed(old: Body, new: Body, signatures: set[Signature]) -> bool:
    """Whether enough have signed: the threshold, a majority, or one side that steps back."""
    counted = who_counts(old, new, signatures)
    if has_majority(old, new, signatures):
        return True
    default = {"bilateral": "both_sides", "case": "opener"}.get(old["layer"], "one_coordinator")
    threshold = old.get("threshold", default)
    if threshold == "both_sides":
        if only_steps_back(old, new) and counted:
            return True
        return counted >= set(roles(old))
    return len(counted & chairs(old)) >= (2 if threshold == "two_coordinators" else 1)


def has_majority(base: Body, new: Body, signatures: set[Signature]) -> bool:
    """Whether more than half of those who vote in the base have signed."""
    return 2 * len(who_counts(base, new, signatures) & voters(base)) > len(voters(base))


def only_steps_back(old: Body, new: Body) -> bool:
    """Whether nothing but the step changed, and downwards."""
    head = {"number", "previous", "at", "step", "ceiling"}
    before = {name: value for name, value in old.items() if name not in head | {"cuts", "also"}}
    after = {name: value for name, value in new.items() if name not in head}
    return before == after and new["step"] < old["step"]


def comes_back_clean(earlier: list[Body], new: Body) -> bool:
    """Whether no key contradicts what the versions before, the newest first, said of it."""
    said: dict[tuple[str, str], Body] = {}
    for body in reversed(earlier):
        said.update(
            {(seat["id"], key["vkey"]): key for seat in body["members"] for key in seat["keys"]}
        )
    for seat in new["members"]:
        for key in seat["keys"]:
            before = said.get((seat["id"], key["vkey"]))
            epochs = {one["epoch"] for (owner, _), one in said.items() if owner == seat["id"]}
            if before is None and key["epoch"] in epochs:
                return False
            if before is None:
                continue
            if before["epoch"] != key["epoch"] or before["valid_from"] != key["valid_from"]:
                return False
            if before["valid_until"] not in (None, key["valid_until"]):
                return False
    return True
