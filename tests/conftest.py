"""What every test stands on: a data directory of its own, no network, known profiles."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
WITH_LOOPBACK = ("journeys", "interop", "conformance")
LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def _make_data_directory() -> None:
    """Point the settings at a fresh data directory; the operator's is never touched."""
    folder = Path(tempfile.mkdtemp(prefix="bayanihan-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    data.mkdir()
    key = folder / "master.key"
    key.write_text("5e" * 32 + "\n", encoding="ascii")
    os.environ["BAYANIHAN_DATA"] = str(data)
    os.environ["BAYANIHAN_KEY_FILE"] = str(key)


_make_data_directory()
os.environ["DJANGO_SETTINGS_MODULE"] = "bayanihan.site.settings"

# Two cores are shared by parallel workers, so no wall-clock limits on one example.
_PATIENT = [HealthCheck.too_slow]
settings.register_profile("fast", max_examples=50, deadline=None, suppress_health_check=_PATIENT)
settings.register_profile("deep", max_examples=5000, deadline=None, suppress_health_check=_PATIENT)
settings.load_profile(os.environ.get("BAYANIHAN_HYPOTHESIS", "fast"))


def pytest_configure() -> None:
    """Adjust Django before pytest-django sets it up."""
    from django.conf import settings as django_settings  # noqa: PLC0415  # needs the environment

    database: dict[str, Any] = django_settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        # A file, as in use: an in-memory database locks and commits differently.
        name = Path(os.environ["BAYANIHAN_DATA"]) / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)
    # Slow on purpose in use; here it would only be slow.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the database at hand is not for; open loopback where it is needed."""
    on_sqlite = not os.environ.get("BAYANIHAN_DATABASE_URL")
    foreign = "only_postgresql" if on_sqlite else "only_sqlite"
    left_out = [item for item in items if item.get_closest_marker(foreign)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(foreign)]
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WITH_LOOPBACK:
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
