"""Lock the requirements anew: ``python3 -m tools.lock``.

Versions and hashes for every platform and Python from 3.11 on, no host names.
"""

from __future__ import annotations

import sys

from tools.set_up import REQUIREMENTS, ROOT, TOOLS, run

LEVELS = {"run.txt": ["--extra", "demo"], "dev.txt": ["--all-extras"]}


def main() -> int:
    """Write ``requirements/run.txt`` and ``requirements/dev.txt``."""
    quiet = ["--quiet", "--no-header", "--no-emit-index-url", "--generate-hashes"]
    everywhere = ["--universal", "--python-version", "3.11"]
    for name, extras in LEVELS.items():
        target = ["--output-file", str((REQUIREMENTS / name).relative_to(ROOT))]
        uv = [str(TOOLS / "bin" / "uv"), "pip", "compile", "pyproject.toml"]
        run([*uv, *extras, *quiet, *everywhere, *target])
    return 0


if __name__ == "__main__":
    sys.exit(main())
