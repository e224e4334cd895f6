"""Install the project into .venv: ``python3 -m tools.set_up run|dev``.

Wants python3 >= 3.11 with pip, nothing else: uv goes into .tools and makes the
virtual environment, so that Debian's python3-venv is not needed. Everything is
installed by hash. A stamp makes the second run a matter of milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
LEVELS = ("run", "dev")
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    """Bring .venv to the level asked for; a higher level is never taken down."""
    if sys.version_info < OLDEST:
        print("Bayanihan needs Python 3.11 or newer.", file=sys.stderr)
        return 1
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        print("usage: python3 -m tools.set_up run|dev", file=sys.stderr)
        return 2
    install_tools()
    install(arguments[0])
    compile_catalogues()
    compile_code()
    return 0


def fingerprint(*files: Path) -> str:
    """One digest over the content of ``files`` and the Python that runs them."""
    total = hashlib.sha256(sys.version.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stamped(stamp: Path, expected: str) -> bool:
    """Whether ``stamp`` says that this very thing is installed already."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == expected


def install_tools() -> None:
    """Put uv and babel into .tools, where no other Python sees them."""
    wanted = REQUIREMENTS / "tools.txt"
    stamp, expected = TOOLS / "stamp", fingerprint(wanted)
    if is_stamped(stamp, expected):
        return
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    into = ["install", "--upgrade", "--target", str(TOOLS)]
    run([*pip, *into, "--require-hashes", "--requirement", str(wanted)])
    stamp.write_text(expected, encoding="ascii")


def install(level: str) -> None:
    """Install the requirements of ``level`` and the project itself, editable."""
    expected = {
        name: fingerprint(
            REQUIREMENTS / f"{name}.txt", REQUIREMENTS / "build.txt", ROOT / "pyproject.toml"
        )
        for name in LEVELS
    }
    enough = LEVELS[LEVELS.index(level) :]
    if any(is_stamped(VENV / f"stamp-{name}", expected[name]) for name in enough):
        return
    uv = str(TOOLS / "bin" / "uv")
    if not (VENV / "bin" / "python").exists():
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    into = [uv, "pip", "install", "--quiet", "--python", str(VENV / "bin" / "python")]
    compiled = ["--compile-bytecode", "--require-hashes"]
    run([*into, *compiled, "--requirement", str(REQUIREMENTS / f"{level}.txt")])
    backend = ["--build-constraints", str(REQUIREMENTS / "build.txt")]
    run([*into, "--no-deps", *backend, "--editable", str(ROOT)])
    (VENV / f"stamp-{level}").write_text(expected[level], encoding="ascii")


def compile_catalogues() -> None:
    """Compile the message catalogues that are newer than their compiled form."""
    script = [sys.executable, "-m", "tools.catalogues"]
    environment = {**os.environ, "PYTHONPATH": str(TOOLS)}
    run(script, environment=environment)


def compile_code() -> None:
    """Compile the project's own code, where it is newer: no start of the node has to do it.

    An account that may not write here, or an environment that forbids it, would
    otherwise compile everything anew at every start.
    """
    run([str(VENV / "bin" / "python"), "-m", "compileall", "-q", "src"])


def run(command: list[str], *, environment: dict[str, str] | None = None) -> None:
    """Run one command in the project's folder; stop the set-up when it fails."""
    # uv must use the Python at hand and never fetch another; root knows what root does.
    ours = {"UV_PYTHON_DOWNLOADS": "never", "PIP_ROOT_USER_ACTION": "ignore"}
    settings = {**(environment or os.environ), **ours}
    done = subprocess.run(command, cwd=ROOT, env=settings, check=False)
    if done.returncode:
        print(f"set-up stopped: {' '.join(command)}", file=sys.stderr)
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
