"""Small trees with a fault on purpose: each check is shown to find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.plant import Plant


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write the files given by place and text; the tree's root comes back."""
    return Plant(tmp_path)
