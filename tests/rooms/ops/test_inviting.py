"""The operator lets somebody in by a link that is printed once."""

from __future__ import annotations

import json

import pytest

from bayanihan.kernel.api import Absent, Conflict, Refused, read_clock
from bayanihan.membership.api import Role, find_invitation
from bayanihan.ops.api import invite_person
from tests.rooms.membership.sample_people import build_two

pytestmark = pytest.mark.django_db


def invited(username: str, *, is_anew: bool = False, as_json: bool = True) -> int:
    roles = [] if is_anew else ["administrator"]
    return invite_person(
        "AA-CERT", username, name="New", roles=roles, is_anew=is_anew, as_json=as_json
    )


@pytest.mark.parametrize(("username", "is_anew"), [("first", False), ("aa.lead", True)])
def test_the_printed_path_opens(
    capsys: pytest.CaptureFixture[str], username: str, *, is_anew: bool
) -> None:
    build_two()
    assert invited(username, is_anew=is_anew) == 0
    said = json.loads(capsys.readouterr().out)
    found = find_invitation(said["path"].split("/")[2], at=read_clock())
    assert found.username == said["username"] == username
    assert (found.person is not None) is is_anew
    assert is_anew or found.roles == [Role.ADMINISTRATOR.value]


def test_people_read_the_path_in_the_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    build_two()
    invited("first", as_json=False)
    path, about = capsys.readouterr().out.splitlines()
    assert path.startswith("/invited/")
    assert "works once, until 20" in about


def test_what_cannot_be_is_refused_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    build_two()
    with pytest.raises(Conflict):
        invited("aa.lead")
    with pytest.raises(Refused):
        invited("Not A Name")
    with pytest.raises(Absent):
        invited("bb.lead", is_anew=True)
    assert capsys.readouterr().out == ""
