"""The handling on the command line: understood, or refused before anything is read."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import Pap, Tlp
from bayanihan.kernel.api import Absent, BayanihanError, Malformed, Refused, to_instant
from bayanihan.ops.stating import Spoken, stated_from
from bayanihan.records.api import Stated
from tests.rooms.web.hosted import Hosted, build_hosted

AT = to_instant("2026-07-22T02:41:00Z")


@pytest.fixture
def hosted(db: None) -> Hosted:
    """The small hosted region."""
    return build_hosted(AT)


def stated(hosted: Hosted, **spoken: Any) -> Stated:
    return stated_from(Spoken(**spoken), hosted.circle, hosted.a, at=AT)


def test_nothing_said_is_nothing_stated(hosted: Hosted) -> None:
    assert stated(hosted) == Stated()


def test_everything_that_can_be_said(hosted: Hosted) -> None:
    said = stated(
        hosted,
        tlp="amber",
        pap="red",
        to=["BB-CERT"],
        until="2026-12-31T00:00:00Z",
        keep_until="2027-12-31T00:00:00Z",
    )
    assert (said.tlp, said.pap) == (Tlp.AMBER, Pap.RED)
    assert said.audience == frozenset({hosted.b.stix_id})
    assert said.until == to_instant("2026-12-31T00:00:00Z")
    assert said.keep_until == to_instant("2027-12-31T00:00:00Z")
    assert stated(hosted, pap="PAP:CLEAR").pap is Pap.CLEAR


@pytest.mark.parametrize(
    ("spoken", "error", "code"),
    [
        ({"pap": "pink"}, Malformed, "not_a_pap_label"),
        ({"tlp": "pink"}, Malformed, "unknown_label"),
        ({"to": ["NOBODY"]}, Absent, "unknown_member"),
        ({"to": ["RC"]}, Refused, "addressed_outside_group"),
        ({"to": ["AA-CERT"]}, Refused, "nobody_addressed"),
        ({"until": "2026-07-22T02:41:00Z"}, Refused, "terms_ended"),
        ({"until": "tomorrow"}, Malformed, "not_a_timestamp"),
        ({"keep_until": "2020-01-01T00:00:00Z"}, Refused, "keep_term_ended"),
    ],
)
def test_what_cannot_be_is_refused(
    hosted: Hosted, spoken: dict[str, Any], error: type[BayanihanError], code: str
) -> None:
    with pytest.raises(error) as refused:
        stated(hosted, **spoken)
    assert refused.value.code.value == code
