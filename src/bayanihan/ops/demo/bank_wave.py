"""EXERCISE Bank circle: a phishing wave on two invented firms, seen by six members."""

from __future__ import annotations

from typing import Final

from bayanihan.ops.demo.bank_story import bank_story
from bayanihan.ops.demo.region import identity_id
from bayanihan.ops.demo.shaping import Body
from bayanihan.ops.demo.staging import Release, Stage

_GROUP: Final = "ex-banks"
_AMBER: Final = "TLP:AMBER"
_GREEN: Final = "TLP:GREEN"


def bank_wave(begins_at: int) -> list[Release]:
    """The releases of the bank circle in the order in which they were said."""
    bank = Stage(_GROUP, "PINATUBO", _AMBER, begins_at)
    first = _first_sight(bank)
    cert = Stage(_GROUP, "PH-CERT", _AMBER, begins_at)
    story = bank_story(cert)
    report = _report(cert, [*first, *story])
    return [
        bank.release(*first),
        cert.release(*story, report, _translation(cert, report)),
        _second_firm(begins_at, first[1]),
        _neighbour(begins_at, report, story[1]),
        _advice(begins_at),
    ]


def _first_sight(bank: Stage) -> list[Body]:
    page = bank.indicate(
        "login page",
        5,
        name="EXERCISE False login page of Pinatubo Bank (fictional)",
        pattern="[domain-name:value = 'login-pinatubo.example']",
        kill_chain_phases=[
            {"kill_chain_name": "mitre-attack", "phase_name": "initial-access"},
        ],
    )
    collector = bank.indicate(
        "collector",
        12,
        name="EXERCISE Server that collects one-time passwords",
        pattern=(
            "[ipv4-addr:value = '203.0.113.7'] OR "
            "[url:value = 'https://otp.login-pinatubo.example/submit']"
        ),
        valid_until=bank.at(60 * 24 * 90),
    )
    mail = bank.indicate(
        "mail",
        14,
        name="EXERCISE Mail that starts the wave",
        pattern=(
            "[email-message:from_ref.value = 'notice@login-pinatubo.example' AND "
            "email-message:subject LIKE 'Beripikasyon%']"
        ),
    )
    target = bank.say(
        "identity",
        "customers",
        4,
        name="Customers of Pinatubo Bank (fictional)",
        identity_class="class",
        sectors=["financial-services"],
    )
    return [page, collector, mail, target]


def _report(cert: Stage, about: list[Body]) -> Body:
    return cert.say(
        "report",
        "first report",
        60,
        name="EXERCISE Phishing wave on banks, first report",
        description=(
            "False pages ask customers of an invented bank for one-time passwords. "
            "Block the pages, warn customers, look for the collector in your logs."
        ),
        report_types=["campaign"],
        published=cert.at(60),
        lang="en",
        object_refs=[body["id"] for body in about],
    )


def _translation(cert: Stage, report: Body) -> Body:
    return cert.say(
        "language-content",
        "first report in Filipino",
        75,
        object_ref=report["id"],
        object_modified=report["modified"],
        contents={
            "fil": {
                "name": "PAGSASANAY Daluyong ng phishing sa mga bangko, unang ulat",
                "description": (
                    "Humihingi ng one-time password ang mga pekeng pahina sa mga kliyente ng "
                    "isang kathang bangko. Harangin ang mga pahina, balaan ang mga kliyente, "
                    "at hanapin sa inyong log ang tagakolekta."
                ),
            },
        },
    )


def _second_firm(begins_at: int, collector: Body) -> Release:
    firm = Stage(_GROUP, "KINABALU", _AMBER, begins_at)
    page = firm.indicate(
        "second page",
        95,
        name="EXERCISE False page of Kinabalu Pay (fictional)",
        pattern="[domain-name:value = 'kinabalu-pay-secure.example']",
    )
    seen = firm.say(
        "sighting",
        "collector seen",
        97,
        sighting_of_ref=collector["id"],
        where_sighted_refs=[identity_id("KINABALU")],
        first_seen=firm.at(88),
        last_seen=firm.at(96),
        count=41,
    )
    return firm.release(page, seen)


def _neighbour(begins_at: int, report: Body, kit: Body) -> Release:
    cert = Stage(_GROUP, "MY-CERT", _AMBER, begins_at)
    note = cert.say(
        "note",
        "same kit",
        120,
        abstract="EXERCISE Same kit, second firm",
        content="The page of the second firm is made with the same kit; the collector is shared.",
        authors=["Duty officer (invented)"],
        object_refs=[report["id"], kit["id"]],
    )
    view = cert.say(
        "opinion",
        "agreement",
        121,
        opinion="agree",
        explanation="Seen at the second firm as well.",
        object_refs=[report["id"]],
    )
    return cert.release(note, view)


def _advice(begins_at: int) -> Release:
    cert = Stage(_GROUP, "SG-CERT", _GREEN, begins_at)
    advice = cert.say(
        "course-of-action",
        "block and warn",
        150,
        name="EXERCISE Block the pages and warn customers",
        description="Block at the resolver, ask the registry for suspension, warn in the app.",
    )
    tool = cert.say(
        "tool",
        "bulk sender",
        150,
        name="EXERCISE Bulk mail sender (fictional)",
        tool_types=["unknown"],
    )
    return cert.release(advice, tool, cert.relate("mitigates", advice, tool, 151))
