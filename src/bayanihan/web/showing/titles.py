"""What a record is called on a page, and texts that nobody opens by a slip.

Names and descriptions are a member's words: only what looks like an address
is defanged in them. Values and patterns are defanged as a whole.
Letters that nobody sees stand as their numbers in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bayanihan.records.api import Reader, Record
from bayanihan.stix.api import STIX_TYPES, Kind, defang, title
from bayanihan.web.parts.hidden import visible, visible_words
from bayanihan.web.parts.voices import Said, Voice

# Every part is bounded, as in the Domain Name System: hostile text costs no more than its length.
_OPENS: Final = re.compile(
    r"\b(?:https?|ftps?)://\S+"
    r"|[^\s@<>()\[\],;]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,12}"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|\b(?:\w[\w-]{0,62}\.){1,12}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59})\b",
    re.IGNORECASE,
)
_IN_WORDS: Final = ("name", "abstract", "opinion", "context", "content", "explanation")
_SHOWN: Final = 200


def in_prose(text: str) -> str:
    """A member's words: addresses, and nothing else, defanged; hidden letters visible."""
    return visible_words(_OPENS.sub(lambda found: defanged(found[0]), text))


def defanged(text: str) -> str:
    """A value that nobody opens by a slip, and in which nothing hides."""
    return visible(defang(text))


def titled(body: Mapping[str, Any], lang: str = "") -> Said:
    """What a person calls the object: its name in its author's voice, or its value in a machine's.

    Without a name of its own a relationship is called by what it says.
    """
    if _is_worded(body):
        return Said(in_prose(title(body)), Voice.MEMBER, lang or _language(body))
    return Said(defanged(title(body)), Voice.MACHINE)


def _language(body: Mapping[str, Any]) -> str:
    lang = body.get("lang")
    return lang if isinstance(lang, str) else ""


def _is_worded(body: Mapping[str, Any]) -> bool:
    type_ = str(body.get("type", ""))
    if STIX_TYPES.get(type_, Kind.SDO) is Kind.SCO:
        return False
    return any(isinstance(body.get(key), str) and body[key].strip() for key in _IN_WORDS)


def spoken(code: str) -> str:
    """A machine's word with hyphens as words: ``attributed-to`` gives ``attributed to``."""
    return code.replace("-", " ").replace("_", " ").strip()


def ends_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """The two ends that give a relationship or a sighting its name; empty where there are none."""
    if body.get("type") == "relationship":
        return str(body.get("source_ref", "")), str(body.get("target_ref", ""))
    if body.get("type") == "sighting":
        return "", str(body.get("sighting_of_ref", ""))
    return "", ""


def ends_named(reader: Reader, records: Iterable[Record]) -> Mapping[str, Record]:
    """The readable records at the ends of relationships and sightings; two queries at most."""
    wanted = {end for record in records for end in ends_of(record.body) if end}
    return reader.named(wanted) if wanted else {}


def record_title(record: Record, named: Mapping[str, Record]) -> Said:
    """The title of a record in a list; relationships name both ends where they may be read."""
    body = record.body
    source, target = (_end(end, named) for end in ends_of(body))
    if not target:
        return titled(body)
    verb = spoken(str(body.get("relationship_type", "sighting of")))
    text = " ".join(part for part in (source, verb, target) if part)
    return Said(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…", Voice.MEMBER)


def _end(stix_id: str, named: Mapping[str, Record]) -> str:
    if not stix_id:
        return ""
    record = named.get(stix_id)
    return titled(record.body).text if record else stix_id
