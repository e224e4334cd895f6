"""Makes STIX 2.1 objects of ATT&CK: techniques, software, mitigations, campaigns, relations.

Techniques and mitigations keep the whole sentences of their short description
unless it names a state; software and campaigns get a neutral line of our own,
because their descriptions tell of actors and victims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bayanihan.ops.demo.actors import neutral_names
from bayanihan.ops.demo.loss import LossCount, LossReason
from bayanihan.ops.demo.neutrality import text_names_state
from bayanihan.ops.demo.shaping import (
    Body,
    attack_references,
    relate,
    shape,
    whole_sentences,
)

_RELATIONS: Final = frozenset(
    {
        ("uses", "intrusion-set"),
        ("uses", "campaign"),
        ("mitigates", "course-of-action"),
        ("subtechnique-of", "attack-pattern"),
        ("attributed-to", "campaign"),
    },
)
"""The kinds of relation taken; what each program can do (10 636 more) is left out for size."""


def convert_techniques(entries: Iterable[Mapping[str, Any]], count: LossCount) -> list[Body]:
    """The techniques and sub-techniques that are in force."""
    return [
        shape(
            "attack-pattern",
            entry["stix_id"],
            from_attack=True,
            name=entry["name"],
            description=_description(entry, count),
            kill_chain_phases=[
                {"kill_chain_name": "mitre-attack", "phase_name": tactic}
                for tactic in entry["tactics"]
            ],
            external_references=attack_references(dict(entry)),
        )
        for entry in _in_force(entries, count)
    ]


def convert_mitigations(entries: Iterable[Mapping[str, Any]], count: LossCount) -> list[Body]:
    """The courses of action against techniques that are in force."""
    return [
        shape(
            "course-of-action",
            entry["stix_id"],
            from_attack=True,
            name=entry["name"],
            description=_description(entry, count),
            external_references=attack_references(dict(entry)),
        )
        for entry in _in_force(entries, count)
    ]


def convert_software(entries: Iterable[Mapping[str, Any]], count: LossCount) -> list[Body]:
    """Malware families and tools whose names name no state."""
    bodies = []
    for entry in _in_force(entries, count):
        kind, number = entry["stix_type"], entry["external_id"]
        names = _names(entry, count, code_words=False)
        count.lose(LossReason.SOFTWARE_DESCRIPTION, entry["stix_id"])
        if not names:
            continue
        family = {"is_family": True} if kind == "malware" else {}
        where = f" for {', '.join(entry['platforms'])}" if entry["platforms"] else ""
        bodies.append(
            shape(
                kind,
                entry["stix_id"],
                from_attack=True,
                name=names[0],
                description=f"{kind.capitalize()}{where}, listed in ATT&CK as {number}.",
                aliases=names[1:],
                external_references=attack_references(dict(entry)),
                **family,
            ),
        )
    return bodies


def convert_campaigns(entries: Iterable[Mapping[str, Any]], count: LossCount) -> list[Body]:
    """The campaigns whose names name no state, with the span of time that was reported."""
    bodies = []
    for entry in _in_force(entries, count):
        names = _names(entry, count, code_words=True)
        count.lose(LossReason.CAMPAIGN_DESCRIPTION, entry["stix_id"])
        if not names:
            continue
        bodies.append(
            shape(
                "campaign",
                entry["stix_id"],
                from_attack=True,
                name=names[0],
                description=f"Campaign listed in ATT&CK as {entry['external_id']}.",
                aliases=names[1:],
                first_seen=entry.get("first_seen"),
                last_seen=entry.get("last_seen"),
                external_references=attack_references(dict(entry)),
            ),
        )
    return bodies


def convert_relations(
    entries: Iterable[Mapping[str, Any]],
    copies: Mapping[str, str],
    count: LossCount,
) -> list[Body]:
    """The relations between entries that were taken; ``copies`` maps source ids to ours."""
    made: dict[tuple[str, str, str], Body] = {}
    for entry in entries:
        kind, source_id = entry["relationship_type"], entry["stix_id"]
        start, end = copies.get(entry["source_ref"]), copies.get(entry["target_ref"])
        if (kind, entry["source_ref"].partition("--")[0]) not in _RELATIONS:
            count.lose(LossReason.RELATION_NOT_TAKEN, source_id)
        elif start is None or end is None:
            count.lose(LossReason.RELATION_WITHOUT_END, source_id)
        else:
            count.lose(LossReason.RELATION_DESCRIPTION, source_id, bool(entry["description"]))
            made.setdefault((kind, start, end), relate(kind, start, end, source=source_id))
    return list(made.values())


def _in_force(
    entries: Iterable[Mapping[str, Any]],
    count: LossCount,
) -> list[Mapping[str, Any]]:
    kept = []
    for entry in entries:
        if entry["revoked"] or entry["deprecated"]:
            count.lose(LossReason.REVOKED_IN_SOURCE, entry["stix_id"])
        else:
            kept.append(entry)
    return kept


def _names(entry: Mapping[str, Any], count: LossCount, *, code_words: bool) -> Sequence[str]:
    given = list(dict.fromkeys([entry["name"], *entry["aliases"]]))
    names = neutral_names(given, entry["stix_id"], count, code_words=code_words)
    if not names:
        count.lose(LossReason.NO_NEUTRAL_NAME, entry["stix_id"])
    elif names[0] != entry["name"]:
        count.renamed += 1
    return names


def _description(entry: Mapping[str, Any], count: LossCount) -> str:
    text = whole_sentences(entry["description"])
    if text_names_state(text):
        count.lose(LossReason.DESCRIPTION_NAMES_A_STATE, entry["stix_id"])
        return ""
    if entry["description"].endswith("..."):
        count.lose(LossReason.DESCRIPTION_CUT, entry["stix_id"])
    return text
