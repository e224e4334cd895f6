"""The page that people read holds every reason, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from bayanihan.gate.api import Reason

PAGE = Path(__file__).resolve().parents[3] / "docs" / "gate.md"


def test_the_page_names_every_reason_and_invents_none() -> None:
    codes = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert codes == {reason.value for reason in Reason}
