"""EXERCISE Bank circle: the invented campaign, kit and crew behind the phishing wave."""

from __future__ import annotations

from typing import Final

from bayanihan.ops.demo.shaping import Body
from bayanihan.ops.demo.staging import Stage, sha256_of

KIT_SHA256: Final = sha256_of("Kuliglig kit")


def bank_story(cert: Stage) -> list[Body]:
    """The campaign first, the kit second, then who and what stands behind them, and how."""
    campaign, kit = _campaign(cert), _kit(cert)
    crew, server, way = _behind(cert)
    relations = [
        cert.relate("uses", campaign, kit, 43),
        cert.relate("attributed-to", campaign, crew, 43),
        cert.relate("uses", crew, server, 43),
        cert.relate("uses", kit, way, 44),
        cert.relate("hosts", server, kit, 44),
    ]
    return [campaign, kit, crew, server, way, *relations]


def _campaign(cert: Stage) -> Body:
    return cert.say(
        "campaign",
        "wave",
        40,
        name="EXERCISE Tag-ulan wave",
        description="Invented wave of false bank pages, sent by mail and by short message.",
        objective="One-time passwords of customers.",
        first_seen=cert.at(0),
    )


def _kit(cert: Stage) -> Body:
    return cert.say(
        "malware",
        "kit",
        40,
        name="Kuliglig (fictional)",
        description="Invented phishing kit that relays one-time passwords.",
        malware_types=["spyware"],
        is_family=True,
        aliases=["Kuliglig kit (fictional)"],
    )


def _behind(cert: Stage) -> tuple[Body, Body, Body]:
    crew = cert.say(
        "threat-actor",
        "crew",
        41,
        name="Habagat Crew (fictional)",
        description="Invented criminals; they stand for nobody.",
        threat_actor_types=["crime-syndicate"],
        primary_motivation="personal-gain",
    )
    server = cert.say(
        "infrastructure",
        "server",
        42,
        name="EXERCISE Hosting of the wave",
        infrastructure_types=["phishing"],
    )
    way = cert.say(
        "attack-pattern",
        "relay",
        42,
        name="EXERCISE Relay of one-time passwords",
        description="The false page passes what the customer types to the true one at once.",
        kill_chain_phases=[
            {"kill_chain_name": "mitre-attack", "phase_name": "credential-access"},
        ],
    )
    return crew, server, way
