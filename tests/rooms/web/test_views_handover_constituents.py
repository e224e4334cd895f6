"""Constituents read on their member's pages: through it, and nothing of the group beside."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, Layer, Tlp
from bayanihan.membership.api import Group, NewGroup, find_group, open_group
from tests.rooms.web.bringing import page_of
from tests.rooms.web.hosted import Hosted, an_id, an_indicator

THING = an_id("indicator", "sponsored")
PAGES = (
    "/",
    "/exchange/",
    "/exchange/?q=sponsored.example",
    f"/exchange/objects/{THING}/",
    f"/exchange/objects/{THING}/?relations=all",
    f"/exchange/objects/{THING}/verify/",
    "/exchange/export/",
    "/groups/",
    "/members/AA-CERT/",
)


@pytest.fixture
def secret(hosted: Hosted) -> Group:
    """A group of AA and BB in which AA lists the bank as its own; both speak, at AMBER."""
    new = NewGroup(
        "hidden-key",
        "Hidden circle",
        "Nobody else's matter.",
        Layer.MINILATERAL,
        3,
        {"AA-CERT": GroupRole.COORDINATOR, "BB-CERT": GroupRole.MEMBER},
        constituents={"AA-CERT": ("CO-1",)},
    )
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    group = find_group("hidden-key", member=None)
    thing = an_indicator("sponsored", "sponsored.example")
    later = {**thing, "modified": "2026-07-02T08:00:00.000Z", "description": "More."}
    hosted.publish(group, hosted.b, thing, tlp=Tlp.AMBER)
    hosted.publish(group, hosted.b, later, tlp=Tlp.AMBER)
    strict = an_indicator("own people", "strict.example")
    hosted.publish(group, hosted.b, strict, tlp=Tlp.AMBER_STRICT)
    return group


def test_a_constituent_reads_through_its_member(hosted: Hosted, secret: Group) -> None:
    reader = hosted.client("co.analyst")
    [row] = page_of(reader, "/exchange/?q=sponsored.example").rows
    assert (row.group, row.group_url, row.beam) == ("through AA-CERT", "", None)
    page = page_of(reader, f"/exchange/objects/{THING}/")
    facts = {one.label: one.lines for one in page.facts}
    assert "Group" not in facts
    assert (facts["Through"][0].code, facts["Through"][0].text) == (
        "AA-CERT",
        "National CERT of Aland",
    )
    assert (page.beam, page.proof, page.acts, page.downloads) == (None, None, (), ())
    assert [one.entry for one in page.versions] == [0, 0]
    assert secret.newest is not None


def test_a_constituent_sees_that_the_proof_holds(hosted: Hosted, secret: Group) -> None:
    reader = hosted.client("co.analyst")
    answer = reader.get(f"/exchange/objects/{THING}/")
    assert answer.context["frame"].band.proof_state == "done"
    address = answer.context["frame"].band.proof_url
    page = page_of(reader, address)
    assert [step.state for step in page.steps] == ["done"] * 4
    assert not any(step.digests for step in page.steps)
    assert (page.root, page.path, page.command) == ("", None, "")
    assert page.kind[1] == "through AA-CERT"
    assert secret.key


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_a_constituent_names_the_group(
    hosted: Hosted, secret: Group, address: str
) -> None:
    answer = hosted.client("co.lead").get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    charter = secret.newest
    assert charter is not None
    for word in ("Hidden circle", "hidden-key", str(secret.uuid), "Nobody else"):
        assert word not in text
    assert "strict.example" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/groups/hidden-key/",
        "/groups/hidden-key/charter/",
        "/groups/hidden-key/export/",
        f"/exchange/objects/{THING}/stix/",
    ],
)
def test_nothing_is_handed_over_to_a_constituent(
    hosted: Hosted, secret: Group, address: str
) -> None:
    reader = hosted.client("co.lead")
    absent = reader.get(address.replace("hidden-key", "no-such").replace(THING, an_id("tool", "x")))
    answer = reader.get(address)
    assert answer.status_code == absent.status_code == 404
    if "export" in address:
        for form in ("package", "stix"):
            assert reader.post(address, {"form": form}).status_code == 404
    assert hosted.client("bb.lead").get(address).getvalue()
    assert secret.key


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_list_as_a_file_holds_nothing_read_through_another(
    hosted: Hosted, secret: Group, form: str
) -> None:
    def taken(who: str) -> str:
        answer: Any = hosted.client(who).get(f"/exchange/export/?form={form}")
        return answer.getvalue().decode() if hasattr(answer, "getvalue") else ""

    assert "sponsored" not in taken("co.lead")
    assert "sponsored" in taken("bb.lead")
    assert secret.key


@pytest.mark.parametrize("address", PAGES)
def test_somebody_else_s_constituent_sees_no_difference(
    hosted: Hosted, address: str, request: pytest.FixtureRequest
) -> None:
    def seen() -> tuple[int, bool]:
        answer = hosted.client("in.lead").get(address)
        return answer.status_code, b"sponsored.example" in answer.content.split(b"</header>")[-1]

    before = seen()
    request.getfixturevalue("secret")
    assert seen() == before


def test_reads_of_a_constituent_are_on_its_own_record(
    hosted: Hosted, secret: Group, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIRECTORY = tmp_path
    hosted.client("co.lead").get(f"/exchange/objects/{THING}/")
    [file] = (tmp_path / "audit").iterdir()
    assert file.name == f"{hosted.company.stix_id.removeprefix('identity--')}.jsonl"
    assert secret.key
