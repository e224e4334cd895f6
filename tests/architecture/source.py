"""The project's own source as the checks see it: files, rooms, imports, definitions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = "bayanihan"
# Low to high; rooms of one floor do not know each other.
FLOORS = (
    ("kernel",),
    ("gate", "journal", "stix"),
    ("membership",),
    ("records",),
    ("exchange",),
    ("web", "ops"),
    ("site",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its place below the root, its text and its syntax tree."""

    place: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str | None:
        """The room of ``src/bayanihan/ROOM/...`` or ``tests/rooms/ROOM/...``."""
        parts = self.place.split("/")
        if parts[:2] in (["src", PACKAGE], ["tests", "rooms"]) and len(parts) > 3:
            return parts[2]
        return None

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "/migrations/" in self.place


def read_modules(root: Path, *folders: str) -> tuple[Module, ...]:
    """Every Python file below the folders, in the order of their names."""
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.py"))]
    return tuple(_read(root, file) for file in files)


@cache
def _read(root: Path, file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    place = file.relative_to(root).as_posix()
    return Module(place, text, ast.parse(text, filename=place))


def imported_names(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that the module imports, wherever it stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _base(module: Module, node: ast.ImportFrom) -> str:
    """What ``from X`` means, relative dots resolved."""
    if not node.level:
        return node.module or ""
    parts = module.place.removeprefix("src/").removesuffix(".py").split("/")
    above = parts[: len(parts) - node.level]
    return ".".join([*above, *([node.module] if node.module else [])])


def functions(module: Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Dotted name and node of every function and method, nested ones included."""
    yield from _functions_in(module.tree, "")


def _functions_in(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}{child.name}."
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name.removesuffix("."), child
        yield from _functions_in(child, name)


@cache
def project_files(root: Path) -> tuple[Path, ...]:
    """Every file that belongs to the project: known to git, or not ignored by it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git is asked for in the README
        cwd=root,
        check=True,
        capture_output=True,
    )
    names = listing.stdout.decode().split("\0")
    return tuple(root / name for name in sorted(set(names)) if name and (root / name).is_file())


def read_text(file: Path) -> str | None:
    """The text of a file; None for a picture or another binary."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
