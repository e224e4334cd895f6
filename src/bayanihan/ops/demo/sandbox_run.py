"""EXERCISE Bank circle: an invented university runs the kit and tells every observable it saw."""

from __future__ import annotations

import base64
from typing import Final

from bayanihan.ops.demo.bank_story import KIT_SHA256
from bayanihan.ops.demo.shaping import Body
from bayanihan.ops.demo.staging import Release, Stage, sha256_of

_PAYLOAD: Final = base64.b64encode(b"EXERCISE: this is not a program.").decode()


def sandbox_run(begins_at: int) -> list[Release]:
    """One release with all eighteen kinds of observable, the analysis and its indicator."""
    lab = Stage("ex-banks", "BANAHAW", "TLP:AMBER", begins_at)
    network, mail, host = _network(lab), _mail(lab), _host(lab)
    seen = [*network, *mail, *host]
    data = lab.say(
        "observed-data",
        "sandbox run",
        180,
        first_observed=lab.at(165),
        last_observed=lab.at(172),
        number_observed=1,
        object_refs=[body["id"] for body in seen],
    )
    sample = next(body for body in host if body["type"] == "file")
    analysis = lab.say(
        "malware-analysis",
        "sandbox run",
        181,
        product="exercise-sandbox",
        version="1.0",
        analysis_started=lab.at(165),
        analysis_ended=lab.at(172),
        result="malicious",
        sample_ref=sample["id"],
    )
    indicator = lab.indicate(
        "kit file",
        182,
        name="EXERCISE File of the kit",
        pattern=f"[file:hashes.'SHA-256' = '{KIT_SHA256}']",
    )
    based = lab.relate("based-on", indicator, data, 183)
    return [lab.release(*seen, data, analysis, indicator, based)]


def _network(lab: Stage) -> list[Body]:
    system = lab.see("autonomous-system", number=64500, name="EXERCISE network")
    server = lab.see("ipv4-addr", value="203.0.113.7", belongs_to_refs=[system["id"]])
    card = lab.see("mac-addr", value="00:00:5e:00:53:07")
    victim = lab.see("ipv4-addr", value="192.0.2.10", resolves_to_refs=[card["id"]])
    six = lab.see("ipv6-addr", value="2001:db8:51::7", belongs_to_refs=[system["id"]])
    name = lab.see(
        "domain-name",
        value="otp.login-pinatubo.example",
        resolves_to_refs=[server["id"], six["id"]],
    )
    page = lab.see("url", value="https://otp.login-pinatubo.example/submit")
    traffic = lab.see(
        "network-traffic",
        src_ref=victim["id"],
        dst_ref=server["id"],
        src_port=49152,
        dst_port=443,
        protocols=["ipv4", "tcp", "https"],
        start=lab.at(166),
        end=lab.at(167),
        is_active=False,
    )
    certificate = lab.see(
        "x509-certificate",
        serial_number="00:53:07",
        issuer="CN=Exercise Authority (fictional)",
        subject="CN=otp.login-pinatubo.example",
        validity_not_before=lab.at(-1440),
        validity_not_after=lab.at(129600),
    )
    return [system, server, card, victim, six, name, page, traffic, certificate]


def _mail(lab: Stage) -> list[Body]:
    sender = lab.see("email-addr", value="notice@login-pinatubo.example")
    customer = lab.see("email-addr", value="customer@pinatubo-bank.example")
    message = lab.see(
        "email-message",
        is_multipart=False,
        date=lab.at(160),
        from_ref=sender["id"],
        to_refs=[customer["id"]],
        subject="Beripikasyon ng inyong account (EXERCISE)",
        body="EXERCISE: open https://otp.login-pinatubo.example/submit",
        message_id="<53-07@login-pinatubo.example>",
    )
    return [sender, customer, message]


def _host(lab: Stage) -> list[Body]:
    folder = lab.see("directory", path="C:\\Exercise\\kuliglig")
    content = lab.see("artifact", mime_type="text/plain", payload_bin=_PAYLOAD)
    kit = lab.see(
        "file",
        name="kuliglig.exe",
        size=4096,
        hashes={"SHA-256": KIT_SHA256},
        parent_directory_ref=folder["id"],
        content_ref=content["id"],
    )
    log = lab.see("file", name="otp.log", hashes={"SHA-256": sha256_of("otp log")})
    user = lab.see("user-account", user_id="1001", account_login="exercise", account_type="unix")
    run = lab.see(
        "process",
        pid=4207,
        command_line="kuliglig.exe --exercise",
        created_time=lab.at(165),
        image_ref=kit["id"],
        creator_user_ref=user["id"],
    )
    lock = lab.see("mutex", name="EXERCISE-KULIGLIG")
    key = lab.see(
        "windows-registry-key",
        key="HKEY_CURRENT_USER\\Software\\Exercise\\Kuliglig",
        values=[{"name": "start", "data": "kuliglig.exe", "data_type": "REG_SZ"}],
    )
    browser = lab.see("software", name="Exercise Browser (fictional)", version="1.0")
    return [folder, content, kit, log, user, run, lock, key, browser]
