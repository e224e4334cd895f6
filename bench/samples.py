"""Objects to measure with: about 1 kB each, text varied, documentation ranges only."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

_WORDS = (
    "beacon", "bank", "branch", "campaign", "certificate", "cluster", "courier", "credential",
    "decoy", "domain", "drop", "harbour", "invoice", "island", "kit", "ledger", "lure", "mailbox",
    "market", "monsoon", "payload", "phishing", "port", "reseller", "sandbox", "script",
    "shipping", "spoof", "staging", "storm", "teller", "ticket", "tide", "tunnel", "typhoon",
    "vendor", "wallet", "webshell",
)  # fmt: skip


def indicator(choose: random.Random) -> dict[str, Any]:
    """An indicator on one domain, with prose of varied length."""
    name = f"{choose.choice(_WORDS)}-{choose.getrandbits(40):010x}"
    stamp = f"2026-{choose.randint(1, 9):02}-{choose.randint(1, 28):02}T08:00:00.000Z"
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.UUID(int=choose.getrandbits(128), version=4)}",
        "created": stamp,
        "modified": stamp,
        "name": name,
        "description": " ".join(choose.choices(_WORDS, k=choose.randint(60, 90))),
        "indicator_types": ["malicious-activity"],
        "pattern": f"[domain-name:value = '{name}.example']",
        "pattern_type": "stix",
        "valid_from": stamp,
        "labels": choose.sample(_WORDS, 3),
    }


def indicators(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many of them, the same in every run."""
    choose = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(count):
        yield indicator(choose)


def bundle(count: int, seed: int = 1) -> bytes:
    """A bundle of them as one file, compact."""
    objects = list(indicators(count, seed))
    whole = {"type": "bundle", "id": f"bundle--{uuid.UUID(int=seed)}", "objects": objects}
    return json.dumps(whole, separators=(",", ":")).encode()
