"""The hosted region of the page tests serves these tests too."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from bayanihan.kernel.api import to_instant

if TYPE_CHECKING:
    from tests.rooms.web.hosted import Hosted

AT = to_instant("2026-07-22T02:41:08Z")


@pytest.fixture(scope="module")
def hosted_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Hosted]:
    """Members that do not trust each other, on one node: built once for a module."""
    # This file is read before Django is set up, the region's module is not.
    from tests.rooms.web.hosted import build_hosted  # noqa: PLC0415  # as said
    from tests.standing import standing  # noqa: PLC0415  # as said

    with standing(django_db_blocker, lambda: build_hosted(AT)) as world:
        yield world


@pytest.fixture
def hosted(hosted_world: Hosted, db: None) -> Hosted:
    """The same region as it was built, for one test."""
    return deepcopy(hosted_world)
