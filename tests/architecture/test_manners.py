"""Manners of code: who reads the clock, who writes, who may catch everything."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.plant import Plant
from tests.architecture.source import ROOT, Module, functions, imported_names, read_modules

# The rim of the process: commands, pages and the processes themselves.
RIM = {"web", "ops", "site"}
CLOCKS = {"read_clock", "now", "utcnow", "today", "time", "time_ns"}
CLOCK_OWNERS = {"", "datetime", "date", "time", "timezone"}
UNUSED_DJANGO = ("django.db.models.signals", "django.dispatch", "django.forms.ModelForm")
EXCUSE = re.compile(
    r"#\s*(noqa(:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*)?"
    r"|type:\s*ignore(\[[^\]]*\])?"
    r"|pragma: no (cover|branch))"
)


def clock_readers(root: Path) -> list[str]:
    """Code inside the rooms that asks what time it is."""
    return [
        f"{module.place}:{node.lineno}"
        for module in read_modules(root, "src")
        if module.room not in RIM and not module.place.endswith("/kernel/instants.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _asks_the_time(node.func)
    ]


def _asks_the_time(function: ast.expr) -> bool:
    name = ast.unparse(function).split(".")
    owner = name[-2] if len(name) > 1 else ""
    return name[-1] in CLOCKS and owner in CLOCK_OWNERS and name != ["time"]


def loose_actions(root: Path) -> list[str]:
    """Public functions of ``actions.py`` that take an argument by place, or no instant."""
    return [
        f"{module.place}:{node.lineno} {name} {fault}"
        for module in read_modules(root, "src")
        if module.place.endswith("/actions.py")
        for name, node in functions(module)
        if not name.startswith("_") and "." not in name
        for fault in _loosenesses(node)
    ]


def _loosenesses(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    if node.args.posonlyargs or node.args.args or node.args.vararg:
        yield "takes arguments by place"
    if "at" not in {argument.arg for argument in node.args.kwonlyargs}:
        yield "does not say when: at="


def blind_catches(root: Path) -> list[str]:
    """``except Exception`` (or wider) anywhere but at the rim."""
    return [
        f"{module.place}:{node.lineno}"
        for module in read_modules(root, "src")
        if module.room not in RIM
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_blind(node.type)
    ]


def _is_blind(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(ast.unparse(one) in {"Exception", "BaseException"} for one in kinds)


def unwanted_django(root: Path) -> list[str]:
    """Signals, model forms and validators on fields: rules live in actions and constraints."""
    modules = read_modules(root, "src")
    imports = [
        f"{module.place}:{line} imports {name}"
        for module in modules
        for line, name in imported_names(module)
        if name.startswith(UNUSED_DJANGO)
    ]
    validators = [
        f"{module.place}:{node.value.lineno} validators on a field"
        for module in modules
        if module.place.endswith("/models.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg == "validators"
    ]
    return imports + validators


def bare_excuses(root: Path) -> list[str]:
    """Suppressions without a reason on the line or in a comment just above."""
    return [
        f"{module.place}:{line}"
        for module in read_modules(root, "src", "tests", "tools", "bench")
        for line in _bare_excuses_in(module)
    ]


def _bare_excuses_in(module: Module) -> Iterator[int]:
    if not EXCUSE.search(module.text):
        return
    lines = module.text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type != tokenize.COMMENT or not EXCUSE.search(token.string):
            continue
        number = token.start[0]
        above = lines[number - 2].lstrip() if number > 1 else ""
        # Two suppressions may share one reason, which then comes last.
        has_reason = re.search(r"\w{2,}", EXCUSE.sub("", token.string))
        if not has_reason and not above.startswith("#"):
            yield number


def test_only_the_rim_reads_the_clock() -> None:
    assert clock_readers(ROOT) == []


def test_actions_name_their_arguments_and_their_instant() -> None:
    assert loose_actions(ROOT) == []


def test_only_the_rim_catches_everything() -> None:
    assert blind_catches(ROOT) == []


def test_rules_do_not_hide_in_the_framework() -> None:
    assert unwanted_django(ROOT) == []


def test_every_suppression_has_a_reason() -> None:
    assert bare_excuses(ROOT) == []


def test_a_hidden_clock_is_seen(plant: Plant) -> None:
    body = (
        "from datetime import datetime\nimport time\n"
        "a = datetime.now()\nb = time.time()\nc = read_clock()\nd = timezone.now()\n"
        "good = row.time()\nalso_good = at.now\n"
    )
    root = plant({"src/bayanihan/gate/a.py": body, "src/bayanihan/web/b.py": body})
    assert clock_readers(root) == [f"src/bayanihan/gate/a.py:{line}" for line in (3, 4, 5, 6)]


def test_a_loose_action_is_seen(plant: Plant) -> None:
    body = (
        "def publish(record, *, at): ...\ndef erase(*, by): ...\n"
        "def good(*, by, at): ...\ndef _own(a): ...\n"
    )
    root = plant({"src/bayanihan/records/actions.py": body})
    assert loose_actions(root) == [
        "src/bayanihan/records/actions.py:1 publish takes arguments by place",
        "src/bayanihan/records/actions.py:2 erase does not say when: at=",
    ]


def test_a_blind_catch_is_seen(plant: Plant) -> None:
    body = (
        "try: f()\nexcept Exception: g()\n"
        "try: f()\nexcept (ValueError, BaseException): g()\n"
        "try: f()\nexcept ValueError: g()\n"
    )
    root = plant({"src/bayanihan/stix/a.py": body, "src/bayanihan/site/command.py": body})
    assert blind_catches(root) == ["src/bayanihan/stix/a.py:2", "src/bayanihan/stix/a.py:4"]


def test_hidden_rules_are_seen(plant: Plant) -> None:
    body = "from django.db.models.signals import post_save\na = F(\n    validators=[],\n)\n"
    root = plant({"src/bayanihan/records/models.py": body})
    assert unwanted_django(root) == [
        "src/bayanihan/records/models.py:1 imports django.db.models.signals.post_save",
        "src/bayanihan/records/models.py:3 validators on a field",
    ]


def test_a_bare_suppression_is_seen(plant: Plant) -> None:
    body = (
        "a = 1  # noqa: E501\n"
        "b = 1  # type: ignore[misc]\n"
        "c = 1  # noqa: E501  # the reason\n"
        "# the reason\n"
        "d = 1  # type: ignore[misc]\n"
        "e = 1  # type: ignore[misc]  # noqa: E501, S101  # the reason\n"
        "f = 1  # type: ignore[misc]  # noqa: E501\n"
        "g = '# noqa: E501'\n"
    )
    root = plant({"src/bayanihan/web/a.py": body})
    assert bare_excuses(root) == [f"src/bayanihan/web/a.py:{line}" for line in (1, 2, 7)]
