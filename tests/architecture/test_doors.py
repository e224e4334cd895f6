"""A room is entered by its door: ``bayanihan.ROOM.api``, which has no code of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.plant import Plant
from tests.architecture.source import (
    FLOOR_OF,
    PACKAGE,
    ROOT,
    Module,
    imported_names,
    read_modules,
)


def trespasses(root: Path) -> list[str]:
    """Every import that enters a room by another way than its door."""
    return [
        f"{module.place}:{line} imports {name}"
        for module in read_modules(root, "src", "tests")
        for line, name in imported_names(module)
        if _enters_by_window(module, name)
    ]


def _enters_by_window(module: Module, name: str) -> bool:
    parts = name.split(".")
    if parts[0] != PACKAGE or len(parts) == 1 or parts[1] not in FLOOR_OF:
        return False
    return parts[1] != module.room and parts[1:3] != [parts[1], "api"]


def faults_of_door(module: Module) -> Iterator[str]:
    """What a door must not have: code, foreign goods, a list that differs from the imports."""
    imported, listed = set(), set()
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.ImportFrom(module="__future__"):
                pass
            case ast.ImportFrom(module=str(source), names=names, level=0):
                imported |= {alias.asname or alias.name for alias in names}
                if source.split(".")[:2] != [PACKAGE, module.room]:
                    yield f"{module.place}:{statement.lineno} passes on {source}"
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=elements)):
                listed = {ast.literal_eval(element) for element in elements}
            case _:
                yield f"{module.place}:{statement.lineno} has code"
    for name in sorted(imported ^ listed):
        yield f"{module.place} imports {name} or lists it, not both"


def faults_of_doors(root: Path) -> list[str]:
    """The faults of every door."""
    return [
        fault
        for module in read_modules(root, "src")
        if module.room and module.place.endswith(f"/{module.room}/api.py")
        for fault in faults_of_door(module)
    ]


def test_outsiders_enter_a_room_by_its_door() -> None:
    assert trespasses(ROOT) == []


def test_doors_have_no_code() -> None:
    assert faults_of_doors(ROOT) == []


def test_every_room_that_others_use_has_a_door() -> None:
    for room in FLOOR_OF.keys() - {"site"}:
        assert (ROOT / "src" / PACKAGE / room / "api.py").exists(), room


def test_a_window_is_seen_however_it_is_opened(plant: Plant) -> None:
    root = plant(
        {
            "src/bayanihan/web/a.py": "from bayanihan.gate.rules import decide\n",
            "src/bayanihan/web/b.py": "import bayanihan.gate.rules\n",
            "src/bayanihan/web/c.py": "def f():\n    from bayanihan.gate import rules\n",
            "src/bayanihan/web/d.py": "from ..gate.rules import decide\n",
            "src/bayanihan/web/good.py": "from bayanihan.gate.api import decide\n",
            "src/bayanihan/gate/own.py": "from bayanihan.gate.rules import decide\n",
            "tests/rooms/gate/test_own.py": "from bayanihan.gate.rules import decide\n",
            "tests/laws/test_far.py": "from bayanihan.gate.rules import decide\n",
        }
    )
    assert [line.split(":")[0] for line in trespasses(root)] == [
        "src/bayanihan/web/a.py",
        "src/bayanihan/web/b.py",
        "src/bayanihan/web/c.py",
        "src/bayanihan/web/d.py",
        "tests/laws/test_far.py",
    ]


def test_code_and_foreign_goods_in_a_door_are_seen(plant: Plant) -> None:
    door = (
        '"""Door."""\n'
        "from bayanihan.gate.rules import decide\n"
        "from bayanihan.kernel.api import digest\n"
        "LIMIT = 3\n"
        '__all__ = ["digest", "gone"]\n'
    )
    root = plant({"src/bayanihan/gate/api.py": door})
    assert [fault.removeprefix("src/bayanihan/gate/api.py") for fault in faults_of_doors(root)] == [
        ":3 passes on bayanihan.kernel.api",
        ":4 has code",
        " imports decide or lists it, not both",
        " imports gone or lists it, not both",
    ]
