"""Turns public knowledge that installs as packages into records for the region.

Sources: the MISP galaxy of threat actors (CC0-1.0 or BSD-2-Clause) and ATT&CK
18.1 (terms of use: royalty-free with MITRE's notice, which every copy carries
as a statement marking). Attribution to states is dropped and the loss is said.
"""

from __future__ import annotations

from collections import Counter

from bayanihan.ops.demo.actors import convert_actors
from bayanihan.ops.demo.attack import (
    convert_campaigns,
    convert_mitigations,
    convert_relations,
    convert_software,
    convert_techniques,
)
from bayanihan.ops.demo.library import attack_entries, galaxy_actors
from bayanihan.ops.demo.loss import Loss, LossCount
from bayanihan.ops.demo.shaping import Body, converter, mitre_marking


def public_knowledge() -> tuple[list[Body], Loss]:
    """Every public object for the region's group, and what the conversion left behind.

    All objects are marked TLP:CLEAR. The order lets each be published alone: the
    statement marking and the converter first, relations last. The same packages
    give the same objects.
    """
    count = LossCount()
    in_groups = attack_entries("groups-campaigns")
    groups = [e for e in in_groups if e["stix_type"] == "intrusion-set" and not e["revoked"]]
    campaigns = [e for e in in_groups if e["stix_type"] == "campaign"]
    actors, stands_for = convert_actors(galaxy_actors(), groups, count)
    copies = [
        *convert_techniques(attack_entries("attack-patterns"), count),
        *convert_software(attack_entries("software"), count),
        *convert_mitigations(attack_entries("mitigations"), count),
        *convert_campaigns(campaigns, count),
    ]
    ours = stands_for | {_source_of(body): body["id"] for body in copies}
    relations = convert_relations(attack_entries("relationships"), ours, count)
    bodies = [mitre_marking(), converter(), *actors, *copies, *relations]
    return bodies, count.report(Counter(body["type"] for body in bodies))


def _source_of(body: Body) -> str:
    source: str = body["external_references"][1]["external_id"]
    return source
