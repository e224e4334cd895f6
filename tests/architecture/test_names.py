"""Names say what a thing is, in the field's words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import DateField, DateTimeField, Field

from tests.architecture.plant import Plant
from tests.architecture.source import PACKAGE, ROOT, Module, functions, project_files, read_modules

IN_FILES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "handler"}
IN_FILES |= {"managers", "handlers", "processor", "processors", "services"}
IN_CLASSES = {"Manager", "Handler", "Processor", "Service", "Util", "Utils", "Helper", "Helpers"}
IN_FUNCTIONS = {"util", "utils", "helper", "helpers", "misc"}
# What a page says to the browser and not to its reader.
UNSEEN = re.compile(r'\b(class|id|for|name|href|src|action)="[^"]*"')
READ_BY_PEOPLE = {".md", ".html", ".po"}


def forbidden_names(root: Path) -> list[str]:
    """Files, classes and functions named for nothing in particular."""
    return [
        fault
        for module in read_modules(root, "src", "tests", "tools", "bench")
        for fault in _names_of(module)
    ]


def _names_of(module: Module) -> Iterator[str]:
    for part in module.place.removesuffix(".py").split("/"):
        if IN_FILES & set(part.split("_")):
            yield f"{module.place}: file or folder {part}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and IN_CLASSES & set(words_of(node.name)):
            yield f"{module.place}:{node.lineno} class {node.name}"
    for name, node in functions(module):
        if IN_FUNCTIONS & set(node.name.split("_")):
            yield f"{module.place}:{node.lineno} function {name}"


def words_of(name: str) -> list[str]:
    """The words of a name in capitals: ``PageHandler`` is Page, Handler."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)


def avoided_words(glossary: str) -> dict[str, str]:
    """Each word that the glossary tells to avoid, with the entry that replaces it."""
    avoided: dict[str, str] = {}
    entry = ""
    for line in glossary.splitlines():
        if line.startswith("**"):
            entry = line.split("**")[1]
        if line.startswith("*Avoid*:"):
            for word in line.removeprefix("*Avoid*:").strip(" .").split(","):
                avoided[word.strip().lower()] = entry
    return avoided


def uses_of_avoided(root: Path, files: tuple[Path, ...], avoided: dict[str, str]) -> list[str]:
    """Avoided words in what people read: documents, templates, catalogues, docstrings."""
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, avoided))})\b", re.IGNORECASE)
    found = []
    for file in files:
        place = file.relative_to(root).as_posix()
        if place == "GLOSSARY.md" or place.startswith("tests/architecture/"):
            continue
        for number, line in lines_for_people(file):
            found += [
                f"{place}:{number} says {hit[0]}, not {avoided[hit[0].lower()]}"
                for hit in pattern.finditer(line)
            ]
    return found


def lines_for_people(file: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of prose in one file."""
    if file.suffix in READ_BY_PEOPLE:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            yield number, UNSEEN.sub("", line)
    elif file.suffix == ".py":
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                start = getattr(node, "lineno", 1)
                for line in (ast.get_docstring(node) or "").splitlines():
                    yield start, line


def misnamed_times() -> Iterator[str]:
    """Columns with an instant not named ``_at``, or a day not named ``_on``."""
    for model in apps.get_models():
        if not model.__module__.startswith(f"{PACKAGE}."):
            continue
        for field in model._meta.local_fields:
            ending = ending_of(field)
            # Django's own account table brings names that we cannot choose.
            if not field.name.endswith(ending) and field.name not in {"last_login", "date_joined"}:
                yield f"{model.__name__}.{field.name}"


def ending_of(field: Field[object, object]) -> str:
    """How the name of a column has to end."""
    if isinstance(field, DateTimeField):
        return "_at"
    return "_on" if isinstance(field, DateField) else ""


def test_nothing_has_a_forbidden_name() -> None:
    assert forbidden_names(ROOT) == []


def test_the_glossary_is_kept() -> None:
    avoided = avoided_words((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert len(avoided) > 10
    assert uses_of_avoided(ROOT, project_files(ROOT), avoided) == []


def test_columns_with_times_are_named_for_them() -> None:
    assert list(misnamed_times()) == []


def test_forbidden_names_are_seen(plant: Plant) -> None:
    root = plant(
        {
            "src/bayanihan/web/utils.py": "",
            "src/bayanihan/web/page_helpers/a.py": "",
            "src/bayanihan/web/b.py": "class PageHandler: ...\ndef date_utils(): ...\n",
            "src/bayanihan/web/good.py": "class Serviceable: ...\ndef common_name(): ...\n",
        }
    )
    assert forbidden_names(root) == [
        "src/bayanihan/web/b.py:1 class PageHandler",
        "src/bayanihan/web/b.py:2 function date_utils",
        "src/bayanihan/web/page_helpers/a.py: file or folder page_helpers",
        "src/bayanihan/web/utils.py: file or folder utils",
    ]


def test_avoided_words_are_seen_in_prose_and_docstrings(plant: Plant) -> None:
    glossary = "**Node**: a machine.\n*Avoid*: satellite, base station.\n"
    root = plant(
        {
            "docs/a.md": "A Satellite.\n",
            "b.html": '<p class="satellite">A node</p>\n<p title="Satellite">',
            "src/a.py": 'satellite = 1\ndef f():\n    """A base station."""\n',
            "GLOSSARY.md": glossary,
        }
    )
    files = tuple(sorted(file for file in root.rglob("*") if file.is_file()))
    assert uses_of_avoided(root, files, avoided_words(glossary)) == [
        "b.html:2 says Satellite, not Node",
        "docs/a.md:1 says Satellite, not Node",
        "src/a.py:2 says base station, not Node",
    ]


def test_names_of_times_are_judged_by_the_kind_of_column() -> None:
    assert ending_of(DateTimeField(name="seen")) == "_at"
    assert ending_of(DateField(name="due")) == "_on"
