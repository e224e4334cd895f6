"""Pages keep their promises: they compile, run nothing inline, and ask no third party."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.plant import Plant
from tests.architecture.source import PACKAGE, ROOT

SOURCE = ROOT / "src" / PACKAGE
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script in an address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "third party": re.compile(
        r"<(script|img|iframe|link|source)\b[^>]*\b(src|href|srcset)=[\"']?(https?:)?//"
        r"|@import|url\(\s*[\"']?(https?:)?//",
        re.IGNORECASE,
    ),
    "unescaped": re.compile(r"\|\s*safe\b|{%\s*autoescape off"),
}


def faults(root: Path, files: list[Path]) -> list[str]:
    """What the Content-Security-Policy would block, and what it could not save us from."""
    return [
        f"{file.relative_to(root).as_posix()}:{number} {fault}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for fault, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def shown_files() -> list[Path]:
    """Templates and stylesheets."""
    return sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("static/**/*.css")])


def template_names() -> list[str]:
    """Every template by the name under which it is loaded."""
    return [
        file.as_posix().split("/templates/", 1)[1]
        for file in shown_files()
        if file.suffix == ".html"
    ]


def test_pages_run_nothing_inline_and_ask_no_third_party() -> None:
    assert shown_files()
    assert faults(ROOT, shown_files()) == []


@pytest.mark.parametrize("name", template_names())
def test_every_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


def test_what_a_page_must_not_do_is_seen(plant: Plant) -> None:
    text = (
        '<p style="color: red">\n<a onclick="f()">\n<script>f()</script>\n'
        '<script src="/static/a.js"></script>\n<img src="https://example.org/a.png">\n'
        '{{ value|safe }}\n<a href="https://example.org/">\n'
    )
    root = plant({"a.html": text, "a.css": "@import 'x.css';\na { color: red }\n"})
    assert faults(root, [root / "a.css", root / "a.html"]) == [
        "a.css:1 third party",
        "a.html:1 inline style",
        "a.html:2 inline script",
        "a.html:3 inline script",
        "a.html:5 third party",
        "a.html:6 unescaped",
    ]
