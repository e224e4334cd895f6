"""Names that people type: what nobody can be called is simply not there."""

from __future__ import annotations

import pytest

from bayanihan.kernel.api import Absent
from bayanihan.membership.api import find_group, find_member
from tests.rooms.web.hosted import Hosted

NAMES = ["circle\x00", "\x00", "AA-CERT\x00"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_no_database_can_hold_is_absent(hosted: Hosted, name: str) -> None:
    with pytest.raises(Absent):
        find_member(name)
    for member in (None, hosted.a):
        with pytest.raises(Absent):
            find_group(name, member=member)
