"""The hosted region of the page tests serves these tests too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bayanihan.kernel.api import to_instant

if TYPE_CHECKING:
    from tests.rooms.membership.sample_people import TwoMembers
    from tests.rooms.web.hosted import Hosted

AT = to_instant("2026-07-22T02:41:08Z")


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Members that do not trust each other, on one node."""
    from tests.rooms.web.hosted import build_hosted  # noqa: PLC0415  # after Django is set up

    return build_hosted(AT)


@pytest.fixture
def two(db: None) -> TwoMembers:
    """Two members and their people, without groups."""
    from tests.rooms.membership.sample_people import build_two  # noqa: PLC0415  # as above

    return build_two()
