"""The Filipino catalogue: whole, nothing unclear, nothing lost, and seen on the pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation.template import templatize

import bayanihan

PACKAGE = Path(next(iter(bayanihan.__path__)))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
SINGLE = {"_", "gettext", "gettext_lazy"}
DOUBLE = {"ngettext", "ngettext_lazy"}
# What Django makes of a template: the same calls, in a text that is not quite Python.
IN_TEMPLATE = re.compile(r"\b(?:_|gettext)\(\s*(u?(?P<q>['\"]).*?(?<!\\)(?P=q))\)", re.DOTALL)
IN_CONTEXT = re.compile(
    r"\bpgettext\(\s*u?(?P<q>['\"])(.*?)(?P=q),\s*(u?(?P<p>['\"]).*?(?<!\\)(?P=p))\)", re.DOTALL
)
COUNTED = re.compile(r"\bngettext\(\s*(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")")


def catalogue() -> Catalog:
    """The catalogue as it lies in the repository."""
    source = PACKAGE / "web" / "locale" / "fil" / "LC_MESSAGES" / "django.po"
    with source.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages() -> list[Message]:
    """Every message of it, without the header."""
    return [message for message in catalogue() if message.id]


def forms(text: object) -> tuple[str, ...]:
    """Singular and plural, or the one form."""
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]  # a tuple


def named(message: Message) -> str:
    """A message by its text, after its context where it has one."""
    text = forms(message.id)[0]
    return f"{message.context}: {text}" if message.context else text


def said_in_code() -> set[str]:
    """Every text that the pages and the settings hand to gettext (singular where counted)."""
    found: set[str] = set()
    for source in (*(PACKAGE / "web").rglob("*.py"), PACKAGE / "site" / "settings.py"):
        found |= set(_in_python(source.read_text(encoding="utf-8")))
    for template in (PACKAGE / "web").rglob("*.html"):
        found |= set(_in_template(template.read_text(encoding="utf-8")))
    return found


def _in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in SINGLE | DOUBLE and node.args:
            yield str(ast.literal_eval(node.args[0]))


def _in_template(text: str) -> Iterator[str]:
    made = templatize(text)
    for pattern in (IN_TEMPLATE, COUNTED):
        for match in pattern.finditer(made):
            yield str(ast.literal_eval(match[1])).replace("%%", "%")
    for match in IN_CONTEXT.finditer(made):
        yield f"{match[2]}: {ast.literal_eval(match[3])}"


def test_the_extraction_sees_every_way_of_saying_a_text() -> None:
    template = (
        "{% load i18n %}{% translate 'One' %}{% translate \"It's\" as x %}"
        "{% blocktranslate trimmed %}\n Two\n words {% endblocktranslate %}"
        "{% blocktranslate count n=3 %}a {{ n }}{% plural %}b {{ n }}{% endblocktranslate %}"
        "{% translate 'Six' context 'a sort' %}"
    )
    said = {"One", "It's", "Two words", "a %(n)s", "a sort: Six"}
    assert set(_in_template(template)) == said
    code = "_('One'), gettext_lazy('Two'), ngettext('a', 'b', 3), other('no'), x._('no')"
    assert set(_in_python(code)) == {"One", "Two", "a"}


def test_every_text_of_the_pages_is_in_the_catalogue_and_no_other() -> None:
    listed = {named(message) for message in messages()}
    said = said_in_code()
    assert sorted(said - listed) == []
    assert sorted(listed - said) == []


def test_nothing_is_untranslated_or_unclear() -> None:
    assert not catalogue().fuzzy
    assert [message.id for message in messages() if message.fuzzy] == []
    assert [
        message.id
        for message in messages()
        if not all(forms(message.string)) or len(forms(message.string)) != len(forms(message.id))
    ] == []


def test_no_placeholder_is_lost_or_invented() -> None:
    for message in messages():
        for text, form in zip(forms(message.id), forms(message.string), strict=True):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(text)), message.id


def test_the_spaces_around_a_text_are_kept() -> None:
    for message in messages():
        for text, form in zip(forms(message.id), forms(message.string), strict=True):
            assert (text[:1].isspace(), text[-1:].isspace()) == (
                form[:1].isspace(),
                form[-1:].isspace(),
            ), message.id


def test_the_catalogue_says_that_a_machine_drafted_it() -> None:
    source = PACKAGE / "web" / "locale" / "fil" / "LC_MESSAGES" / "django.po"
    assert "Machine-drafted, for review" in source.read_text(encoding="utf-8")[:200]


@pytest.mark.django_db
def test_a_page_speaks_filipino_where_the_catalogue_is_compiled(client: Client) -> None:
    compiled = PACKAGE / "web" / "locale" / "fil" / "LC_MESSAGES" / "django.mo"
    if not compiled.exists():
        pytest.skip("make setup compiles the catalogues")
    client.cookies["django_language"] = "fil"
    page = client.get("/sign-in/").content.decode()
    assert '<html lang="fil"' in page
    assert "Mag-sign in" in page
    assert "Mga tao" not in page
    assert "draft" not in page
    assert "burador" in page
