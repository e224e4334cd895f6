"""Labels of tables are values: comparable, and fixed once written."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from bayanihan.kernel.api import DataHandling, Retention, SeenBy


def test_equal_labels_are_equal_and_cannot_be_changed() -> None:
    label = DataHandling(("username",), SeenBy.MEMBER, Retention.SUBJECT)
    assert label == DataHandling(("username",), SeenBy.MEMBER, Retention.SUBJECT)
    with pytest.raises(FrozenInstanceError):
        label.personal = ()  # type: ignore[misc]  # the point of the test
