"""Rooms lean only downward, in what they import and in what their tables point to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.plant import Plant
from tests.architecture.source import (
    FLOOR_OF,
    FLOORS,
    PACKAGE,
    ROOT,
    imported_names,
    read_modules,
)

PURE_FILES = ("rules.py", "wire.py")
FRAMEWORKS = ("django", "pydantic")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A foreign key: the room and field that points, and the room pointed to."""

    room: str
    field: str
    target: str


def pointers() -> Iterator[Pointer]:
    """Every relation between tables of ours, string ones resolved by Django."""
    for model in apps.get_models():
        room = room_of(model)
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, Field) else None
            if room and isinstance(target, type) and room_of(target):
                yield Pointer(room, f"{model.__name__}.{field.name}", room_of(target))


def room_of(model: type[Model]) -> str:
    """The room of a model; empty for a framework's own."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == PACKAGE else ""


def upward(found: Iterable[Pointer]) -> list[str]:
    """Pointers to a higher floor or to a sibling."""
    return [
        f"{pointer.room}: {pointer.field} points to {pointer.target}"
        for pointer in found
        if pointer.target != pointer.room and FLOOR_OF[pointer.target] >= FLOOR_OF[pointer.room]
    ]


def frameworks_in_pure_files(root: Path) -> list[str]:
    """Rules and wire forms that know a framework."""
    return [
        f"{module.place}:{line} imports {name}"
        for module in read_modules(root, "src")
        if module.place.endswith(tuple(f"/{file}" for file in PURE_FILES))
        for line, name in imported_names(module)
        if name.split(".")[0] in FRAMEWORKS
    ]


def test_foreign_keys_point_to_the_own_room_or_a_lower_floor() -> None:
    assert upward(pointers()) == []


def test_rules_and_wire_forms_know_no_framework() -> None:
    assert frameworks_in_pure_files(ROOT) == []


def test_the_contract_lists_the_floors_and_excuses_nothing() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    listed = [set(layer.split(" | ")) for layer in reversed(layers["layers"])]
    assert listed == [set(rooms) for rooms in FLOORS]
    assert layers["exhaustive"] is True
    assert not any("ignore_imports" in contract for contract in contracts)


def test_every_package_stands_on_a_floor() -> None:
    package = ROOT / "src" / PACKAGE
    rooms = {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}
    assert rooms == set(FLOOR_OF)


def test_a_key_upward_and_a_key_to_a_sibling_are_seen() -> None:
    found = [
        Pointer("records", "Record.group", "membership"),
        Pointer("records", "Record.earlier", "records"),
        Pointer("membership", "Group.newest", "records"),
        Pointer("web", "Draft.job", "ops"),
    ]
    assert upward(found) == [
        "membership: Group.newest points to records",
        "web: Draft.job points to ops",
    ]


def test_keys_between_rooms_exist_to_be_judged() -> None:
    assert any(pointer.room != pointer.target for pointer in pointers())


def test_a_framework_in_rules_is_seen(plant: Plant) -> None:
    root = plant({"src/bayanihan/records/rules.py": "from django.db import models\n"})
    assert frameworks_in_pure_files(root) == [
        "src/bayanihan/records/rules.py:1 imports django.db.models"
    ]
