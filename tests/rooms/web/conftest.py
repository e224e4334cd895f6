"""Fixtures of the page tests: the small hosted region."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.rooms.membership.sample_people import TwoMembers
    from tests.rooms.web.hosted import Hosted


@pytest.fixture(scope="module")
def hosted_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Hosted]:
    """Members that do not trust each other, on one node: built once for a module."""
    # This file is read before Django is set up, the region's module is not.
    from bayanihan.kernel.api import read_clock  # noqa: PLC0415  # as said
    from tests.rooms.web.hosted import build_hosted  # noqa: PLC0415  # as said
    from tests.standing import standing  # noqa: PLC0415  # as said

    with standing(django_db_blocker, lambda: build_hosted(read_clock())) as world:
        yield world


@pytest.fixture
def hosted(hosted_world: Hosted, db: None) -> Hosted:
    """The same region as it was built, for one test."""
    return deepcopy(hosted_world)


@pytest.fixture
def two(db: None) -> TwoMembers:
    """Two members and their people, without groups: for pages about people."""
    from tests.rooms.membership.sample_people import build_two  # noqa: PLC0415  # as above

    return build_two()
