"""EXERCISE records of the other groups: the drill, maritime neighbours, a joint case, a pair."""

from __future__ import annotations

from bayanihan.ops.demo.region import identity_id
from bayanihan.ops.demo.staging import Release, Stage, sha256_of


def drill(begins_at: int) -> list[Release]:
    """The regional drill: an inject by its host and the report of one team, TLP:GREEN."""
    inject = _inject(Stage("ex-drill", "SG-CERT", "TLP:GREEN", begins_at))
    worm = inject.objects[2]
    team = Stage("ex-drill", "TH-CERT", "TLP:GREEN", begins_at)
    beacon = team.indicate(
        "beacon",
        70,
        name="EXERCISE Beacon of the worm",
        pattern="[ipv6-addr:value = '2001:db8:77::1'] OR [ipv4-addr:value = '198.51.100.23']",
    )
    answer = team.say(
        "grouping",
        "answer",
        80,
        name="EXERCISE Findings of the team",
        context="suspicious-activity",
        object_refs=[beacon["id"], worm["id"]],
    )
    return [inject, team.release(beacon, answer, team.relate("indicates", beacon, worm, 75))]


def _inject(host: Stage) -> Release:
    flaw = host.say(
        "vulnerability",
        "flaw",
        0,
        name="EXERCISE-2026-0001",
        description="Invented flaw in an invented mail gateway.",
    )
    worm = host.say(
        "malware",
        "worm",
        0,
        name="Layag (fictional)",
        description="Invented worm of the drill.",
        malware_types=["worm"],
        is_family=False,
    )
    inject = host.say(
        "report",
        "inject 1",
        10,
        name="EXERCISE Inject 1: mail gateways fail",
        description="Find out what happened, contain it, report within two hours.",
        report_types=["threat-report"],
        published=host.at(10),
        object_refs=[flaw["id"], worm["id"]],
    )
    return host.release(flaw, worm, host.relate("exploits", worm, flaw, 1), inject)


def maritime(begins_at: int) -> list[Release]:
    """Maritime neighbours: a place, a group that tries port systems, TLP:AMBER."""
    cert = Stage("ex-maritime", "ID-CERT", "TLP:AMBER", begins_at)
    bay = cert.say(
        "location",
        "bay",
        30,
        name="EXERCISE Bay (fictional)",
        region="south-eastern-asia",
    )
    group = cert.say(
        "intrusion-set",
        "anchors",
        31,
        name="Sauh Set (fictional)",
        description="Invented activity against the booking systems of ports.",
        goals=["Delay of cargo"],
        resource_level="team",
    )
    port = cert.indicate(
        "port",
        32,
        name="EXERCISE False booking page of a port",
        pattern="[domain-name:value = 'port-booking.example']",
    )
    return [
        cert.release(
            bay,
            group,
            port,
            cert.relate("targets", group, bay, 33),
            cert.relate("indicates", port, group, 33),
        ),
    ]


def joint_case(begins_at: int) -> list[Release]:
    """Joint case Amihan: one incident in several places, TLP:AMBER+STRICT."""
    cert = Stage("ex-joint", "PH-CERT", "TLP:AMBER+STRICT", begins_at)
    case = cert.say(
        "incident",
        "amihan",
        240,
        name="EXERCISE Joint case Amihan",
        description="Payment systems of two invented firms stop at the same hour.",
    )
    file = cert.indicate(
        "wiper",
        245,
        name="EXERCISE File found at both firms",
        pattern=f"[file:hashes.'SHA-256' = '{sha256_of('amihan')}']",
    )
    partner = Stage("ex-joint", "MY-CERT", "TLP:AMBER+STRICT", begins_at)
    seen = partner.say(
        "sighting",
        "file seen",
        260,
        sighting_of_ref=file["id"],
        where_sighted_refs=[identity_id("MY-CERT")],
        first_seen=partner.at(230),
        last_seen=partner.at(255),
        count=3,
    )
    reply = partner.say(
        "note",
        "hand-over",
        265,
        content="Night shift takes over the logs of the second firm until 06:00 UTC.",
        object_refs=[case["id"], file["id"]],
    )
    return [cert.release(case, file), partner.release(seen, reply)]


def open_pair(begins_at: int) -> list[Release]:
    """A new member's first open exchange with a neighbour, TLP:GREEN."""
    cert = Stage("ex-open-pair", "TL-CERT", "TLP:GREEN", begins_at)
    scan = cert.indicate(
        "scan",
        20,
        name="EXERCISE Scanner of mail servers",
        pattern="[ipv4-addr:value ISSUBSET '198.51.100.0/28']",
    )
    return [cert.release(scan)]
