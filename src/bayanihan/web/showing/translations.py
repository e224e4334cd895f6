"""A record's words in other languages: translations that others wrote, shown as such.

A translation is a language-content object of STIX 2.1 (section 7.1) that names
the record and, where it names one, exactly this version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from bayanihan.records.api import Record
from bayanihan.web.parts.pages_exchange import Speech
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.properties import words_of
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.titles import in_prose

ORIGINAL = "original"
_MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which language a record is shown: its words, and whose translation they are."""

    body: Mapping[str, Any]
    lang: str
    translator: str = ""
    offered: Mapping[str, Record] = field(default_factory=dict)


def tongue_of(record: Record, pointing: Iterable[Record], wanted: str) -> Tongue:
    """The record's words in the wanted language, else in the interface's, else as written."""
    offered = _offered(record, pointing)
    chosen = wanted or get_language() or ""
    own = _text(record.body.get("lang"))
    if chosen == own or chosen not in offered:
        return Tongue(record.body, own, offered=offered)
    translation = offered[chosen]
    said = {
        name: text
        for name, text in translation.body["contents"][chosen].items()
        if isinstance(text, str) and isinstance(record.body.get(name), str)
    }
    translator = translation.entry.journal.member.code
    return Tongue({**record.body, **said}, chosen, translator, offered)


def speech_of(record: Record, tongue: Tongue) -> Speech | None:
    """What the author says at length, or its translation, with links to the other languages."""
    _name, text = words_of(tongue.body)
    if not text:
        return None
    shown = text if len(text) <= _MOST_WORDS else text[:_MOST_WORDS] + "…"
    paragraphs = (" ".join(part.split()) for part in shown.split("\n\n"))
    return Speech(
        paragraphs=tuple(in_prose(part) for part in paragraphs if part),
        code=record.entry.journal.member.code,
        at=record.entry.at,
        language=_language_words(tongue),
        lang=tongue.lang,
        translations=_links(record, tongue),
    )


def _offered(record: Record, pointing: Iterable[Record]) -> dict[str, Record]:
    """Readable translations of exactly this version, by language; the newest of each counts."""
    found: dict[str, Record] = {}
    for one in pointing:
        body = one.body
        if body.get("type") != "language-content" or body.get("object_ref") != record.body["id"]:
            continue
        if body.get("object_modified", record.body.get("modified")) != record.body.get("modified"):
            continue
        contents = body.get("contents")
        for lang, texts in contents.items() if isinstance(contents, dict) else ():
            if isinstance(texts, dict):
                found.setdefault(lang, one)
    return found


def _links(record: Record, tongue: Tongue) -> tuple[Link, ...]:
    own = _text(record.body.get("lang"))
    links = [
        Link(_name(lang), f"{object_url(record)}&lang={lang}")
        for lang in sorted(tongue.offered)
        if lang not in {tongue.lang, own}
    ]
    if tongue.translator:
        links.insert(0, Link(_("as written"), f"{object_url(record)}&lang={own or ORIGINAL}"))
    return tuple(links)


def _language_words(tongue: Tongue) -> str:
    if not tongue.lang:
        return ""
    if tongue.translator:
        return _("in %(language)s, translated by %(member)s") % {
            "language": _name(tongue.lang),
            "member": tongue.translator,
        }
    return _("in %(language)s") % {"language": _name(tongue.lang)}


def _name(lang: str) -> str:
    """A language by its own name; its tag where Django knows none."""
    own = {"fil": "Filipino", "ms": "Bahasa Melayu", "lo": "ລາວ", "tet": "Tetun"}
    try:
        return own.get(lang) or str(get_language_info(lang)["name_local"])
    except KeyError:
        return lang


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
