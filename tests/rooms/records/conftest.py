"""The hosted region of the page tests serves these tests too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bayanihan.kernel.api import to_instant

if TYPE_CHECKING:
    from tests.rooms.records.receiving_world import World
    from tests.rooms.web.hosted import Hosted

AT = to_instant("2026-07-22T02:41:08Z")


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Members that do not trust each other, on one node."""
    from tests.rooms.web.hosted import build_hosted  # noqa: PLC0415  # after Django is set up

    return build_hosted(AT)


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
