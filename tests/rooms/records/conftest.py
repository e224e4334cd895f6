"""The hosted region of the page tests serves these tests too."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bayanihan.kernel.api import to_instant

if TYPE_CHECKING:
    from tests.rooms.records.receiving_world import World
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


@pytest.fixture(scope="session")
def empty_database(
    django_test_environment: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A migrated database that nodes of their own are copies of."""
    from tests.rooms.records.receiving_world import migrated  # noqa: PLC0415  # as above

    folder = tmp_path_factory.mktemp("nodes")
    with django_db_blocker.unblock(), migrated(folder) as name:
        yield name


@pytest.fixture
def world(empty_database: str, django_db_blocker: Any, tmp_path: Path) -> Iterator[World]:
    """Three nodes whose members share a group; each has a database of its own."""
    from tests.rooms.records.receiving_world import three_nodes  # noqa: PLC0415  # as above

    with django_db_blocker.unblock(), three_nodes(empty_database, tmp_path) as nodes:
        yield nodes
