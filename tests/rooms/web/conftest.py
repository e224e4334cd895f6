"""Fixtures of the page tests: the small hosted region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rooms.membership.sample_people import TwoMembers
    from tests.rooms.web.hosted import Hosted


@pytest.fixture
def hosted(db: None) -> Hosted:
    """The region of ``hosted.py``, built a moment ago."""
    # This file is read before Django is set up, the region's module is not.
    from bayanihan.kernel.api import read_clock  # noqa: PLC0415  # as said
    from tests.rooms.web.hosted import build_hosted  # noqa: PLC0415  # as said

    return build_hosted(read_clock())


@pytest.fixture
def two(db: None) -> TwoMembers:
    """Two members and their people, without groups: for pages about people."""
    from tests.rooms.membership.sample_people import build_two  # noqa: PLC0415  # as above

    return build_two()
