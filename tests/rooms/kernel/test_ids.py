"""Identifiers of STIX 2.1, section 2.9."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import is_stix_id, named_uuid, new_stix_id

KINDS = st.from_regex(r"[a-z0-9][a-z0-9-]{1,30}[a-z0-9]", fullmatch=True)
GOOD = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
# The namespace that STIX 2.1 section 2.9 gives for deterministic identifiers.
OASIS = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")


@given(KINDS)
def test_a_fresh_id_is_well_formed_names_its_type_and_is_new(kind: str) -> None:
    fresh = new_stix_id(kind)
    assert is_stix_id(fresh)
    assert fresh.startswith(f"{kind}--")
    assert new_stix_id(kind) != fresh


@pytest.mark.parametrize(
    "text",
    [
        "",
        "indicator",
        GOOD.upper(),
        GOOD + "\n",
        " " + GOOD,
        GOOD.replace("--", "-"),
        "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "a_b--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "indicator--8e2e2d2b-17d4-4cbf-138f-98ee46b3cd3f",
        "indicator--8e2e2d2b17d44cbf938f98ee46b3cd3f",
        "indicator--zzze2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "x" * 251 + "--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    ],
)
def test_what_is_no_identifier_is_told_apart(text: str) -> None:
    assert not is_stix_id(text)


def test_an_identifier_is_recognised() -> None:
    assert is_stix_id(GOOD)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9)))
def test_the_same_content_has_the_same_name(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))
    assert named_uuid(OASIS, value) == named_uuid(OASIS, turned)


def test_a_named_uuid_is_version_5_over_the_canonical_form() -> None:
    name = named_uuid(OASIS, {"value": "198.51.100.3"})
    assert name == uuid.uuid5(OASIS, '{"value":"198.51.100.3"}')
    assert name != named_uuid(OASIS, {"value": "198.51.100.4"})
