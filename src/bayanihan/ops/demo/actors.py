"""Makes intrusion sets of the MISP galaxy's threat actors, without any attribution.

What a cluster says about states (sponsor, country, confidence, victims'
countries) is dropped, and so is its description, which nearly always does. What
stays: names that name no state, numbers of names and references, sectors said
to be targets, the ATT&CK number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bayanihan.ops.demo.loss import LossCount, LossReason
from bayanihan.ops.demo.neutrality import is_withheld, names_state, stands_for_state
from bayanihan.ops.demo.shaping import Body, shape

_NUMBER: Final = re.compile(r"G\d{4}")
_GROUP_PAGE: Final = re.compile(r"attack\.mitre\.org/(?:wiki/Group|groups)/(G\d{4})")
_ATTRIBUTION: Final = frozenset(
    {
        "attribution-confidence",
        "cfr-suspected-state-sponsor",
        "country",
        "GRU",
        "motive",
        "spoken-language",
        "threat-actor-classification",
    },
)
_TARGETED_STATES: Final = frozenset({"cfr-suspected-victims", "suspected-victims", "victimology"})
_TAKEN: Final = frozenset({"synonyms", "targeted-sector", "refs"})
_NO_SECTOR: Final = frozenset({"Country", "Other"})


def convert_actors(
    clusters: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
    count: LossCount,
) -> tuple[list[Body], dict[str, str]]:
    """The intrusion sets, and which of them each ATT&CK group (by STIX id) stands for.

    Clusters without a neutral name are left out. A group that several clusters
    claim goes to the first.
    """
    numbers = {group["external_id"]: group["stix_id"] for group in groups}
    by_name = _group_names(groups)
    bodies: list[Body] = []
    stands_for: dict[str, str] = {}
    for cluster in clusters:
        source = f"misp-galaxy threat-actor {cluster['uuid']}"
        found = _attack_numbers(cluster, by_name)
        body = _convert(cluster, found, source, count)
        if body is None:
            continue
        bodies.append(body)
        for number in found:
            if number in numbers:
                stands_for.setdefault(numbers[number], body["id"])
    return bodies, stands_for


def neutral_names(
    names: Sequence[str],
    source: str,
    count: LossCount,
    *,
    code_words: bool = True,
) -> list[str]:
    """The names that name no state, in order and without repetition; the others are counted."""
    kept: dict[str, str] = {}
    for name in (n.strip() for n in names):
        if names_state(name):
            count.lose(LossReason.NAME_NAMES_A_STATE, source)
        elif code_words and stands_for_state(name):
            count.lose(LossReason.NAME_STANDS_FOR_A_STATE, source)
        elif name:
            kept.setdefault(name.casefold(), name)
    return list(kept.values())


def _convert(
    cluster: Mapping[str, Any],
    numbers: Sequence[str],
    source: str,
    count: LossCount,
) -> Body | None:
    if is_withheld(cluster["uuid"]):
        count.lose(LossReason.NAME_INSULTS, source)
        return None
    meta = cluster.get("meta", {})
    _count_fields(cluster, meta, source, count)
    given = [cluster["value"], *meta.get("synonyms", [])]
    names = neutral_names([n for n in given if not _NUMBER.fullmatch(n)], source, count)
    if not names:
        count.lose(LossReason.NO_NEUTRAL_NAME, source)
        return None
    count.renamed += names[0] != cluster["value"].strip()
    return shape(
        "intrusion-set",
        source,
        from_attack=False,
        name=names[0],
        description=_describe(names, meta),
        aliases=names[1:],
        external_references=_references(cluster, numbers),
    )


def _count_fields(
    cluster: Mapping[str, Any],
    meta: Mapping[str, Any],
    source: str,
    count: LossCount,
) -> None:
    reasons = Counter(
        LossReason.ATTRIBUTION_FIELD
        if key in _ATTRIBUTION
        else LossReason.TARGETED_STATES
        if key in _TARGETED_STATES
        else LossReason.OTHER_FIELD
        for key in meta
        if key not in _TAKEN
    )
    for reason, times in reasons.items():
        count.lose(reason, source, times)
    count.lose(LossReason.REFERENCE, source, len(meta.get("refs", [])))
    if cluster.get("description"):
        count.lose(LossReason.ACTOR_DESCRIPTION, source)


def _describe(names: Sequence[str], meta: Mapping[str, Any]) -> str:
    sectors = [s.strip() for s in meta.get("targeted-sector", []) if s not in _NO_SECTOR]
    said = f" Sectors said to be targets: {', '.join(dict.fromkeys(sectors))}." if sectors else ""
    return (
        "Activity group from public reports, as listed in the MISP galaxy. "
        f"Names kept: {len(names)}. Public reports listed in the source: "
        f"{len(meta.get('refs', []))}.{said} What the source says about states is left out."
    )


def _references(cluster: Mapping[str, Any], numbers: Sequence[str]) -> list[Body]:
    galaxy: Body = {
        "source_name": "misp-galaxy",
        "external_id": cluster["uuid"],
        "url": "https://github.com/MISP/misp-galaxy",
        "description": "Changed copy of this cluster of the galaxy of threat actors.",
    }
    pages = [
        {
            "source_name": "mitre-attack",
            "external_id": number,
            "url": f"https://attack.mitre.org/groups/{number}",
        }
        for number in numbers
    ]
    return [galaxy, *pages]


def _group_names(groups: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    named: dict[str, str] = {}
    for group in groups:
        for name in (group["name"], *group["aliases"]):
            named.setdefault(name.casefold(), group["external_id"])
    return named


def _attack_numbers(cluster: Mapping[str, Any], by_name: Mapping[str, str]) -> list[str]:
    meta = cluster.get("meta", {})
    said = [n for n in meta.get("synonyms", []) if _NUMBER.fullmatch(n)]
    said += [m[1] for url in meta.get("refs", []) if (m := _GROUP_PAGE.search(url))]
    if not said:
        said = [by_name[n] for n in (cluster["value"].casefold(),) if n in by_name]
    return list(dict.fromkeys(said))
