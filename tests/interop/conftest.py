"""One demonstration node for all tests that use its commands."""

from __future__ import annotations

import pytest

from tests.nodes import Node, build_demo


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The demonstration, built once; tests add to it but never rely on being alone."""
    return build_demo(tmp_path_factory.mktemp("node"))
