"""What the types of STIX 2.1 say, property by property, in an order that people read in.

A table names for each type which properties stand where; what the table does
not know, a custom property or an extension, follows in a machine's voice.
Nothing that an object holds is left out, but three things stand elsewhere:
title, words and pattern above, references among the relationships, markings
among the facts. Pages never show to which state somebody attributes an act;
the file keeps it, and the page says that it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _

from bayanihan.web.parts.rows import Fact, Line
from bayanihan.web.showing.property_forms import lines_of
from bayanihan.web.showing.property_tables import LAST, ROWS
from bayanihan.web.showing.property_words import label_of

_ELSEWHERE: Final = frozenset(
    {"type", "id", "spec_version", "revoked", "pattern", "value", "created_by_ref"}
    | {"object_marking_refs"}
)
_WORDS: Final[Mapping[str, str]] = MappingProxyType({"note": "content", "opinion": "explanation"})
_ATTRIBUTING: Final = frozenset({"threat-actor", "intrusion-set", "campaign", "malware", "tool"})
_STATE_WORDS: Final = ("sponsor", "country", "nation", "attribution", "state_actor", "origin")


def words_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """The property in which the author speaks at length, and its text; empty if there is none."""
    name = _WORDS.get(str(body.get("type")), "description")
    text = body.get(name)
    return (name, text) if isinstance(text, str) and text.strip() else ("", "")


def property_facts(body: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Every property as a fact: those of the type, those of every type, then the unknown ones."""
    facts = [Fact(label_of(name), lines_of(name, body[name])) for name in _known(body)]
    return (*facts, *_unknown(body))


def table_of(type_: str) -> tuple[str, ...]:
    """The properties of a type in reading order; empty for a type of somebody's own."""
    return tuple(ROWS.get(type_, "").split())


def _known(body: Mapping[str, Any]) -> Iterator[str]:
    for name in (*table_of(str(body.get("type"))), *LAST):
        if name in body:
            yield name


def _unknown(body: Mapping[str, Any]) -> Iterator[Fact]:
    listed = {*table_of(str(body.get("type"))), *LAST, *_ELSEWHERE, "name", "abstract"}
    spoken, _text = words_of(body)
    for name, value in body.items():
        if name in listed or name == spoken or name.endswith(("_ref", "_refs")):
            continue
        if _names_a_state(body, name):
            words = _("not shown: pages attribute no act to a state; the file keeps it")
            yield Fact(name, (Line(words),))
        else:
            yield Fact(name, lines_of(name, value))


def _names_a_state(body: Mapping[str, Any], name: str) -> bool:
    lowered = name.casefold()
    return body.get("type") in _ATTRIBUTING and any(word in lowered for word in _STATE_WORDS)
